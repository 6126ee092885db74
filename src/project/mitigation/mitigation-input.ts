/**
 * What mitigation and its sweep start from: a model's head and features, labels, and the rankings as they are now.
 * In: an open project and a model's name. Out: the stage's input, and what its results rest on.
 */
import { createHash } from 'node:crypto';
import type { Observer } from '../../base/observer.js';
import type { VerdictLabel } from '../../records/annotation.js';
import type { ClassRanking } from '../../records/bias.js';
import { toClassLabels } from '../../records/class-labels.js';
import { readAllRows } from '../../records/features.js';
import type { MitigationInput } from '../../stages/mitigation/index.js';
import { rankProject } from '../ranking/index.js';
import {
  chooseMeasuredSplit,
  listLabels,
  listUsableRows,
  type OpenDataset,
  type Project,
  readVerdicts,
} from '../workspace/index.js';
import { openTunableModel, type TunableModel } from './tunable-models.js';

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
  const groups = listGroups(dataset);
  const isRanked =
    groups === undefined || readVerdicts(project).some(({ verdict }) => verdict === 'spurious');
  // Where groups are known, a head can be repaired without rankings.
  const rank = async (split: typeof measured) =>
    isRanked ? keepUsable(await rankProject(project, [split]), source.valid) : [];
  const testRows = listUsableRows(dataset, source.valid, 'test');
  const input: MitigationInput = {
    model: name,
    head,
    classCount: dataset.classes.length,
    classNames: toClassLabels(dataset.classes),
    features: await readAllRows(source),
    featureCount: source.featureCount,
    labels: listLabels(dataset),
    groups,
    trainRows: listUsableRows(dataset, source.valid, 'train'),
    validationRows: listUsableRows(dataset, source.valid, measured),
    trainRankings: await rank('train'),
    validationRankings: await rank(measured),
    ...(measured === 'val' && testRows.length > 0
      ? { test: { rows: testRows, rankings: await rank('test') } }
      : {}),
    // An added network's features are others than those that were judged.
    pairs: tunable.kind === 'head' ? listPairs(project) : null,
  };
  return { tunable, input };
}

function listPairs(project: Project): NonNullable<MitigationInput['pairs']> {
  const verdicts = readVerdicts(project);
  const list = (wanted: VerdictLabel) => verdicts.filter(({ verdict }) => verdict === wanted);
  return { spurious: list('spurious'), core: list('core') };
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

/** Hash of the labels, splits and groups that a repair is tuned and measured on; another `init` may bring others. */
export async function computeMitigationData(project: Project): Promise<string> {
  const { dataset } = await project.readManifest();
  return createHash('sha256')
    .update(JSON.stringify([dataset?.fingerprint, listGroups(project.readDataset())]))
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
