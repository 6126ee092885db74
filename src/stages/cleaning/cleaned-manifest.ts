/**
 * The data set as people want it: a data set and what people decided about its images enter, rows of a manifest leave (docs/formats/datasets.md, D30).
 * Writes no file and changes no data set.
 */
import type { Dataset } from '../../records/dataset.js';
import { type ImageMarks, type ImageTag, type LabelDecision, MARK_COLUMNS } from '../../records/judgement.js';
import { TAG_SEPARATOR } from '../../records/limits.js';

/** Columns that every cleaned manifest begins with; a further column of the data set by such a name is left out. */
export const CLEANED_COLUMNS = ['path', 'label', 'split'] as const;

/** A manifest after decisions on labels, and what became of them. */
export interface CleanedManifest {
  /** `CLEANED_COLUMNS`, then the data set's further columns, then `MARK_COLUMNS` as far as an image of it has something there. */
  columns: string[];
  /** In data set order, without the excluded images. */
  rows: Record<string, string>[];
  relabelledCount: number;
  excludedCount: number;
  /** Decisions that no longer fit: the image is gone, its label is another one by now, or the new class is not there. */
  lapsed: LabelDecision[];
}

/**
 * Applies decisions, at most one per image, to the data set; a decision holds for the label that it was made about. Tags stand beside
 * those of a column `tags` that the data set has itself.
 */
export function buildCleanedManifest(
  { images, classes, extraColumns }: Pick<Dataset, 'images' | 'classes' | 'extraColumns'>,
  { decisions, tags }: ImageMarks,
): CleanedManifest {
  const decisionOf = new Map(decisions.map((decision) => [decision.image, decision]));
  const tagsOf = groupTags(tags);
  const furtherColumns = extraColumns.filter((name) => !CLEANED_COLUMNS.some((fixed) => fixed === name));
  const lapsed = new Set(decisions);
  const rows: Record<string, string>[] = [];
  let relabelledCount = 0;
  let excludedCount = 0;
  for (const { path, classIndex, split, columns } of images) {
    const decision = decisionOf.get(path);
    const newClass = decision?.newClassIndex ?? classIndex;
    const fits = decision?.classIndex === classIndex && classes[newClass] !== undefined;
    if (decision !== undefined && fits) lapsed.delete(decision);
    const choice = fits ? decision.choice : null;
    if (choice === 'exclude') {
      excludedCount += 1;
      continue;
    }
    if (choice === 'relabel') relabelledCount += 1;
    const further = furtherColumns.map((name) => [name, columns[name] ?? '']);
    const label = classes[choice === 'relabel' ? newClass : classIndex]!.name;
    const marks = {
      ...(choice === null ? {} : { decision: choice }),
      ...(tagsOf.has(path) ? { tags: joinTags(columns.tags, tagsOf.get(path)!) } : {}),
    };
    rows.push({ path, label, split, ...Object.fromEntries(further), ...marks });
  }
  const markColumns = MARK_COLUMNS.filter(
    (name) => !furtherColumns.includes(name) && rows.some((row) => row[name] !== undefined),
  );
  for (const row of rows) for (const name of markColumns) row[name] ??= '';
  return {
    columns: [...CLEANED_COLUMNS, ...furtherColumns, ...markColumns],
    rows,
    relabelledCount,
    excludedCount,
    lapsed: [...lapsed],
  };
}

/** Tags by the path of their image, in their order. */
export function groupTags(tags: readonly ImageTag[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { image, tag } of tags) {
    const known = groups.get(image);
    if (known === undefined) groups.set(image, [tag]);
    else known.push(tag);
  }
  return groups;
}

/** Tags in a cell, those that stood there first; each once. */
function joinTags(cell: string | undefined, tags: readonly string[]): string {
  const before = (cell ?? '').split(TAG_SEPARATOR).map((tag) => tag.trim());
  return [...new Set([...before, ...tags])].filter((tag) => tag !== '').join(TAG_SEPARATOR);
}
