/**
 * The cleaning stage on disk: collisions, and images that may be mislabelled or show several objects.
 * In: verdicts, gaps, rankings, predictions, features. Out: `collisions.csv`, `label-noise.csv`, `label-noise-neighbours.csv`.
 * Changes no label.
 */
import { StageError } from '../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../base/observer.js';
import type { Collision, LabelNoiseFlag } from '../records/bias.js';
import { RESULT_TABLES } from '../records/tables.js';
import { isNegativeGap, meanGap } from '../stages/bias/index.js';
import {
  DEFAULT_NEIGHBOURS,
  findCollisions,
  findNearestImages,
  flagByNeighbours,
  flagLabelNoise,
  type NeighbourFlag,
  type NeighbourOptions,
} from '../stages/cleaning/index.js';
import { writeTable } from '../storage/index.js';
import type { BiasReport } from './bias.js';
import { listLabels, type Project } from './project.js';
import { listSplits, rankProject } from './ranking.js';
import { readVerdicts } from './verdicts.js';

export interface CleaningReport {
  collisions: Collision[];
  /** Classes with a negative gap (the mean over the models), most negative first. */
  negativeGaps: { classIndex: number; gap: number }[];
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
  const negativeGaps = [...new Set(gaps.map(({ classIndex }) => classIndex))]
    .map((classIndex) => ({ classIndex, gap: meanGap(gaps.filter((one) => one.classIndex === classIndex)) }))
    .filter(({ gap }) => isNegativeGap(gap))
    .sort((a, b) => a.gap - b.gap || a.classIndex - b.classIndex);
  return { collisions, negativeGaps, flags };
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
  await writeTable(
    project.layout.results,
    'label-noise-neighbours',
    [
      'image',
      'class_index',
      'class_name',
      'agreement',
      'suspected_class_index',
      'suspected_class_name',
      'support',
      'split',
    ],
    flags.map((flag) => ({
      image: dataset.images[flag.image]!.path,
      class_index: flag.classIndex,
      class_name: dataset.classes[flag.classIndex]!.name,
      agreement: flag.agreement,
      suspected_class_index: flag.suspectedClassIndex,
      suspected_class_name: dataset.classes[flag.suspectedClassIndex]!.name,
      support: flag.support,
      split: dataset.images[flag.image]!.split,
    })),
  );
  return flags;
}

/** Writes `collisions.csv` from the verdicts as they are now; needs no features. */
export async function writeCollisions(project: Project): Promise<Collision[]> {
  const collisions = findCollisions(readVerdicts(project));
  await writeTable(
    project.layout.results,
    'collisions',
    RESULT_TABLES.collisions,
    collisions.map(({ feature, spuriousClassIndex, coreClassIndex }) => ({
      feature,
      spurious_class_index: spuriousClassIndex,
      core_class_index: coreClassIndex,
    })),
  );
  return collisions;
}

/** Writes `label-noise.csv` and `collisions.csv`. */
export async function writeNoise(project: Project, { flags }: Pick<CleaningReport, 'flags'>): Promise<void> {
  const { classes, images } = project.readDataset();
  await writeCollisions(project);
  await writeTable(
    project.layout.results,
    'label-noise',
    RESULT_TABLES['label-noise'],
    flags.map((flag) => ({
      image: images[flag.image]!.path,
      class_index: flag.classIndex,
      class_name: classes[flag.classIndex]!.name,
      spuriosity: flag.spuriosity,
      suspected_class_index: flag.suspectedClassIndex,
      suspected_class_name: classes[flag.suspectedClassIndex]!.name,
    })),
  );
}
