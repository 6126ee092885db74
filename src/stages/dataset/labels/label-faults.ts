/**
 * Refusals of labels: which texts mean no class, or which two readings contradict each other, in words that name rows and values.
 */

import { StageError } from '../../../base/errors.js';
import { createExampleList } from '../../../base/examples.js';
import { type Candidate, type LabelColumn, type LabelReading, UNREAD } from './label-column.js';

const CALLED: Record<LabelReading, string> = {
  name: 'class names',
  index: 'class indices',
  'index-from-1': 'class indices that count from 1',
};

/** Two readings fit: each with what it makes of the first row on which they differ, and how often it is right. */
export function refuseFitting(
  column: LabelColumn,
  code: 'labels-ambiguous' | 'labels-from-one',
  [first, second]: readonly [Candidate, Candidate],
): StageError {
  const { texts, noun, classes } = column;
  const row = first.indices.findIndex((index, at) => index !== second.indices[at]);
  const say = ({ reading, indices }: Candidate) => {
    const meant = classes[indices[row]!];
    const right = describeScore(column, indices);
    return `as ${CALLED[reading]} (${JSON.stringify(texts[row])} is ${meant === undefined ? 'no class' : JSON.stringify(meant.name)}) they are right on ${right}`;
  };
  return new StageError(code, {
    what: `The ${noun} are numbers that can be read in two ways: ${say(first)}, ${say(second)}.`,
    why: 'Which is meant decides about every number that follows.',
    next: `Say it with --labels-are ${first.reading} or --labels-are ${second.reading}.`,
  });
}

/**
 * Texts that mean no class in any of the `tried` readings; where each text has a meaning, but not all in one reading, those in the
 * minority.
 */
export function refuseUnread(
  column: LabelColumn,
  tried: readonly Candidate[],
  fromOne?: Candidate,
): StageError {
  const { texts, noun, classes, describeRow } = column;
  const isReadBy = (row: number) => tried.filter(({ indices }) => indices[row] !== UNREAD);
  const rows = [...texts.keys()];
  const unread = rows.filter((row) => isReadBy(row).length === 0);
  const fewest = tried.toSorted((a, b) => b.unreadCount - a.unreadCount)[0]!;
  const culprits = unread.length > 0 ? unread : rows.filter((row) => fewest.indices[row] !== UNREAD);
  const list = createExampleList();
  for (const row of culprits) list.add(`${JSON.stringify(texts[row])} (${describeRow(row)})`);
  const one = culprits.length === 1;
  const kinds = tried.map(({ reading }) => describeReading(reading, classes.length));
  const fault =
    unread.length === 0
      ? `${one ? 'is a' : 'are'} class ${fewest.reading === 'name' ? 'name' : 'number'}${one ? '' : 's'}, the others are not`
      : kinds.length === 1
        ? `${one ? 'is' : 'are'} no ${kinds[0]}`
        : `${one ? 'is' : 'are'} neither a ${kinds.toReversed().join(' nor a ')}`;
  const hint =
    fromOne !== undefined && fromOne.unreadCount === 0
      ? ` All are whole numbers from 1 to ${classes.length}: if they count from 1, say --labels-are index-from-1${column.score === undefined ? '' : ` (right on ${describeScore(column, fromOne.indices)} then)`}.`
      : '';
  return new StageError(column.code, {
    what: `${culprits.length} of ${texts.length} ${noun} ${fault}: ${list.text}.`,
    next: `Correct ${one ? 'it' : 'them'}, or map them to the classes of the data set, the first of which ${nameClasses(column)}.${hint}`,
  });
}

function describeReading(reading: LabelReading, classCount: number): string {
  switch (reading) {
    case 'name':
      return 'class name';
    case 'index':
      return `class index from 0 to ${classCount - 1}`;
    case 'index-from-1':
      return `class number from 1 to ${classCount}`;
  }
}

function nameClasses({ classes }: LabelColumn): string {
  const names = classes.slice(0, 3).map(({ name }) => JSON.stringify(name));
  return `${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}${classes.length > names.length ? ', …' : ''}`;
}

function describeScore({ score }: LabelColumn, indices: Int32Array): string {
  const { rightCount, rowCount } = score!(indices);
  return `${((100 * rightCount) / Math.max(1, rowCount)).toFixed(1)}% of ${rowCount} images`;
}
