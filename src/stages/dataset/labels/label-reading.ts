/**
 * The one door for labels: a column of texts and the classes enter, one class index per text leaves, or a refusal that names the culprits.
 * One reading for the whole column, as names or as indices (from 0, or from 1): names go first, but where both readings fit and differ
 * the true labels are asked, and without them names win visibly. Reads no files.
 */
import { createClassLookup, type NameForm, toWholeNumber } from './class-lookup.js';
import { type Candidate, type LabelColumn, type LabelReading, UNREAD } from './label-column.js';
import { refuseFitting, refuseUnread } from './label-faults.js';

/** The class of every text. */
export interface ReadLabels {
  /** Int32Array, [text count]; −1 only for gaps. */
  indices: Int32Array;
  reading: LabelReading;
  /** What was assumed, for people; null where the texts leave no doubt. */
  note: string | null;
}

/** By how much, of all rows, another reading must be more often right to be what was meant; and in standard deviations of a count. */
const FAR_SHARE = 0.2;
const FAR_DEVIATIONS = 2;

/**
 * Reads a column of labels. What the user said goes before everything.
 * @throws StageError of the code that the column names where texts mean no class, `labels-ambiguous` where two readings fit and differ,
 * `labels-from-one` where indices are right far more often when counted from 1.
 */
export function readLabels(column: LabelColumn): ReadLabels {
  const candidates = listCandidates(column);
  const { name, index, 'index-from-1': fromOne } = candidates;
  if (column.labelsAre !== undefined) {
    const chosen = candidates[column.labelsAre];
    if (chosen.unreadCount > 0) throw refuseUnread(column, [chosen]);
    return { indices: chosen.indices, reading: chosen.reading, note: null };
  }
  const isFarBetterFromOne = isFarBetter(column, fromOne, index);
  if (name.unreadCount > 0 && isFarBetterFromOne && fromOne.unreadCount === 0) {
    throw refuseFitting(column, 'labels-from-one', [index, fromOne]);
  }
  if (name.unreadCount > 0 && index.unreadCount > 0) throw refuseUnread(column, [name, index], fromOne);
  if (name.unreadCount > 0) {
    // "7" beside the classes "07" and "007" may be any of three.
    const { namesSeveral } = createClassLookup(column.classes);
    if (column.texts.some(namesSeveral)) throw refuseUnread(column, [name]);
    return { ...take(index), note: noteIndices(column) };
  }
  const differs = index.unreadCount === 0 && index.indices.some((one, row) => one !== name.indices[row]);
  if (differs && column.score !== undefined) throw refuseFitting(column, 'labels-ambiguous', [name, index]);
  return { ...take(name), note: noteNames(column, index) };
}

function take({ indices, reading }: Candidate): Omit<ReadLabels, 'note'> {
  return { indices, reading };
}

function listCandidates(column: LabelColumn): Record<LabelReading, Candidate> {
  const { findNamed, findNumbered } = createClassLookup(column.classes);
  const isGap = (text: string) => column.hasGaps === true && toWholeNumber(text) === '-1';
  const read = (reading: LabelReading, toIndex: (text: string) => number | null | undefined): Candidate => {
    const known = new Map<string, number>();
    let unreadCount = 0;
    const indices = Int32Array.from(column.texts, (text) => {
      const index = known.get(text) ?? toIndex(text) ?? UNREAD;
      known.set(text, index);
      unreadCount += Number(index === UNREAD);
      return index;
    });
    return { reading, indices, unreadCount };
  };
  return {
    name: read('name', (text) => findNamed(text)?.index),
    index: read('index', (text) => (isGap(text) ? -1 : findNumbered(text))),
    'index-from-1': read('index-from-1', (text) => {
      const digits = toWholeNumber(text);
      if (isGap(text)) return -1;
      return digits === null
        ? null
        : digits === String(column.classes.length)
          ? column.classes.length - 1
          : lower(findNumbered(text));
    }),
  };
}

function lower(index: number | null): number | null {
  return index === null || index === 0 ? null : index - 1;
}

/** Whether `other` is right so much more often than `one` that it must be what was meant. */
function isFarBetter({ score, texts }: LabelColumn, other: Candidate, one: Candidate): boolean {
  if (score === undefined) return false;
  return isFarMore(score(other.indices).rightCount, score(one.indices).rightCount, texts.length);
}

/** Whether one count of right rows, of `rowCount`, is higher than another by more than chance and small differences make it. */
export function isFarMore(rightCount: number, otherCount: number, rowCount: number): boolean {
  return (
    rightCount > otherCount &&
    rightCount - otherCount >= Math.max(FAR_SHARE * rowCount, FAR_DEVIATIONS * Math.sqrt(rowCount))
  );
}

/** Where class names are numbers, that indices were read is no matter of course. */
function noteIndices({ classes, texts, noun }: LabelColumn): string | null {
  if (!classes.some(({ name }) => toWholeNumber(name) !== null)) return null;
  const text = texts.find((one) => classes[Number(toWholeNumber(one) ?? -1)] !== undefined);
  if (text === undefined) return null;
  return `The ${noun} are read as class indices, not names: ${JSON.stringify(text)} is class ${JSON.stringify(classes[Number(toWholeNumber(text))]!.name)} (--labels-are name says otherwise).`;
}

/** What a reader of names should know: numbers that were names, and texts that name a class only in another form. */
function noteNames(column: LabelColumn, byIndex: Candidate): string | null {
  const { classes, texts, noun } = column;
  const { findNamed } = createClassLookup(classes);
  const sentences: string[] = [];
  const row = byIndex.indices.findIndex((index, at) => index >= 0 && index !== findNamed(texts[at]!)?.index);
  if (row >= 0) {
    const found = classes[findNamed(texts[row]!)!.index]!;
    sentences.push(
      `The ${noun} are read as class names, not indices: ${JSON.stringify(texts[row])} is class ${JSON.stringify(found.name)}, not class number ${texts[row]!.trim()} (--labels-are index says otherwise).`,
    );
  }
  for (const [form, differs] of Object.entries(FORM_NOTES)) {
    const rows = texts.flatMap((text, at) => (findNamed(text)?.form === form ? [at] : []));
    if (rows.length === 0) continue;
    const text = texts[rows[0]!]!;
    const found = classes[findNamed(text)!.index]!;
    sentences.push(
      `${rows.length} of ${texts.length} ${noun} differ from class names ${differs}: ${JSON.stringify(text)} is read as ${JSON.stringify(found.name)}.`,
    );
  }
  return sentences.length === 0 ? null : sentences.join(' ');
}

const FORM_NOTES: Record<Exclude<NameForm, 'exact'>, string> = {
  spaces: 'by spaces or Unicode form',
  case: 'by letter case or underscores',
  number: 'as numbers are written',
};
