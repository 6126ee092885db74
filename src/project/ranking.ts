/**
 * The ranking stage on disk: spuriosity of every image of the classes that have a spurious feature.
 * In: features and verdicts. Out: rankings in memory and `spuriosity-<split>.csv`.
 */
import { StageError } from '../base/errors.js';
import type { Verdict } from '../records/annotation.js';
import type { ClassRanking } from '../records/bias.js';
import { SPLIT_NAMES, type SplitName } from '../records/dataset.js';
import type { FeatureColumns } from '../records/features.js';
import { gatherColumns } from '../records/features-read.js';
import { RESULT_TABLES } from '../records/tables.js';
import { spuriosityGroupAuroc } from '../stages/bias/index.js';
import { computeSpuriosity } from '../stages/ranking/index.js';
import { writeTable } from '../storage/index.js';
import { chooseMeasuredSplit, type Project } from './project.js';
import { readVerdicts } from './verdicts.js';

/** Rankings of one or more splits, computed from the features and verdicts as they are now. */
export async function rankProject(project: Project, splits: readonly SplitName[]): Promise<ClassRanking[]> {
  const verdicts = readVerdicts(project).filter(({ verdict }) => verdict === 'spurious');
  assertAnySpurious(verdicts);
  const source = await project.openFeatures();
  assertRankable(verdicts, source.featureCount);
  const columns: FeatureColumns = await gatherColumns(
    source,
    new Set(verdicts.map(({ feature }) => feature)),
  );
  const { images } = project.readDataset();
  return splits.flatMap((split) =>
    computeSpuriosity({ columns, valid: source.valid, images, verdicts, split }),
  );
}

/** Throws `no-spurious-features`, or `feature-unknown` when the spurious verdicts speak of features that are not there. */
export function assertRankable(spurious: readonly Verdict[], featureCount: number): void {
  assertAnySpurious(spurious);
  const wide = spurious.find(({ feature }) => feature >= featureCount);
  if (wide === undefined) return;
  throw new StageError('feature-unknown', {
    what: `The annotations speak of feature ${wide.feature}, but these features have only ${featureCount} columns.`,
    why: 'Annotations belong to one encoder.',
    next: 'Use the features of the encoder that was annotated.',
  });
}

function assertAnySpurious(spurious: readonly Verdict[]): void {
  if (spurious.length > 0) return;
  throw new StageError('no-spurious-features', {
    what: 'No (class, feature) pair is annotated as spurious, so there is nothing to rank by.',
    next: 'Run `spuriosity annotate auto`, or import answers with `spuriosity annotate import F.csv`.',
  });
}

/** Splits that have images, in the order train, val, test. */
export function listSplits(project: Project): SplitName[] {
  const { images } = project.readDataset();
  return SPLIT_NAMES.filter((split) => images.some((image) => image.split === split));
}

export interface RankingSummary {
  split: SplitName;
  path: string;
  classCount: number;
  imageCount: number;
}

/** Writes `spuriosity-<split>.csv` for every split; group columns follow the leading ones. */
export async function writeRankings(project: Project): Promise<RankingSummary[]> {
  const dataset = project.readDataset();
  const summaries: RankingSummary[] = [];
  for (const split of listSplits(project)) {
    const rankings = await rankProject(project, [split]);
    const rows = rankings.flatMap((ranking) =>
      ranking.images.map((image, place) => ({
        class_index: ranking.classIndex,
        class_name: dataset.classes[ranking.classIndex]!.name,
        rank: place + 1,
        image: dataset.images[image]!.path,
        spuriosity: ranking.spuriosity[place]!,
        ...pickGroups(dataset.images[image]!.columns, dataset.groupColumns),
      })),
    );
    const path = await writeTable(
      project.layout.results,
      `spuriosity-${split}`,
      [...RESULT_TABLES.spuriosity, ...dataset.groupColumns],
      rows,
    );
    summaries.push({ split, path, classCount: rankings.length, imageCount: rows.length });
  }
  return summaries;
}

/** AUROC of spuriosity against each known group column, on the split that is measured. */
export async function measureGroupAuroc(project: Project) {
  const dataset = project.readDataset();
  const rankings = await rankProject(project, [chooseMeasuredSplit(dataset)]);
  return dataset.groupColumns.flatMap((column) =>
    spuriosityGroupAuroc(rankings, dataset.images, column).map((row) => ({ column, ...row })),
  );
}

function pickGroups(columns: Record<string, string>, groupColumns: string[]): Record<string, string> {
  return Object.fromEntries(groupColumns.map((column) => [column, columns[column] ?? '']));
}
