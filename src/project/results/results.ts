/**
 * Every result table that follows from verdicts, written together: what `run` and the app's jobs leave in `results/`.
 * In: an open project with verdicts. Out: tables, and what stands in them. Tunes nothing, draws nothing.
 */
import { SPLIT_NAMES } from '../../records/dataset.js';
import { writeAnnotations, writeCollisions } from '../annotation/index.js';
import { type BiasTableOptions, type MeasuredBias, writeBiasTables } from '../bias/index.js';
import { type CleaningReport, findNoise, writeNoise } from '../cleaning/index.js';
import { type RankingSummary, writeRankings } from '../ranking/index.js';
import type { Project } from '../workspace/index.js';

export interface ResultTables extends MeasuredBias {
  rankings: RankingSummary[];
  noise: CleaningReport;
}

/** What `writeResultTables` can write with the options that it is recorded with: no gaps by k, no comparison of two models. */
const WRITTEN_FILES = new Set(
  [
    ...['annotations', 'collisions', ...SPLIT_NAMES.map((split) => `spuriosity-${split}`)],
    ...['spurious-gaps', 'models', 'groups', 'model-agreement', 'label-noise'],
  ].map((name) => `${name}.csv`),
);

/** Whether the file in `results/` is one that `writeResultTables` writes where nothing more is asked for. */
export function isResultFile(name: string): boolean {
  return WRITTEN_FILES.has(name);
}

/**
 * Writes verdicts and collisions, then rankings, gaps, groups and doubtful labels. Throws what `rankProject` and `measureBias` throw;
 * the tables before that are written then.
 */
export async function writeResultTables(project: Project, options: BiasTableOptions): Promise<ResultTables> {
  await writeAnnotations(project);
  await writeCollisions(project);
  const rankings = await writeRankings(project);
  const measured = await writeBiasTables(project, options);
  const noise = await findNoise(project, measured.report);
  await writeNoise(project, noise);
  return { rankings, ...measured, noise };
}
