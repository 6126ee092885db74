/**
 * Decisions about labels as CSV texts.
 * In: an open project. Out: the decisions themselves, or the data set as it would be with them.
 */
import { buildCleanedManifest } from '../../stages/cleaning/index.js';
import { formatTable } from '../../storage/index.js';
import type { Project } from '../workspace/index.js';

const DECISION_COLUMNS = [
  'image',
  'class_index',
  'class_name',
  'decision',
  'new_class_index',
  'new_class_name',
  'decided_by',
  'decided_at',
] as const;

/** Every decision that holds, a row each; class names are empty where the class is gone. */
export function exportLabelDecisions(project: Project): string {
  const { classes } = project.readDataset();
  const rows = project.database.readLabelDecisions().map((decision) => ({
    image: decision.image,
    class_index: decision.classIndex,
    class_name: classes[decision.classIndex]?.name ?? '',
    decision: decision.choice!,
    new_class_index: decision.newClassIndex,
    new_class_name: decision.newClassIndex === null ? '' : (classes[decision.newClassIndex]?.name ?? ''),
    decided_by: decision.decidedBy,
    decided_at: decision.decidedAt,
  }));
  return formatTable(DECISION_COLUMNS, rows);
}

/** A manifest that `init` reads, with every decision applied (docs/formats/datasets.md, D30). */
export function exportCleanedManifest(project: Project): string {
  const { columns, rows } = buildCleanedManifest(
    project.readDataset(),
    project.database.readLabelDecisions(),
  );
  return formatTable(columns, rows);
}
