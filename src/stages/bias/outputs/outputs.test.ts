import { describe, expect, test } from 'vitest';
import fc from '../../../../test/properties.js';
import type { StageError } from '../../../base/errors.js';
import { OUTPUT_KINDS, type OutputKind } from './output-kinds.js';
import { readOutputs, toLogits } from './outputs.js';

const context = {
  classNames: ['ant', 'bee', 'wasp'],
  describeRow: (row: number) => `row ${row}`,
};

function read(rows: readonly (readonly number[])[], kind?: OutputKind) {
  return readOutputs({ data: rows.flat(), width: rows[0]!.length, rows: rows.keys() }, context, kind);
}

function failure(rows: readonly (readonly number[])[], kind?: OutputKind): StageError {
  try {
    read(rows, kind);
  } catch (error) {
    return error as StageError;
  }
  throw new Error('It was read.');
}

function computeSoftmax(logits: ArrayLike<number>): number[] {
  const highest = Math.max(...Array.from(logits));
  const powers = Array.from(logits, (logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

const toSigmoid = (value: number) => 1 / (1 + Math.exp(-value));
/** Softmax of the numbers of a row, as read. */
const toProbabilities = (row: readonly number[], kind: OutputKind) =>
  computeSoftmax(toLogits(row, row.length, kind));

describe('kinds that are recognised', () => {
  test.each<[string, OutputKind, RegExp, number[][]]>([
    [
      'softmax',
      'probabilities',
      /sum to one: read as probabilities/,
      [
        [0.98, 0.01, 0.01],
        [0.2, 0.3, 0.5],
      ],
    ],
    [
      'softmax in single precision',
      'probabilities',
      /sum to one/,
      [[...Float32Array.of(0.98, 0.019, 0.001)]],
    ],
    [
      'softmax of two decimals',
      'probabilities',
      /sum to one/,
      [
        [0.33, 0.33, 0.33],
        [0.67, 0.17, 0.17],
      ],
    ],
    [
      'a class that is certain beside others that are not',
      'probabilities',
      /sum to one/,
      [
        [1, 0, 0],
        [0.5, 0.5, 0],
      ],
    ],
    [
      'one sigmoid per class',
      'probabilities',
      /one sigmoid per class/,
      [
        [0.9, 0.8, 0.1],
        [0.2, 0.1, 0.1],
      ],
    ],
    [
      'percent',
      'percent',
      /sum to 100/,
      [
        [98, 1, 1],
        [33.3, 33.3, 33.4],
      ],
    ],
    [
      'whole percent',
      'percent',
      /sum to 100/,
      [
        [33, 33, 33],
        [98, 1, 2],
      ],
    ],
    ['logarithms', 'log-probabilities', /log-probabilities/, [[-0.02020271, -4.60517, -4.60517]]],
    [
      'logarithms, one of them of 0',
      'log-probabilities',
      /log-probabilities/,
      [[Math.log(0.5), Math.log(0.5), -Infinity]],
    ],
    [
      'one-hot rows',
      'labels',
      /without confidences/,
      [
        [0, 1, 0],
        [1, 0, 0],
      ],
    ],
    [
      'logits',
      'logits',
      /read as logits/,
      [
        [2.5, -1, 0.3],
        [0.1, 0.2, 0.9],
      ],
    ],
    [
      'logits that are all positive',
      'logits',
      /read as logits/,
      [
        [12, 3, 0.5],
        [40, 30, 20],
      ],
    ],
    ['a masked class among logits', 'logits', /read as logits/, [[2, -Infinity, 1]]],
  ])('%s', (_, kind, sentence, rows) => {
    expect(read(rows)).toEqual({ kind, sentence: expect.stringMatching(sentence), warning: null });
  });

  test.each<[string, OutputKind, RegExp, number[]]>([
    ['a probability', 'probabilities', /probability of "bee"/, [0.9, 0.2, 0.5]],
    ['a percentage', 'percent', /percentage of "bee"/, [90, 20, 50.5]],
    ['a logit', 'logits', /logit of "bee"/, [2.2, -1.4, 0]],
    ['0 and 1', 'labels', /presence/, [0, 1, 1]],
  ])('one number for two classes: %s', (_, kind, sentence, column) => {
    const reading = read(column.map((value) => [value]));
    expect(reading).toEqual({ kind, sentence: expect.stringMatching(sentence), warning: null });
  });
});

describe('what the kinds mean', () => {
  const logits = [1.5, -0.3, 0.2];
  const shares = computeSoftmax(logits);

  test.each<[OutputKind, number[]]>([
    ['logits', logits],
    ['probabilities', shares],
    ['percent', shares.map((share) => 100 * share)],
    ['log-probabilities', shares.map(Math.log)],
  ])('%s: softmax gives the probabilities back', (kind, row) => {
    toProbabilities(row, kind).forEach((share, place) => {
      expect(share).toBeCloseTo(shares[place]!, 12);
    });
  });

  test('sigmoids are divided by their sum, before the sigmoid and after it', () => {
    const each = logits.map(toSigmoid);
    const sum = each.reduce((total, one) => total + one, 0);
    for (const found of [toProbabilities(each, 'probabilities'), toProbabilities(logits, 'sigmoid-logits')]) {
      found.forEach((share, place) => {
        expect(share).toBeCloseTo(each[place]! / sum, 12);
      });
    }
    expect(toProbabilities([800, -800, -800], 'sigmoid-logits')).toEqual([1, 0, 0]);
  });

  test('zeros stay finite, also in single precision, and certain', () => {
    const certain = Float32Array.from(toLogits([1, 0, 0], 3, 'probabilities'));
    expect([...certain].every(Number.isFinite)).toBe(true);
    expect([...Float32Array.from(computeSoftmax(certain))]).toEqual([1, 0, 0]);
  });

  test.each<[OutputKind, (probability: number) => number]>([
    ['logits', (p) => Math.log(p / (1 - p))],
    ['probabilities', (p) => p],
    ['percent', (p) => 100 * p],
    ['log-probabilities', Math.log],
  ])('one number for two classes: %s', (kind, toOutput) => {
    for (const p of [0.02, 0.5, 0.98]) {
      expect(computeSoftmax(toLogits([toOutput(p)], 1, kind))[1]).toBeCloseTo(p, 12);
    }
  });

  test('whatever the scores, softmax and its other forms are told apart and come back', () => {
    const rows = fc.array(
      fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 3, maxLength: 3 }),
      { minLength: 4, maxLength: 8 },
    );
    const form = fc.constantFrom<[OutputKind, (share: number) => number]>(
      ['probabilities', (share) => share],
      ['percent', (share) => 100 * share],
      ['log-probabilities', Math.log],
    );
    fc.assert(
      fc.property(rows, form, (scores, [kind, toOutput]) => {
        const written = scores.map((row) => computeSoftmax(row).map(toOutput));
        expect(read(written).kind).toBe(kind);
        scores.forEach((row, place) => {
          const [wanted, found] = [computeSoftmax(row), toProbabilities(written[place]!, kind)];
          wanted.forEach((share, column) => {
            expect(found[column]).toBeCloseTo(share, 9);
          });
        });
      }),
      { seed: 11, numRuns: 60 },
    );
  });
});

describe('what is refused or said', () => {
  const soft = [0.7, 0.2, 0.1];

  test('numbers that are none, with row and column', () => {
    const error = failure([soft, [0.1, Number.NaN, 0.9], soft, [Number.POSITIVE_INFINITY, 0, 0]]);
    expect(error.code).toBe('predictions-not-a-number');
    expect(error.message).toContain('2 of 4');
    expect(error.message).toContain('row 1, column 1 (not a number), row 3, column 0 (∞)');
  });

  test.each([
    ['a logit among probabilities', [2.5, -1, 0.3], 'sum to one'],
    ['percent among probabilities', [70, 20, 10], 'sum to one'],
  ])('%s', (_, stranger, meaning) => {
    const error = failure([soft, soft, stranger, soft, soft, soft]);
    expect(error.code).toBe('outputs-mixed');
    expect(error.message).toContain('1 of 6');
    expect(error.message).toContain('row 2.');
    expect(error.message).toContain(meaning);
  });

  test('a few rows whose sum is another are named', () => {
    const { kind, warning } = read([soft, soft, [0.7, 0.2, 0.7], soft, soft]);
    expect(kind).toBe('probabilities');
    expect(warning).toMatch(/^1 of 5 .*: row 2\./);
  });

  test('one number for two classes that is never positive', () => {
    expect(failure([[-0.1], [-2], [-0.7]]).code).toBe('outputs-ambiguous');
    expect(read([[-0.1], [-2]], 'log-probabilities').kind).toBe('log-probabilities');
  });

  test('a kind that the numbers cannot be of; any other that is named goes before what they look like', () => {
    expect(failure([[2, -1, 0]], 'probabilities').message).toContain('from -1 to 2');
    expect(failure([[0.5, 0.5, -Infinity]], 'probabilities').code).toBe('outputs-kind');
    expect(failure([soft], 'log-probabilities').code).toBe('outputs-kind');
    for (const kind of OUTPUT_KINDS.filter((one) => one !== 'log-probabilities')) {
      expect(read([soft], kind).kind).toBe(kind);
    }
  });
});
