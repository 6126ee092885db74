import { expect, test } from 'vitest';
import { parseChoice, parseFlag, parseIndex, parseText, parseTexts } from './search-params.js';

test('what does not fit is absent, and so is the default', () => {
  expect(parseChoice('gap', ['gap', 'name'])).toBe('gap');
  expect(parseChoice('gap', ['gap', 'name'], 'gap')).toBeUndefined();
  expect(parseChoice(3, ['gap'])).toBeUndefined();
  expect([0, 7, -1, 1.5, '7', null].map(parseIndex)).toEqual([
    0,
    7,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect([true, false, 'true'].map(parseFlag)).toEqual([true, undefined, undefined]);
});

test('a number in an address is text where text is wanted', () => {
  expect(parseText(134)).toBe('134');
  expect(parseText('')).toBeUndefined();
});

test('a list has each text once; one text is a list', () => {
  expect(parseTexts(['a', 'b', 'a', {}, 5])).toEqual(['a', 'b', '5']);
  expect(parseTexts('a')).toEqual(['a']);
  expect(parseTexts([])).toBeUndefined();
});
