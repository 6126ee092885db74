/**
 * Decisions about images that were made elsewhere, from a table.
 * In: a CSV file. Out: decisions in the database, all of them or, where a line is wrong, none.
 */
import { StageError, UsageError } from '../../base/errors.js';
import type { ImageAct } from '../../protocol/index.js';
import type { ClassRecord } from '../../records/dataset.js';
import { LABEL_CHOICES, type LabelChoice } from '../../records/judgement.js';
import { isTag, TAG_SEPARATOR } from '../../records/limits.js';
import { type LabelReading, readLabels } from '../../stages/dataset/index.js';
import { readUserTable } from '../../storage/index.js';
import { PathIndex, resolvePaths } from '../../tables/index.js';
import { type ClassChoice, findClass, type OpenDataset, type Project } from '../workspace/index.js';
import { actOnImages } from './image-acts.js';

/** Columns of the new class and what their texts are; one is enough. The app's own export has the latter two. */
const NEW_CLASS_COLUMNS = { new_class: undefined, new_class_name: 'name', new_class_index: 'index' } as const;

export interface AppliedDecisions {
  /** Rows of the file. */
  rowCount: number;
  counts: Record<LabelChoice, number>;
}

/**
 * Stores the decisions of a table with the columns image, decision (flag, keep, relabel, exclude) and, to relabel, new_class; with a column
 * tags (parted by `;`) those are added, and a row may hold them alone.
 * Throws `decisions-malformed` naming the first row that is wrong, and as `readUserTable`.
 */
export async function applyDecisionFile(
  project: Project,
  path: string,
  decidedBy: string,
  choice: ClassChoice = {},
): Promise<AppliedDecisions> {
  const { columns, rows, notes } = await readUserTable(path);
  for (const name of ['image', 'decision']) {
    if (!columns.includes(name))
      throw malformed(`${path} has no column ${name}; it has ${columns.join(', ')}.`);
  }
  const dataset = project.readDataset();
  const written = rows.map(({ values }) => values.image!);
  const paths = { written, baseFolder: '', rootPath: dataset.root, fileName: path };
  const known = dataset.images.map((image) => image.path);
  const resolved = resolvePaths(paths, new PathIndex(known));
  for (const note of [...notes, ...resolved.notes]) choice.observer?.info(note);
  const texts = rows.map(({ values }) => values.new_class ?? '');
  const columnChoice = { ...choice, labelsAre: chooseReading(dataset, texts, choice) };
  const seen = new Map<number, number>();
  const counts = { flag: 0, keep: 0, relabel: 0, exclude: 0 };
  const acts = rows.flatMap(({ values: row }, place): ImageAct[] => {
    const where = `Row ${place + 1} of ${path}`;
    const imageIndex = resolved.places[place]!;
    if (imageIndex < 0) {
      const hint = resolved.hint === null ? '' : ` ${resolved.hint}`;
      throw malformed(`${where} names ${JSON.stringify(row.image)}, which is no image here.${hint}`);
    }
    const before = seen.get(imageIndex);
    if (before !== undefined)
      throw malformed(`${where} decides about ${row.image} again, after row ${before + 1}.`);
    seen.set(imageIndex, place);
    const images = [imageIndex];
    const tags = parseTags(row.tags ?? '', where).map(
      (tag): ImageAct => ({ kind: 'tag', images, tag, isSet: true }),
    );
    if (row.decision!.trim() === '' && tags.length > 0) return tags;
    const decision = parseChoice(row.decision!, where);
    counts[decision] += 1;
    const newClass = parseNewClass(dataset, row, where, columnChoice);
    const isOwn = newClass?.index === dataset.images[imageIndex]!.classIndex;
    if ((decision === 'relabel') !== (newClass !== null) || isOwn) {
      throw malformed(`${where}: ${explainNewClass(decision, newClass)}`);
    }
    return [{ kind: 'decide', images, choice: decision, newClassIndex: newClass?.index ?? null }, ...tags];
  });
  actOnImages(project, { acts, decidedBy });
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

function parseTags(cell: string, where: string): string[] {
  const tags = cell.split(TAG_SEPARATOR).map((tag) => tag.trim());
  return tags
    .filter((tag) => tag !== '')
    .map((tag) => {
      if (isTag(tag)) return tag;
      throw malformed(`${where}: ${JSON.stringify(tag)} is no tag.`);
    });
}

/** One reading for the whole column, said once; undefined where a text is no class by itself, which its row then says. */
function chooseReading(
  { classes }: OpenDataset,
  texts: readonly string[],
  { labelsAre, observer }: ClassChoice,
): LabelReading | undefined {
  const given = texts.filter((text) => text.trim() !== '');
  if (labelsAre !== undefined || given.length === 0) return labelsAre;
  const describeRow = (row: number) => `row ${row + 1}`;
  try {
    const column = { classes, texts: given, noun: 'new classes', code: 'class-unknown', describeRow };
    const { reading, note } = readLabels(column);
    if (note !== null) observer?.info(note);
    return reading;
  } catch (error) {
    if (error instanceof StageError) return undefined;
    throw error;
  }
}

/** The class that the columns of a row agree on; null where they are empty. */
function parseNewClass(
  dataset: OpenDataset,
  row: Record<string, string>,
  where: string,
  choice: ClassChoice,
): ClassRecord | null {
  const found = Object.entries(NEW_CLASS_COLUMNS).flatMap(([column, labelsAre]) => {
    const text = (row[column] ?? '').trim();
    if (text === '') return [];
    try {
      return findClass(dataset, text, { ...choice, labelsAre: labelsAre ?? choice.labelsAre });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw malformed(`${where}: there is no class ${JSON.stringify(text)}.`);
    }
  });
  const other = found.find(({ index }) => index !== found[0]!.index);
  if (other === undefined) return found[0] ?? null;
  throw malformed(`${where} names two new classes, ${found[0]!.name} and ${other.name}.`);
}

function malformed(what: string): UsageError {
  return new UsageError('decisions-malformed', {
    what,
    why: 'Nothing was stored.',
    next: `Give the columns image, decision (${LABEL_CHOICES.join(', ')}) and, to relabel, new_class.`,
  });
}
