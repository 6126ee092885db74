import { expect, test } from 'vitest';
import { createNumberParser } from './numbers.js';

const parseAll = (...cells: string[]) => {
  const { parse } = createNumberParser(cells);
  return cells.map(parse);
};

test('decimal points, decimal commas, exponents and infinities', () => {
  expect(parseAll('1', ' -2.5 ', '+3e2', '.5', '7.', '-inf', 'Infinity')).toEqual([
    1,
    -2.5,
    300,
    0.5,
    7,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ]);
  expect(parseAll('1', '-2,5', '3,25e-2', ',5')).toEqual([1, -2.5, 0.0325, 0.5]);
  expect([createNumberParser(['1,5']), createNumberParser(['1.5'])].map(({ notes }) => notes.length)).toEqual(
    [1, 0],
  );
});

test('what is no number is NaN, and so is a comma where others write a point', () => {
  expect(parseAll('', 'cat', '0x10', '1 000', 'NaN', '1,5,2')).toEqual(Array(6).fill(Number.NaN));
  expect(parseAll('1,234', '0.5')).toEqual([Number.NaN, 0.5]);
  expect(parseAll('1,234.5')).toEqual([Number.NaN]);
});
