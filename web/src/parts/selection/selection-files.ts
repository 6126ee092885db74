/**
 * A selection as text files that other programs read. In: picked images and class names. Out: the text of a list, a table, or `metadata.jsonl`.
 * Copies and links of the images themselves are the server's matter.
 */
import { formatCsv } from '../figures/csv.js';
import { formatTags, type Marks, NO_MARKS } from '../marks/marks.js';
import type { SelectedImage } from './selection.js';

/** A name for a class, by index. */
export type ClassName = (classIndex: number) => string;

/** One path a line, as the data set writes them. */
export function formatSelectionList(images: readonly SelectedImage[]): string {
  return images.map(({ path }) => `${path}\n`).join('');
}

/** A row per image; group columns last. */
export function formatSelectionCsv(
  images: readonly SelectedImage[],
  className: ClassName,
  marks: Marks = NO_MARKS,
): string {
  const columns = [...new Set(images.flatMap(({ groups }) => Object.keys(groups)))];
  return formatCsv(
    [
      'image',
      'class_index',
      'class_name',
      'split',
      'rank',
      'score',
      'score_name',
      'predicted_class_index',
      'predicted_class_name',
      'flagged',
      'decision',
      'tags',
      ...columns,
    ],
    images.map((entry) => [
      entry.path,
      entry.classIndex,
      className(entry.classIndex),
      entry.split,
      entry.rank,
      entry.score,
      entry.scoreName,
      entry.predicted,
      entry.predicted === null ? null : className(entry.predicted),
      entry.isFlagged,
      marks.toDecision(entry.image)?.choice ?? null,
      formatTags(marks.toTags(entry.image)),
      ...columns.map((column) => entry.groups[column]),
    ]),
  );
}

/** A line per image as Hugging Face's image folders want them: `file_name` and free columns. */
export function formatSelectionMetadata(
  images: readonly SelectedImage[],
  className: ClassName,
  marks: Marks = NO_MARKS,
): string {
  return images
    .map((entry) =>
      JSON.stringify({
        ...entry.groups,
        file_name: entry.path,
        label: className(entry.classIndex),
        split: entry.split,
        ...(entry.scoreName === null ? {} : { [entry.scoreName]: entry.score, rank: entry.rank }),
        flag: entry.isFlagged,
        decision: marks.toDecision(entry.image)?.choice ?? null,
        tags: formatTags(marks.toTags(entry.image)) || null,
      }),
    )
    .map((line) => `${line}\n`)
    .join('');
}
