/**
 * Decisions about labels that were made elsewhere, from a table.
 * In: a CSV file. Out: decisions in the database, all of them or, where a line is wrong, none.
 */
import { UsageError } from '../base/errors.js';
import type { ClassRecord } from '../records/dataset.js';
import { LABEL_CHOICES, type LabelChoice } from '../records/judgement.js';
import { readTable } from '../storage/index.js';
import { findClass } from './answering.js';
import { decideLabel, type GivenLabelDecision } from './label-decisions.js';
import type { OpenDataset, Project } from './project.js';

/** Columns of the new class, of which one is enough: its name, or its index. The app's own export has the latter two. */
const NEW_CLASS_COLUMNS = ['new_class', 'new_class_name', 'new_class_index'] as const;

export interface AppliedDecisions {
  /** Rows of the file. */
  rowCount: number;
  counts: Record<LabelChoice, number>;
}

/**
 * Stores the decisions of a table with the columns image, decision (keep, relabel, exclude) and, to relabel, new_class.
 * Throws `decisions-malformed` naming the first row that is wrong, and as `readTable`.
 */
export async function applyDecisionFile(
  project: Project,
  path: string,
  decidedBy: string,
): Promise<AppliedDecisions> {
  const { columns, rows } = await readTable(path);
  for (const name of ['image', 'decision']) {
    if (!columns.includes(name))
      throw malformed(`${path} has no column ${name}; it has ${columns.join(', ')}.`);
  }
  const dataset = project.readDataset();
  const rowOfImage = new Map(dataset.images.map(({ path: image, index }) => [image, index]));
  const seen = new Map<number, number>();
  const counts = { keep: 0, relabel: 0, exclude: 0 };
  const decisions = rows.map((row, place): GivenLabelDecision => {
    const where = `Row ${place + 1} of ${path}`;
    const imageIndex = rowOfImage.get(row.image!);
    if (imageIndex === undefined)
      throw malformed(`${where} names ${JSON.stringify(row.image)}, which is no image here.`);
    const before = seen.get(imageIndex);
    if (before !== undefined)
      throw malformed(`${where} decides about ${row.image} again, after row ${before + 1}.`);
    seen.set(imageIndex, place);
    const choice = parseChoice(row.decision!, where);
    counts[choice] += 1;
    const newClass = parseNewClass(dataset, row, where);
    const isOwn = newClass?.index === dataset.images[imageIndex]!.classIndex;
    if ((choice === 'relabel') !== (newClass !== null) || isOwn) {
      throw malformed(`${where}: ${explainNewClass(choice, newClass)}`);
    }
    return { imageIndex, choice, newClassIndex: newClass?.index ?? null, decidedBy };
  });
  for (const decision of decisions) decideLabel(project, decision);
  return { rowCount: rows.length, counts };
}

function explainNewClass(choice: LabelChoice, newClass: ClassRecord | null): string {
  if (choice !== 'relabel') return `${choice} takes no new class, but ${newClass!.name} is given.`;
  return newClass === null ? 'relabel needs a new class.' : `the image is labelled ${newClass.name} already.`;
}

function parseChoice(text: string, where: string): LabelChoice {
  const choice = LABEL_CHOICES.find((known) => known === text.trim());
  if (choice !== undefined) return choice;
  throw malformed(`${where}: ${JSON.stringify(text)} is no decision.`);
}

function parseNewClass(dataset: OpenDataset, row: Record<string, string>, where: string): ClassRecord | null {
  const column = NEW_CLASS_COLUMNS.find((name) => (row[name] ?? '').trim() !== '');
  if (column === undefined) return null;
  const text = row[column]!.trim();
  try {
    return findClass(dataset, text);
  } catch {
    throw malformed(`${where}: there is no class ${JSON.stringify(text)}.`);
  }
}

function malformed(what: string): UsageError {
  return new UsageError('decisions-malformed', {
    what,
    why: 'Nothing was stored.',
    next: `Give the columns image, decision (${LABEL_CHOICES.join(', ')}) and, to relabel, new_class.`,
  });
}
