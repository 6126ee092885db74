/**
 * Decisions about labels as CSV texts.
 * In: an open project. Out: the decisions themselves, or the data set as it would be with them.
 */
import type { LabelDecision } from '../../records/judgement.js';
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

/** The decisions that hold: everybody's, or with `person` those of one person alone, null being nobody's. */
export function readLabelDecisions({ database }: Project, person?: string | null): LabelDecision[] {
  const all = database.readLabelDecisions();
  return person === undefined ? all : all.filter(({ decidedBy }) => decidedBy === person);
}

/** A row for each decision, `person` as above; class names are empty where the class is gone. */
export function exportLabelDecisions(project: Project, person?: string | null): string {
  const { classes } = project.readDataset();
  const rows = readLabelDecisions(project, person).map((decision) => ({
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

/** A manifest that `init` reads, with the decisions applied, `person` as above (docs/formats/datasets.md, D30). */
export function exportCleanedManifest(project: Project, person?: string | null): string {
  const { columns, rows } = buildCleanedManifest(project.readDataset(), readLabelDecisions(project, person));
  return formatTable(columns, rows);
}
