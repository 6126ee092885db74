/** Tables of predictions as people bring them: with numbers for names, probabilities for logits, and the faults of everyday. */

import { describe, expect, test } from 'vitest';
import fc from '../../../../test/properties.js';
import type { StageError } from '../../../base/errors.js';
import { computeCalibrationError } from '../calibration.js';
import { type ParsedPredictions, type PredictionInput, parsePredictions } from './predictions.js';

const toClasses = (...names: string[]) => names.map((name) => ({ name, displayName: name }));
/** Twelve images of two classes, mostly in turns, so that neighbours differ. */
const images = Array.from({ length: 12 }, (_, image) => ({
  path: `val/${image}.png`,
  split: 'val' as const,
  classIndex: Number('010110100101'[image]),
}));
const paths = images.map(({ path }) => path);
const truth = images.map(({ classIndex }) => classIndex);

function parse(more: Pick<PredictionInput, 'source'> & Partial<PredictionInput>): ParsedPredictions {
  return parsePredictions({ model: 'm', images, classes: toClasses('ant', 'bee'), ...more });
}

function failure(more: Parameters<typeof parse>[0]): StageError {
  try {
    parse(more);
  } catch (error) {
    return error as StageError;
  }
  throw new Error('It was read.');
}

const toTable = (header: string, rows: readonly (readonly (string | number)[])[]) =>
  ({ kind: 'table', header: header.split(','), rows }) as const;
const toLabels = (cells: readonly (string | number)[]) =>
  toTable(
    'image,prediction',
    cells.map((cell, row) => [paths[row]!, cell]),
  );

describe('scores of every kind: the same classes and the same confidences', () => {
  /** Probability of the second class. */
  const shares = truth.map((label, row) => (label === 1 ? 0.7 + row / 50 : 0.3 - row / 50));
  const confidences = shares.map((share) => Math.max(share, 1 - share));

  test.each<[string, string, (share: number) => number[]]>([
    ['logits', 'image,logit_0,logit_1', (p) => [3, 3 + Math.log(p / (1 - p))]],
    ['probabilities', 'image,prob_0,prob_1', (p) => [1 - p, p]],
    ['probabilities under names, in another order', 'image,prob_bee,prob_ant', (p) => [p, 1 - p]],
    ['columns called as the classes', 'image,bee,ant', (p) => [p, 1 - p]],
    ['log-probabilities', 'image,log_prob_0,log_prob_1', (p) => [Math.log(1 - p), Math.log(p)]],
    ['percent', 'image,score_0,score_1', (p) => [100 - 100 * p, 100 * p]],
    ['one column: a probability', 'image,probability', (p) => [p]],
    ['one column: a logit', 'image,logit', (p) => [Math.log(p / (1 - p))]],
    ['one column, named: of the first class', 'image,prob_ant', (p) => [1 - p]],
    ['predictions with decimals', 'image,prediction', (p) => [p]],
  ])('%s', (_, header, toScores) => {
    const rows = shares.map((share, row) => [paths[row]!, ...toScores(share)]);
    const found = parse({ source: toTable(header, rows) });
    expect([...found.labels]).toEqual(truth);
    found.confidences!.forEach((confidence, image) => {
      expect(confidence).toBeCloseTo(confidences[image]!, 6);
    });
    expect(found.notes[0]).toMatch(/read as/);
    // All right: the calibration error is what confidence lacks to 1.
    const lack = confidences.reduce((sum, confidence) => sum + 1 - confidence, 0) / confidences.length;
    expect(
      computeCalibrationError(
        found.confidences!,
        truth.map(() => 1),
      ),
    ).toBeCloseTo(lack, 6);
  });

  test('one-hot rows are classes without confidences', () => {
    const data = truth.flatMap((label) => [1 - label, label]);
    const found = parse({ source: { kind: 'array', shape: [12, 2], data } });
    expect([...found.labels]).toEqual(truth);
    expect(found.confidences).toBeUndefined();
  });

  test('what the user says goes before what is recognised', () => {
    const data = shares.flatMap((share) => [1 - share, share]);
    const source = { kind: 'array', shape: [12, 2], data } as const;
    expect(parse({ source, outputs: 'logits' }).confidences![1]).toBeCloseTo(1 / (1 + Math.exp(-0.44)), 6);
    expect(parse({ source, outputs: 'labels' }).confidences).toBeUndefined();
    expect(failure({ source, outputs: 'log-probabilities' }).code).toBe('outputs-kind');
    expect(
      failure({ source: toLabels(truth), classes: toClasses('ant', 'bee', 'cow'), outputs: 'percent' }).code,
    ).toBe('outputs-kind');
  });

  test('one column that is right for the first class far more often is refused, unless it is said what it is', () => {
    const source = toTable(
      'image,probability',
      shares.map((share, row) => [paths[row]!, 1 - share]),
    );
    const error = failure({ source });
    expect(error.code).toBe('outputs-ambiguous');
    expect(error.message).toContain(
      'that of "bee" is right on 0.0% of 12 images, as that of "ant" is right on 100.0%',
    );
    expect([...parse({ source, outputs: 'probabilities' }).labels]).toEqual(truth.map((label) => 1 - label));
  });

  test('NaN and infinity are refused with image and column; those of skipped images are not', () => {
    const rows = shares.map((share, row) => [
      paths[row]!,
      row === 4 ? Number.POSITIVE_INFINITY : 1 - share,
      share,
    ]);
    const source = toTable('image,logit_0,logit_1', rows);
    const error = failure({ source });
    expect(error.code).toBe('predictions-not-a-number');
    expect(error.message).toContain('(1 of 12): val/4.png, column logit_0 (∞)');
    expect(parse({ source, valid: Uint8Array.from(truth, (_, row) => Number(row !== 4)) }).labels[3]).toBe(1);
  });
});

describe('numbers that are names', () => {
  /** Sorted as text: 0, 1, 10, 2, … */
  const classes = toClasses(...Array.from({ length: 11 }, (_, index) => String(index)).sort());
  const numbered = classes.map((_, index) => ({
    path: `${index}.png`,
    split: 'val' as const,
    classIndex: index,
  }));
  const places = numbered.map(({ classIndex }) => classIndex);
  const names = places.map((place) => Number(classes[place]!.name));
  const context = { images: numbered, classes };
  /** Scores whose highest is in these columns. */
  const point = (columns: readonly number[]) =>
    columns.flatMap((highest) => Array.from({ length: 11 }, (_, column) => (column === highest ? 4 : 0)));

  test.each<[string, PredictionInput['source']]>([
    [
      'a table',
      toTable(
        'image,prediction',
        names.map((name, row) => [`${row}.png`, name]),
      ),
    ],
    [
      'a table of floats',
      toTable(
        'image,prediction',
        names.map((name, row) => [`${row}.png`, `${name}.0`]),
      ),
    ],
    ['an array', { kind: 'array', shape: [11], data: BigInt64Array.from(names, BigInt) }],
    ['columns of an array', { kind: 'array', shape: [11, 11], data: point(names) }],
    [
      'columns of a table',
      toTable(
        `image,${Array.from({ length: 11 }, (_, column) => `logit_${column}`)}`,
        names.map((name, row) => [`${row}.png`, ...point([name])]),
      ),
    ],
  ])('%s: refused with both accuracies; --labels-are decides', (_, source) => {
    const error = failure({ source, ...context });
    expect(error.code).toBe('labels-ambiguous');
    expect(error.message).toMatch(
      /as class names .* 100\.0% of 11 images, as class indices .* 18\.2% of 11 images/,
    );
    expect([...parse({ source, ...context, labelsAre: 'name' }).labels]).toEqual(places);
    expect([...parse({ source, ...context, labelsAre: 'index' }).labels]).toEqual(names);
  });
});

describe('faults of tables, recognised and named', () => {
  const good = toLabels(truth).rows;
  test.each<[string, PredictionInput['source'], string, RegExp]>([
    [
      'one cell empty',
      toLabels(truth.map((label, row) => (row === 3 ? '' : label))),
      'predictions-class',
      /^1 of 12 .*: "" \(val\/3\.png\)\./,
    ],
    [
      'one value too high',
      toLabels(truth.map((label, row) => (row === 3 ? 7 : label))),
      'predictions-class',
      /^1 of 12 .*: "7" \(val\/3\.png\)\./,
    ],
    [
      'labels from 1',
      toLabels(truth.map((label) => label + 1)),
      'labels-from-one',
      /100\.0% of 12 images\. .*--labels-are index-from-1/,
    ],
    ['no header', toTable('val/0.png,0', good.slice(1)), 'predictions-header', /image,prediction before it/],
    [
      'the header twice',
      toTable('image,prediction', [['image', 'prediction'], ...good]),
      'predictions-unknown-image',
      /the header, a second time/,
    ],
    ['columns swapped', toTable('prediction,image', good), 'predictions-swapped', /12 of 12 rows/],
    ['rows off by one', toLabels([...truth.slice(1), 0]), 'predictions-shifted', /down by one row/],
    [
      'an array off by one',
      { kind: 'array', shape: [12], data: [0, ...truth.slice(0, -1)] },
      'predictions-shifted',
      /up by one row/,
    ],
    [
      'an array with a row too many',
      { kind: 'array', shape: [13], data: [0, ...truth] },
      'predictions-shape',
      /a header was counted as a row/,
    ],
  ])('%s', (_, source, code, words) => {
    const error = failure({ source });
    expect(error.code).toBe(code);
    expect(error.message).toMatch(words);
  });

  test('labels from 1 are read so when it is said', () => {
    const source = toLabels(truth.map((label) => label + 1));
    expect([...parse({ source, labelsAre: 'index-from-1' }).labels]).toEqual(truth);
  });

  test('a model that is never right is no shifted file where a shift explains nothing', () => {
    const wrong = parse({
      source: toTable(
        'image,prediction',
        paths.map((path, row) => [path, row % 4 < 2 ? 'ant' : 'bee']),
      ),
    });
    expect(wrong.labels).toHaveLength(12);
  });
});

test('tables of any names, forms and orders are read as they were meant, or refused', () => {
  const name = fc.oneof(
    fc.integer({ min: -2, max: 12 }).map(String),
    fc.integer({ min: 0, max: 12 }).map((value) => String(value).padStart(3, '0')),
    fc.constantFrom('ant', 'Bee', 'polar bear', 'TRUE', 'NaN', '1e5'),
  );
  let readCount = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 2, maxLength: 8 }),
      fc.constantFrom('name', 'index', 'float', 'padded'),
      fc.boolean(),
      fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
      (names, form, isReversed, choices) => {
        const classes = toClasses(...names.sort());
        const meant = choices.map((choice) => choice % classes.length);
        // The model is right four times of five.
        const labelled = images.map((image, row) => ({
          ...image,
          classIndex: row % 5 === 0 ? (meant[row]! + 1) % classes.length : meant[row]!,
        }));
        const write = {
          name: (index: number) => classes[index]!.name,
          index: String,
          float: (index: number) => `${index}.0`,
          padded: (index: number) => ` ${classes[index]!.name} `,
        };
        const rows = meant.map((index, row) => [paths[row]!, write[form](index)]);
        const source = toTable('image,prediction', isReversed ? rows.reverse() : rows);
        try {
          expect([...parse({ source, images: labelled, classes }).labels]).toEqual(meant);
          readCount += 1;
        } catch (error) {
          expect([
            'labels-ambiguous',
            'labels-from-one',
            'predictions-class',
            'predictions-shifted',
          ]).toContain((error as StageError).code);
        }
      },
    ),
    { seed: 3, numRuns: 500 },
  );
  expect(readCount).toBeGreaterThan(300);
});
