/**
 * Decisions about images as CSV texts.
 * In: an open project. Out: the decisions themselves, or the data set as it would be with them.
 */
import { TAG_SEPARATOR } from '../../records/limits.js';
import { buildCleanedManifest, groupTags } from '../../stages/cleaning/index.js';
import { formatTable } from '../../storage/index.js';
import type { Project } from '../workspace/index.js';
import { readImageMarks } from './label-decisions.js';

const DECISION_COLUMNS = [
  'image',
  'class_index',
  'class_name',
  'decision',
  'new_class_index',
  'new_class_name',
  'decided_by',
  'decided_at',
  'tags',
] as const;

/** A row for every image with a decision or a tag, by path, `person` as in `readImageMarks`; class names are empty where the class is gone. */
export function exportLabelDecisions(project: Project, person?: string | null): string {
  const { classes, images } = project.readDataset();
  const { decisions, tags } = readImageMarks(project, person);
  const decisionOf = new Map(decisions.map((decision) => [decision.image, decision]));
  const tagsOf = groupTags(tags);
  const toName = (index: number | null) => (index === null ? '' : (classes[index]?.name ?? ''));
  const labels = new Map(images.map(({ path, classIndex }) => [path, classIndex]));
  const paths = [...new Set([...decisionOf.keys(), ...tagsOf.keys()])].sort();
  const rows = paths.map((image) => {
    const decision = decisionOf.get(image);
    const classIndex = decision?.classIndex ?? labels.get(image) ?? null;
    const newClassIndex = decision?.newClassIndex ?? null;
    return {
      image,
      class_index: classIndex,
      class_name: toName(classIndex),
      decision: decision?.choice ?? '',
      new_class_index: newClassIndex,
      new_class_name: toName(newClassIndex),
      decided_by: decision?.decidedBy ?? '',
      decided_at: decision?.decidedAt ?? '',
      tags: (tagsOf.get(image) ?? []).join(TAG_SEPARATOR),
    };
  });
  return formatTable(DECISION_COLUMNS, rows);
}

/** A manifest that `init` reads, with the decisions applied, `person` as above (docs/formats/datasets.md, D30). */
export function exportCleanedManifest(project: Project, person?: string | null): string {
  const { columns, rows } = buildCleanedManifest(project.readDataset(), readImageMarks(project, person));
  return formatTable(columns, rows);
}
