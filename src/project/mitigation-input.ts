/**
 * What mitigation and its sweep start from: a model's head and features, labels, and the rankings as they are now.
 * In: an open project and a model's name. Out: the stage's input, and what its results rest on.
 */
import { createHash } from 'node:crypto';
import type { Observer } from '../base/observer.js';
import type { ClassRanking } from '../records/bias.js';
import { readAllRows } from '../records/features-read.js';
import type { MitigationInput } from '../stages/mitigation/index.js';
import {
  chooseMeasuredSplit,
  listLabels,
  listUsableRows,
  type OpenDataset,
  type Project,
} from './project.js';
import { rankProject } from './ranking.js';
import { openTunableModel, type TunableModel } from './tunable-models.js';
import { readVerdicts } from './verdicts.js';

/** Opens the model and gathers everything that its head is tuned and measured on. */
export async function readMitigationInput(
  project: Project,
  name: string,
  observer: Observer,
): Promise<{ tunable: TunableModel; input: MitigationInput }> {
  const tunable = await openTunableModel(project, name, observer);
  const { head, source } = tunable;
  const dataset = project.readDataset();
  const measured = chooseMeasuredSplit(dataset);
  const rank = async (split: typeof measured) =>
    keepUsable(await rankProject(project, [split]), source.valid);
  const input: MitigationInput = {
    model: name,
    head,
    classCount: dataset.classes.length,
    features: await readAllRows(source),
    featureCount: source.featureCount,
    labels: listLabels(dataset),
    groups: listGroups(dataset),
    trainRows: listUsableRows(dataset, source.valid, 'train'),
    validationRows: listUsableRows(dataset, source.valid, measured),
    trainRankings: await rank('train'),
    validationRankings: await rank(measured),
  };
  return { tunable, input };
}

/** Hash of the features and spurious pairs that rankings rest on. */
export async function computeMitigationBasis(project: Project): Promise<string> {
  const { features } = await project.readManifest();
  const spurious = readVerdicts(project)
    .filter(({ verdict }) => verdict === 'spurious')
    .map(({ classIndex, feature }) => [classIndex, feature]);
  return createHash('sha256')
    .update(JSON.stringify([features?.fingerprint, spurious]))
    .digest('hex');
}

/** Without images that the tuned model has no features of: an added network may fail where the encoder did not. */
function keepUsable(rankings: readonly ClassRanking[], valid: Uint8Array): ClassRanking[] {
  return rankings.map((ranking) => {
    const places = [...ranking.images.keys()].filter((place) => valid[ranking.images[place]!] === 1);
    return {
      ...ranking,
      images: places.map((place) => ranking.images[place]!),
      spuriosity: places.map((place) => ranking.spuriosity[place]!),
    };
  });
}

/** The value of the first group column per image; undefined without one. */
function listGroups({ images, groupColumns: [column] }: OpenDataset): string[] | undefined {
  return column === undefined ? undefined : images.map(({ columns }) => columns[column] ?? '');
}
