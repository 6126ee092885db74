/**
 * The ranking stage on disk: spuriosity of every image of the classes that have a spurious feature.
 * In: features and verdicts. Out: rankings in memory and `spuriosity-<split>.csv`.
 */
import { StageError } from '../../base/errors.js';
import type { Verdict } from '../../records/annotation.js';
import type { ClassRanking } from '../../records/bias.js';
import { SPLIT_NAMES, type SplitName } from '../../records/dataset.js';
import { RESULT_TABLES } from '../../records/tables.js';
import { spuriosityGroupAuroc } from '../../stages/bias/index.js';
import type { TableContent } from '../../storage/index.js';
import { readPairColumns } from '../features/index.js';
import {
  createKeeper,
  formatCommand,
  type OpenDataset,
  type Project,
  RANKING_PARTS,
  readParts,
  readVerdicts,
  toClassCells,
  WORKSPACE_PARTS,
  writeProjectTables,
} from '../workspace/index.js';
import { rankClass } from './class-ranking.js';

/**
 * Rankings of one or more splits by the features and verdicts as they are now.
 * Throws `no-spurious-features`, `no-features`.
 */
export async function rankProject(project: Project, splits: readonly SplitName[]): Promise<ClassRanking[]> {
  const rankings: ClassRanking[] = [];
  for (const split of splits) rankings.push(...(await rankSplit(project, split)));
  return rankings;
}

/** The same of one split: kept, the same array for the next who asks, and not to be changed. */
export async function rankSplit(project: Project, split: SplitName): Promise<ClassRanking[]> {
  const judged = readVerdicts(project);
  const spurious = judged.filter(({ verdict }) => verdict === 'spurious');
  assertAnySpurious(spurious);
  // Those judged core too: what is measured on rankings wants them next, and one pass gathers all.
  const columns = await readPairColumns(project, judged);
  const dataset = project.readDataset();
  const pairs = spurious.map(({ classIndex, feature }) => `${classIndex}/${feature}`).join();
  return keepRankings(project, split, [pairs], async () =>
    dataset.classes.flatMap(({ index }) => {
      const ofClass = spurious.filter(({ classIndex }) => classIndex === index);
      return ofClass.length === 0 ? [] : (rankClass(dataset, columns, index, split, ofClass) ?? []);
    }),
  );
}

const keepRankings = createKeeper<ClassRanking[]>();

/** Throws `no-spurious-features`. */
export function assertAnySpurious(spurious: readonly Verdict[]): void {
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
  const restsOn = await readParts(project, WORKSPACE_PARTS, RANKING_PARTS);
  const summaries: Omit<RankingSummary, 'path'>[] = [];
  const tables: TableContent[] = [];
  for (const split of listSplits(project)) {
    const rankings = await rankSplit(project, split);
    const rows = rankings.flatMap((ranking) =>
      ranking.images.map((image, place) => ({
        ...toClassCells(dataset.classes, ranking.classIndex),
        rank: place + 1,
        image: dataset.images[image]!.path,
        spuriosity: ranking.spuriosity[place]!,
        ...pickGroups(dataset.images[image]!.columns, dataset.groupColumns),
      })),
    );
    const columns = [...RESULT_TABLES.spuriosity, ...dataset.groupColumns];
    tables.push({ name: `spuriosity-${split}`, columns, rows });
    summaries.push({ split, classCount: rankings.length, imageCount: rows.length });
  }
  const origin = { command: formatCommand('rank'), options: {}, restsOn };
  const paths = await writeProjectTables(project, origin, tables);
  return summaries.map((summary, place) => ({ ...summary, path: paths[place]! }));
}

/** AUROC of the rankings' spuriosity against each known group column. */
export function measureGroupAuroc({ groupColumns, images }: OpenDataset, rankings: readonly ClassRanking[]) {
  return groupColumns.flatMap((column) =>
    spuriosityGroupAuroc(rankings, images, column).map((row) => ({ column, ...row })),
  );
}

function pickGroups(columns: Record<string, string>, groupColumns: string[]): Record<string, string> {
  return Object.fromEntries(groupColumns.map((column) => [column, columns[column] ?? '']));
}
