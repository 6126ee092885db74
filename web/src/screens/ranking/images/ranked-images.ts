/**
 * The images of a ranking with everything that the page marks and filters them by.
 * In: the ranking, what a model predicts, which images are flagged, what people decided. Out: rows, those that a search asks for, and the count of each facet.
 */
import type { ClassPredictionsResponse, RankingResponse } from '../../../../../src/protocol/index.js';
import { type Marks, NO_MARKS } from '../../../parts/marks/marks.js';
import type { SelectedImage } from '../../../parts/selection/selection.js';
import type { RankingSearch } from '../ranking-search.js';

export interface RankedImage {
  image: number;
  path: string;
  score: number | null;
  /** From 1, the least, among all images of the class and split. */
  rank: number;
  /** Null where the model says nothing. */
  predicted: number | null;
  isWrong: boolean;
  isFlagged: boolean;
  tags: readonly string[];
  groups: Record<string, string>;
}

export type Filter = Pick<RankingSearch, 'result' | 'flagged' | 'groups' | 'tags'>;

/** Every image of the ranking, least first. */
export function toRankedImages(
  ranking: RankingResponse,
  predictions: ClassPredictionsResponse | undefined,
  flagged: ReadonlySet<number>,
  marks: Marks = NO_MARKS,
): RankedImage[] {
  const predictedOf = new Map(
    predictions?.images.map((image, place) => [image, predictions.predicted[place] ?? -1]),
  );
  const columns = Object.entries(ranking.groups);
  return ranking.images.map((image, place) => {
    const predicted = predictedOf.get(image) ?? -1;
    return {
      image,
      path: ranking.paths[place] ?? '',
      score: ranking.scores[place] ?? null,
      rank: place + 1,
      predicted: predicted < 0 ? null : predicted,
      isWrong: predicted >= 0 && predicted !== ranking.classIndex,
      isFlagged: flagged.has(image),
      tags: marks.toTags(image),
      groups: Object.fromEntries(columns.map(([column, values]) => [column, values[place] ?? ''])),
    };
  });
}

/** The rows that pass the filter, in the order asked for. */
export function filterRankedImages(
  rows: readonly RankedImage[],
  filter: Filter,
  order: RankingSearch['order'],
): RankedImage[] {
  const shown = rows.filter((row) => isShown(row, filter));
  return order === 'most-first' ? shown.reverse() : shown;
}

/** How many rows each choice would leave, the other facets being as they are. */
export function countFacets(rows: readonly RankedImage[], filter: Filter, columns: readonly string[]) {
  const byResult = rows.filter((row) => isShown(row, { ...filter, result: undefined }));
  return {
    all: byResult.length,
    wrong: byResult.filter((row) => row.isWrong).length,
    right: byResult.filter((row) => row.predicted !== null && !row.isWrong).length,
    flagged: rows.filter((row) => row.isFlagged && isShown(row, { ...filter, flagged: undefined })).length,
    tags: countTags(
      rows,
      rows.filter((row) => isShown(row, { ...filter, tags: undefined })),
    ),
    groups: columns.map((column) => ({
      column,
      values: countValues(
        rows,
        rows.filter((row) => isShown(row, { ...filter, groups: { ...filter.groups, [column]: [] } })),
        column,
      ),
    })),
  };
}

/** Share of the rows that the model gets right, over those it says something of; null without any. */
export function computeAccuracy(rows: readonly RankedImage[]) {
  const known = rows.filter((row) => row.predicted !== null);
  const correctCount = known.filter((row) => !row.isWrong).length;
  return {
    correctCount,
    imageCount: known.length,
    accuracy: known.length === 0 ? null : correctCount / known.length,
  };
}

/** A row as the selection keeps it. */
export function toSelectedImage(row: RankedImage, ranking: RankingResponse): SelectedImage {
  const { image, path, rank, score, predicted, isFlagged, groups } = row;
  const scoreName = ranking.kind === 'spuriosity' ? 'spuriosity' : `activation_${ranking.features[0]}`;
  const { classIndex, split } = ranking;
  return { image, path, classIndex, split, rank, score, scoreName, predicted, isFlagged, groups };
}

function isShown(row: RankedImage, { result, flagged, groups, tags }: Filter): boolean {
  if (result === 'wrong' && !row.isWrong) return false;
  if (result === 'right' && (row.isWrong || row.predicted === null)) return false;
  if (flagged && !row.isFlagged) return false;
  if (tags && !row.tags.some((tag) => tags.includes(tag))) return false;
  return Object.entries(groups ?? {}).every(
    ([column, wanted]) => wanted.length === 0 || wanted.includes(row.groups[column] ?? ''),
  );
}

/** Every value that the column has anywhere in the ranking, so that choices stay in place while others change. */
function countValues(rows: readonly RankedImage[], counted: readonly RankedImage[], column: string) {
  const counts = new Map([...new Set(rows.map((row) => row.groups[column] ?? ''))].sort().map((v) => [v, 0]));
  for (const row of counted) {
    const value = row.groups[column] ?? '';
    counts.set(value, counts.get(value)! + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count }));
}

/** As `countValues`, of tags: an image may have several. */
function countTags(rows: readonly RankedImage[], counted: readonly RankedImage[]) {
  const counts = new Map([...new Set(rows.flatMap(({ tags }) => tags))].sort().map((tag) => [tag, 0]));
  for (const { tags } of counted) for (const tag of tags) counts.set(tag, counts.get(tag)! + 1);
  return [...counts].map(([value, count]) => ({ value, count }));
}
