/**
 * The data set as people want it: a data set and decisions on labels enter, rows of a manifest leave (docs/formats/datasets.md, D30).
 * Writes no file and changes no data set.
 */
import type { Dataset } from '../../records/dataset.js';
import type { LabelDecision } from '../../records/judgement.js';

/** Columns that every cleaned manifest begins with; a further column of the data set by such a name is left out. */
export const CLEANED_COLUMNS = ['path', 'label', 'split'] as const;

/** A manifest after decisions on labels, and what became of them. */
export interface CleanedManifest {
  /** `CLEANED_COLUMNS`, then the data set's further columns. */
  columns: string[];
  /** In data set order, without the excluded images. */
  rows: Record<string, string>[];
  relabelledCount: number;
  excludedCount: number;
  /** Decisions that no longer fit: the image is gone, its label is another one by now, or the new class is not there. */
  lapsed: LabelDecision[];
}

/** Applies decisions, at most one per image, to the data set; a decision holds for the label that it was made about. */
export function buildCleanedManifest(
  { images, classes, extraColumns }: Pick<Dataset, 'images' | 'classes' | 'extraColumns'>,
  decisions: readonly LabelDecision[],
): CleanedManifest {
  const decisionOf = new Map(decisions.map((decision) => [decision.image, decision]));
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
    rows.push({ path, label, split, ...Object.fromEntries(further) });
  }
  return {
    columns: [...CLEANED_COLUMNS, ...furtherColumns],
    rows,
    relabelledCount,
    excludedCount,
    lapsed: [...lapsed],
  };
}
