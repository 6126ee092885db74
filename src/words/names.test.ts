import { expect, test } from 'vitest';
import { MITIGATION_METHODS } from '../records/bias.js';
import { formatList, formatMethod, formatShortened, METHOD_TITLES } from './names.js';

test('lists and long names', () => {
  expect(formatList([])).toBe('');
  expect(formatList(['a', 'b'])).toBe('a and b');
  expect(formatList(['a', 'b', 'c'])).toBe('a, b and c');
  expect(formatShortened('蜻蜓蜻蜓', 3)).toBe('蜻蜓…');
  expect(formatShortened('ab', 2)).toBe('ab');
});

test('methods are listed in the order of the records', () => {
  expect(Object.keys(METHOD_TITLES)).toEqual(MITIGATION_METHODS);
  expect(formatMethod(null)).toBe('Before');
});
