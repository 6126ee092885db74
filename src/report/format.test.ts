import { expect, test } from 'vitest';
import {
  formatDecimal,
  formatList,
  formatPercent,
  formatPercentPrecise,
  formatPlainPoints,
  formatPoints,
  formatQuantity,
  formatShortened,
} from './format.js';

test('fractions become percent, differences become points with a true minus', () => {
  expect(formatPercent(0.876)).toBe('88%');
  expect(formatPercentPrecise(0.8764)).toBe('87.6%');
  expect(formatPoints(0.86)).toBe('+86');
  expect(formatPoints(-0.1)).toBe('−10');
  expect(formatPoints(-0.001)).toBe('0');
  expect(formatPlainPoints(0.86)).toBe('86');
  expect(formatDecimal(-1.25, 1)).toBe('−1.3');
  expect(formatDecimal(-0.001, 2)).toBe('0.00');
});

test('what is not a number is a dash', () => {
  for (const format of [formatPercent, formatPercentPrecise, formatPoints]) {
    expect(format(Number.NaN)).toBe('–');
    expect(format(Number.POSITIVE_INFINITY)).toBe('–');
  }
});

test('quantities, lists and long names', () => {
  expect(formatQuantity(1, 'class', 'classes')).toBe('1 class');
  expect(formatQuantity(27500, 'image')).toBe('27,500 images');
  expect(formatList([])).toBe('');
  expect(formatList(['a', 'b', 'c'])).toBe('a, b and c');
  expect(formatShortened('蜻蜓蜻蜓', 3)).toBe('蜻蜓…');
});
