import { expect, test } from 'vitest';
import type { SensitivityNumbers } from '../../protocol/index.js';
import { compareSensitivities, listCorruptedModels, tabulateSensitivities } from './sensitivity-table.js';

function toRow(
  model: string,
  feature: number,
  corruption: string,
  sensitivity: number | null,
): SensitivityNumbers {
  return {
    model,
    classIndex: 3,
    feature,
    verdict: feature === 1 ? 'spurious' : 'core',
    corruption,
    imageCount: 65,
    accuracyBefore: 0.5,
    accuracyAfter: 0.5,
    sensitivity,
  };
}

const rows = [
  ...[0.1, 0.2, 0.3].map((value, feature) => toRow('a', feature, 'grey', value)),
  ...[0.3, 0.1, 0.2].map((value, feature) => toRow('a', feature, 'blur', value)),
  toRow('a', 9, 'grey', 0.5),
  ...[0.2, 0.4, 0.6].map((value, feature) => toRow('b', feature, 'grey', value)),
  toRow('b', 0, 'blur', null),
  toRow('b', 1, 'blur', 0.5),
];

test('only pairs and corruptions that both models have count', () => {
  expect(listCorruptedModels(rows)).toEqual(['a', 'b']);
  const { points, corruptions, r } = compareSensitivities(rows, 'a', 'b');
  expect(points.map(({ feature, corruption, x, y }) => [feature, corruption, x, y])).toEqual([
    [0, 'grey', 0.1, 0.2],
    [1, 'grey', 0.2, 0.4],
    [2, 'grey', 0.3, 0.6],
    [1, 'blur', 0.1, 0.5],
  ]);
  expect(corruptions.map(({ corruption, count }) => [corruption, count])).toEqual([
    ['grey', 3],
    ['blur', 1],
  ]);
  expect(corruptions[0]!.r).toBeCloseTo(1, 12);
  expect(corruptions[1]!.r).toBeNull();
  // x: 0.1 0.2 0.3 0.1, y: 0.2 0.4 0.6 0.5: covariance 0.0325 (sums of products), 0.0275 and 0.0875 of squares.
  expect(r).toBeCloseTo(0.0325 / Math.sqrt(0.0275 * 0.0875), 12);
});

test('the table names both models in every row', () => {
  const table = tabulateSensitivities(
    compareSensitivities(rows, 'a', 'b'),
    (classIndex) => `class ${classIndex}`,
  );
  expect(table.rows).toHaveLength(4);
  expect(Object.fromEntries(table.columns.map((column, place) => [column, table.rows[1]![place]]))).toEqual({
    class_index: 3,
    class_name: 'class 3',
    feature: 1,
    verdict: 'spurious',
    corruption: 'grey',
    model_x: 'a',
    sensitivity_x: 0.2,
    model_y: 'b',
    sensitivity_y: 0.4,
  });
});
