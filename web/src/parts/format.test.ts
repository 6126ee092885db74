import { expect, test } from 'vitest';
import {
  ABSENT,
  formatCount,
  formatDecimal,
  formatDuration,
  formatPercent,
  formatPoints,
  formatQuantity,
  formatSignedPoints,
} from './format.js';

test('fractions are percent, gaps are signed points with a true minus sign', () => {
  expect(formatPercent(0.824)).toBe('82%');
  expect(formatPercent(0.824, 1)).toBe('82.4%');
  expect(formatPoints(0.6)).toBe('+60 pts');
  expect(formatPoints(-0.041)).toBe('−4 pts');
  expect(formatSignedPoints(0.004)).toBe('0');
});

test('nothing is minus nothing', () => {
  expect(formatPoints(-0.001)).toBe('0 pts');
  expect(formatDecimal(-0.0001, 2)).toBe('0.00');
  expect(formatDecimal(-0.25, 2)).toBe('−0.25');
});

test('what is unknown is a dash', () => {
  for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(formatPercent(value)).toBe(ABSENT);
    expect(formatPoints(value)).toBe(ABSENT);
    expect(formatCount(value)).toBe(ABSENT);
    expect(formatDuration(value)).toBe(ABSENT);
  }
});

test('counts have their noun in the right number', () => {
  expect(formatQuantity(1, 'class', 'classes')).toBe('1 class');
  expect(formatQuantity(27500, 'image')).toBe('27,500 images');
  expect(formatQuantity(0, 'pair')).toBe('0 pairs');
});

test('durations have two units at most', () => {
  expect(formatDuration(0.4)).toBe('0 s');
  expect(formatDuration(59.7)).toBe('1 min');
  expect(formatDuration(125)).toBe('2 min 5 s');
  expect(formatDuration(4800)).toBe('1 h 20 min');
  expect(formatDuration(7200)).toBe('2 h');
});
