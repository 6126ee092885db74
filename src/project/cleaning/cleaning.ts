/**
 * The cleaning stage on disk: collisions, and images that may be mislabelled or show several objects.
 * In: verdicts, gaps, rankings, predictions, features. Out: `collisions.csv`, `label-noise.csv`, `label-noise-neighbours.csv`.
 * Changes no label.
 */
import { StageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import type { Collision, LabelNoiseFlag } from '../../records/bias.js';
import { RESULT_TABLES } from '../../records/tables.js';
import { DEFAULT_K } from '../../stages/bias/index.js';
import {
  DEFAULT_NEIGHBOURS,
  findCollisions,
  findNearestImages,
  flagByNeighbours,
  flagLabelNoise,
  listNegativeGaps,
  type NegativeGap,
  type NeighbourFlag,
  type NeighbourOptions,
} from '../../stages/cleaning/index.js';
import { writeCollisions } from '../annotation/index.js';
import { type BiasReport, pickParts, TABLE_PARTS } from '../bias/index.js';
import { listSplits, rankProject } from '../ranking/index.js';
import {
  formatCommand,
  listLabels,
  type OpenDataset,
  type Project,
  RANKING_PARTS,
  readParts,
  readVerdicts,
  toClassCells,
  writeProjectTables,
} from '../workspace/index.js';

export interface CleaningReport {
  /** Images of either end that its gaps were measured on. */
  k: number;
  /** What it rests on (docs/formats/results.md, R42). */
  restsOn: Record<string, string>;
  collisions: Collision[];
  /** Classes with a negative gap (the mean over the models), most negative first. */
  negativeGaps: NegativeGap[];
  flags: LabelNoiseFlag[];
}

/** Finds collisions among the verdicts and flags images by the gaps of every model. */
export async function findNoise(project: Project, bias: BiasReport): Promise<CleaningReport> {
  const collisions = findCollisions(readVerdicts(project));
  const gaps = bias.models.flatMap((model) => model.gaps);
  const flags = flagLabelNoise({
    gaps,
    rankings: await rankProject(project, listSplits(project)),
    predictions: bias.predictions[0]!,
    collisions,
  });
  const restsOn = pickParts(bias.restsOn, [...RANKING_PARTS, 'verdicts', 'head', 'models']);
  return { k: bias.k, restsOn, collisions, negativeGaps: listNegativeGaps(gaps), flags };
}

/**
 * Flags images by their neighbours instead, in every class, and writes `label-noise-neighbours.csv`; needs features alone.
 * Throws `too-few-images` where an image has fewer others than neighbours are asked for.
 */
export async function writeNeighbourNoise(
  project: Project,
  options: NeighbourOptions = {},
  observer: Observer = SILENT_OBSERVER,
): Promise<NeighbourFlag[]> {
  const restsOn = await readParts(project, TABLE_PARTS, ['features', 'data']);
  const source = await project.openFeatures();
  const dataset = project.readDataset();
  const count = options.neighbours ?? DEFAULT_NEIGHBOURS;
  const usableCount = source.valid.reduce((sum, one) => sum + one, 0);
  if (usableCount <= count) {
    throw new StageError('too-few-images', {
      what: `${usableCount} images have features, too few to ask ${count} neighbours of each.`,
      next: 'Ask fewer neighbours.',
    });
  }
  const nearest = await findNearestImages(source, count, options, observer);
  const flags = flagByNeighbours(nearest, listLabels(dataset), options);
  const command = formatCommand('noise', { method: ['neighbours'], neighbours: [count, DEFAULT_NEIGHBOURS] });
  await writeProjectTables(project, { command, options: { neighbours: count }, restsOn }, [
    {
      name: 'label-noise-neighbours',
      columns: [
        'image',
        'class_index',
        'class_name',
        'agreement',
        'suspected_class_index',
        'suspected_class_name',
        'support',
        'split',
      ],
      rows: flags.map((flag) => toNeighbourFlagCells(flag, dataset)),
    },
  ]);
  return flags;
}

/** Writes `label-noise.csv` and `collisions.csv`. */
export async function writeNoise(
  project: Project,
  { flags, k, restsOn }: Pick<CleaningReport, 'flags' | 'k' | 'restsOn'>,
): Promise<void> {
  const dataset = project.readDataset();
  await writeCollisions(project);
  const command = formatCommand('noise', { k: [k, DEFAULT_K] });
  await writeProjectTables(project, { command, options: { k }, restsOn }, [
    {
      name: 'label-noise',
      columns: RESULT_TABLES['label-noise'],
      rows: flags.map((flag) => toNoiseFlagCells(flag, dataset)),
    },
  ]);
}

/** A row of `label-noise.csv`. */
export function toNoiseFlagCells(flag: LabelNoiseFlag, { classes, images }: OpenDataset) {
  return {
    image: images[flag.image]!.path,
    ...toClassCells(classes, flag.classIndex),
    spuriosity: flag.spuriosity,
    ...toClassCells(classes, flag.suspectedClassIndex, 'suspected_'),
  };
}

/** A row of `label-noise-neighbours.csv`. */
export function toNeighbourFlagCells(flag: NeighbourFlag, { classes, images }: OpenDataset) {
  return {
    image: images[flag.image]!.path,
    ...toClassCells(classes, flag.classIndex),
    agreement: flag.agreement,
    ...toClassCells(classes, flag.suspectedClassIndex, 'suspected_'),
    support: flag.support,
    split: images[flag.image]!.split,
  };
}
