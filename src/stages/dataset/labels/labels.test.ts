import { describe, expect, test } from 'vitest';
import fc from '../../../../test/properties.js';
import type { StageError } from '../../../base/errors.js';
import { createClassLookup } from './class-lookup.js';
import type { LabelColumn } from './label-column.js';
import { readLabels } from './label-reading.js';

const toClasses = (...names: string[]) => names.map((name) => ({ name, displayName: name }));
/** Names 0 to 10 as they are sorted: 0, 1, 10, 2, … */
const NUMBERED = toClasses(...Array.from({ length: 11 }, (_, index) => String(index)).sort());

function toColumn(
  classes: LabelColumn['classes'],
  texts: readonly string[],
  more: Partial<LabelColumn> = {},
): LabelColumn {
  return {
    classes,
    texts,
    noun: 'predictions',
    code: 'predictions-class',
    describeRow: (row) => `row ${row + 1}`,
    ...more,
  };
}

/** Scores against the truth, one class per row. */
function scoreBy(truth: readonly number[]): NonNullable<LabelColumn['score']> {
  return (indices) => ({
    rightCount: truth.filter((label, row) => label === indices[row]).length,
    rowCount: truth.length,
  });
}

function failure(column: LabelColumn): StageError {
  try {
    readLabels(column);
  } catch (error) {
    return error as StageError;
  }
  throw new Error('It was read.');
}

describe('one text', () => {
  const { findNamed, findNumbered } = createClassLookup([
    { name: 'n1', displayName: 'Café au lait', wordnetId: 'n00000001' },
    { name: 'polar_bear', displayName: 'polar bear' },
    { name: '007', displayName: '007' },
    { name: 'Crane', displayName: 'crane' },
    { name: 'crane', displayName: 'crane' },
  ]);

  test.each([
    ['n1', 0, 'exact'],
    ['n00000001', 0, 'exact'],
    ['Café au lait', 0, 'exact'],
    [' Cafe\u0301 au  lait ', 0, 'spaces'],
    ['POLAR BEAR', 1, 'case'],
    ['7', 2, 'number'],
    ['7.0', 2, 'number'],
    ['7.000000000000000000e+00', 2, 'number'],
    ['crane', 4, 'exact'],
  ])('%j names a class', (text, index, form) => {
    expect(findNamed(text)).toEqual({ index, form });
  });

  test.each(['CRANE', '7.5', '', '1e5', 'bear'])('%j names none, or several', (text) => {
    expect(findNamed(text)).toBeNull();
  });

  test('indices are whole numbers within range, however large the text', () => {
    expect(['0', '04', '3.0', '+1'].map(findNumbered)).toEqual([0, 4, 3, 1]);
    for (const text of ['5', '-1', '1.5', '1e0', '9007199254740993', ''])
      expect(findNumbered(text)).toBeNull();
  });
});

describe('numbers that are names', () => {
  const truth = [...NUMBERED.keys()];
  const names = NUMBERED.map(({ name }) => name);

  test('both readings fit and differ: refused with both accuracies, and read as the user says', () => {
    const error = failure(toColumn(NUMBERED, names, { score: scoreBy(truth) }));
    expect(error.code).toBe('labels-ambiguous');
    expect(error.message).toContain('as class names ("10" is "10") they are right on 100.0% of 11 images');
    expect(error.message).toContain('as class indices ("10" is "9") they are right on 18.2% of 11 images');
    expect([...readLabels(toColumn(NUMBERED, names, { labelsAre: 'name' })).indices]).toEqual(truth);
    expect([...readLabels(toColumn(NUMBERED, names, { labelsAre: 'index' })).indices]).toEqual(
      names.map(Number),
    );
  });

  test('without true labels names win, and it is said', () => {
    const { indices, note } = readLabels(toColumn(NUMBERED, ['2', '10']));
    expect([...indices]).toEqual([3, 2]);
    expect(note).toContain('read as class names, not indices: "2" is class "2", not class number 2');
  });

  test.each<[string, string[], string[], number[], RegExp | null]>([
    ['negative names', ['-1', '1'], ['-1', '1', '1'], [0, 1, 1], null],
    [
      'names as pandas writes them',
      ['1', '2', '3'],
      ['3.0', '1.0'],
      [2, 0],
      /1 of|2 of 2 .*as numbers are written/,
    ],
    ['padded names, predictions without', ['08', '09', '10'], ['8', '10'], [0, 2], /"8" is read as "08"/],
    ['padded predictions', ['8', '9', '10'].sort(), ['08', '10'], [1, 0], /"08" is read as "8"/],
    ['names that agree with indices', ['0', '1', '2'], ['2', '0'], [2, 0], null],
    ['years', ['1999', '2000'], ['2000', '1999'], [1, 0], null],
    [
      'indices among names that are numbers',
      ['5', '7', '9'],
      ['0', '2'],
      [0, 2],
      /read as class indices, not names: "0" is class "5"/,
    ],
    ['identifiers beyond 2^53', ['9007199254740992', '9007199254740993'], ['9007199254740993'], [1], null],
  ])('%s', (_, classes, texts, wanted, note) => {
    const found = readLabels(toColumn(toClasses(...classes), texts, { score: scoreBy([]) }));
    expect([...found.indices]).toEqual(wanted);
    if (note === null) expect(found.note).toBeNull();
    else expect(found.note).toMatch(note);
  });

  test('padded names against indices: refused', () => {
    const padded = toClasses('01', '02', '03');
    expect(failure(toColumn(padded, ['1', '2'], { score: scoreBy([0, 1]) })).message).toContain(
      'as class names ("1" is "01") they are right on 100.0%',
    );
  });

  test('a number that several names are alike to is refused, not taken for an index', () => {
    const alike = toClasses('007', '07', '1', '2', '3', '4', '5', '6');
    expect(failure(toColumn(alike, ['7', '1'])).what).toContain('"7" (row 1)');
  });

  test('-1 is no prediction where gaps may be, unless a class is called so', () => {
    const gaps = { hasGaps: true, score: scoreBy([0, 1]) };
    expect([...readLabels(toColumn(toClasses('a', 'b'), ['-1', '1'], gaps)).indices]).toEqual([-1, 1]);
    expect(failure(toColumn(toClasses('-1', '1'), ['-1', '1'], gaps)).code).toBe('labels-ambiguous');
  });
});

describe('indices from 1', () => {
  const classes = toClasses('ant', 'bee', 'wasp');
  const truth = Array.from({ length: 30 }, (_, row) => row % 3);

  test('that never reach the last class are refused by their accuracies', () => {
    const two = truth.map((label) => label % 2);
    const texts = two.map((label) => String(label + 1));
    const error = failure(toColumn(classes, texts, { score: scoreBy(two) }));
    expect(error.code).toBe('labels-from-one');
    expect(error.message).toContain('count from 1 ("1" is "ant") they are right on 100.0% of 30 images');
  });

  test('that leave the classes are named so, with the remedy', () => {
    const texts = truth.map((label) => String(label + 1));
    const column = toColumn(classes, texts, { score: scoreBy(truth) });
    expect(failure(column).message).toContain('--labels-are index-from-1');
    expect([...readLabels({ ...column, labelsAre: 'index-from-1' }).indices]).toEqual(truth);
  });
});

describe('texts that mean no class', () => {
  const classes = toClasses('ant', 'bee');
  test.each([
    [
      'an empty cell',
      ['0', '', '1', '0'],
      '1 of 4 predictions is neither a class index from 0 to 1 nor a class name: "" (row 2).',
    ],
    [
      'a number too high',
      ['0', '0', '2', '0'],
      '1 of 4 predictions is neither a class index from 0 to 1 nor a class name: "2" (row 3).',
    ],
    [
      'NaN among names',
      ['ant', 'nan', 'bee'],
      '1 of 3 predictions is neither a class index from 0 to 1 nor a class name: "nan" (row 2).',
    ],
    [
      'an index among names',
      ['ant', 'bee', '1'],
      '1 of 3 predictions is a class number, the others are not: "1" (row 3).',
    ],
    [
      'names of others',
      ['cat', 'dog', 'cow', 'elk'],
      '4 of 4 predictions are neither a class index from 0 to 1 nor a class name: "cat" (row 1), "dog" (row 2), "cow" (row 3), ….',
    ],
  ])('%s: counted and named, valid ones never', (_, texts, what) => {
    expect(failure(toColumn(classes, texts)).what).toBe(what);
  });

  test('a reading that the user named blames what does not fit it', () => {
    const error = failure(toColumn(classes, ['ant', '1'], { labelsAre: 'name' }));
    expect(error.what).toBe('1 of 2 predictions is no class name: "1" (row 2).');
  });
});

/**
 * A table's author has classes and means one of them in every row; the table may hold names or indices, in another form. What is read
 * without a word from the author is what the author meant, or it is refused.
 */
test('labels are read as they were meant, or refused', () => {
  const number = fc.integer({ min: -3, max: 14 }).map(String);
  const padded = fc.integer({ min: 0, max: 14 }).map((value) => String(value).padStart(2, '0'));
  const word = fc.constantFrom('ant', 'Ant', 'bee', 'polar_bear', 'true', 'null', 'NaN', '1e5', '2024-01-05');
  const nameSets = fc.oneof(
    ...[number, padded, word, fc.oneof(number, word)].map((name) =>
      fc.uniqueArray(name, { minLength: 2, maxLength: 9 }),
    ),
  );
  const forms = fc.constantFrom<(text: string) => string>(
    (text) => text,
    (text) => ` ${text} `,
    (text) => text.toUpperCase(),
    (text) => (/^-?\d+$/.test(text) ? `${text}.0` : text),
    (text) => text.replace(/^0+(?=\d)/, ''),
  );
  let readCount = 0;
  fc.assert(
    fc.property(
      nameSets,
      forms,
      fc.boolean(),
      fc.infiniteStream(fc.nat()),
      (names, form, byName, choices) => {
        const classes = toClasses(...names.sort());
        const meant = Array.from({ length: 24 }, () => choices.next().value % classes.length);
        // The model is right two times of three.
        const truth = meant.map((index, row) => (row % 3 === 0 ? (index + 1) % classes.length : index));
        const texts = meant.map((index) => form(byName ? classes[index]!.name : String(index)));
        try {
          const { indices } = readLabels(toColumn(classes, texts, { score: scoreBy(truth) }));
          expect([...indices]).toEqual(meant);
          readCount += 1;
        } catch (error) {
          expect(['labels-ambiguous', 'labels-from-one', 'predictions-class']).toContain(
            (error as StageError).code,
          );
        }
      },
    ),
    { seed: 7, numRuns: 600 },
  );
  // Most tables leave no doubt.
  expect(readCount).toBeGreaterThan(300);
});
