import { expect, test } from 'vitest';
import {
  ABSENT,
  formatBarePoints,
  formatCount,
  formatDecimal,
  formatDuration,
  formatPercent,
  formatPlainPoints,
  formatPoints,
  formatQuantity,
  formatSignedPoints,
} from './numbers.js';

test('fractions are percent, differences are signed points with a true minus sign', () => {
  expect(formatPercent(0.824)).toBe('82%');
  expect(formatPercent(0.824, 1)).toBe('82.4%');
  expect(formatPercent(-0.5)).toBe('−50%');
  expect(formatPoints(0.6)).toBe('+60 points');
  expect(formatPoints(-0.041)).toBe('−4 points');
  expect(formatPoints(0.605, 1)).toBe('+60.5 points');
  expect(formatSignedPoints(0.004)).toBe('0');
  expect(formatPlainPoints(0.05)).toBe('5 points');
  expect(formatBarePoints(-0.1)).toBe('−10');
});

test('one point is one point', () => {
  expect(formatPoints(0.01)).toBe('+1 point');
  expect(formatPoints(-0.01)).toBe('−1 point');
  expect(formatPlainPoints(0.01)).toBe('1 point');
  expect(formatPlainPoints(0.01, 1)).toBe('1.0 points');
  expect(formatPoints(0.11)).toBe('+11 points');
});

test('halves are rounded alike on both sides of zero', () => {
  expect(formatSignedPoints(0.125)).toBe('+13');
  expect(formatSignedPoints(-0.125)).toBe('−13');
});

test('nothing is minus nothing', () => {
  expect(formatPoints(-0.001)).toBe('0 points');
  expect(formatDecimal(-0.0001, 2)).toBe('0.00');
  expect(formatDecimal(-0.25, 2)).toBe('−0.25');
});

test('what is unknown is a dash', () => {
  for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(formatPercent(value)).toBe(ABSENT);
    expect(formatPoints(value)).toBe(ABSENT);
    expect(formatPlainPoints(value)).toBe(ABSENT);
    expect(formatCount(value)).toBe(ABSENT);
    expect(formatDuration(value)).toBe(ABSENT);
  }
});

test('counts have their noun in the right number', () => {
  expect(formatQuantity(1, 'class')).toBe('1 class');
  expect(formatQuantity(2, 'class')).toBe('2 classes');
  expect(formatQuantity(27500, 'image')).toBe('27,500 images');
  expect(formatQuantity(2, 'category')).toBe('2 categories');
  expect(formatQuantity(2, 'day')).toBe('2 days');
  expect(formatQuantity(2, 'class has', 'classes have')).toBe('2 classes have');
});

test('durations have two units at most', () => {
  expect(formatDuration(0.4)).toBe('0 s');
  expect(formatDuration(59.7)).toBe('1 min');
  expect(formatDuration(125)).toBe('2 min 5 s');
  expect(formatDuration(4800)).toBe('1 h 20 min');
  expect(formatDuration(7200)).toBe('2 h');
});
