/**
 * The cleaning stage on disk: collisions, and images that may be mislabelled or show several objects.
 * In: verdicts, gaps, rankings, predictions. Out: `collisions.csv`, `label-noise.csv`. Changes no label.
 */
import type { Collision, LabelNoiseFlag } from '../records/bias.js';
import { RESULT_TABLES } from '../records/tables.js';
import { findCollisions, flagLabelNoise } from '../stages/cleaning/index.js';
import { writeTable } from '../storage/index.js';
import type { BiasReport } from './bias.js';
import type { Project } from './project.js';
import { listSplits, rankProject } from './ranking.js';
import { readVerdicts } from './verdicts.js';

export interface CleaningReport {
  collisions: Collision[];
  flags: LabelNoiseFlag[];
}

/** Finds collisions among the verdicts and flags images by the gaps of every model. */
export async function findNoise(project: Project, bias: BiasReport): Promise<CleaningReport> {
  const collisions = findCollisions(readVerdicts(project));
  const flags = flagLabelNoise({
    gaps: bias.models.flatMap(({ gaps }) => gaps),
    rankings: await rankProject(project, listSplits(project)),
    predictions: bias.predictions[0]!,
    collisions,
  });
  return { collisions, flags };
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
export async function writeNoise(project: Project, { flags }: CleaningReport): Promise<void> {
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
