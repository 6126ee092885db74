import { describe, expect, test } from 'vitest';
import { createStudy } from '../../../fixtures/report/sample-study.js';
import {
  listCategoryRobustness,
  listCorrelations,
  listGapAgreements,
  listMeanGaps,
  tabulateCorrelations,
  tabulateGapAgreements,
  tabulateGapSpread,
  tabulateMeanGaps,
  tabulateModelEnds,
  tabulateRobustness,
} from './model-figure-tables.js';

/**
 * Gaps per class (0, 2, 4): head 0.8, 0.2, −0.1; alike 0.4, 0.1, −0.05 (half of head's: r = 1); against −0.4, −0.1, 0.05 (r = −1).
 */
const study = createStudy([
  {
    name: 'against',
    tags: ['a'],
    ends: [
      [0.2, 0.6],
      [0.5, 0.6],
      [0.65, 0.6],
    ],
  },
  {
    name: 'head',
    ends: [
      [0.9, 0.1],
      [0.8, 0.6],
      [0.7, 0.8],
    ],
  },
  {
    name: 'alike',
    tags: ['a', 'b'],
    ends: [
      [0.8, 0.4],
      [0.7, 0.6],
      [0.6, 0.65],
    ],
  },
]);
const nameOf = (classIndex: number) => `class ${classIndex}`;

test('figure 6, left: both ends, and what the line lets expect', () => {
  const { columns, rows } = tabulateModelEnds(study);
  expect(columns).toEqual([
    'model',
    'category',
    'acc_top',
    'acc_bottom',
    'spurious_gap',
    'expected_acc_bottom',
  ]);
  expect(rows.map(([model, category]) => [model, category])).toEqual([
    ['against', 'a'],
    ['head', 'no tag'],
    ['alike', 'a'],
  ]);
  // Means at the top are 0.45, 0.8, 0.7; at the bottom 0.6, 0.5, 0.55: slope −0.1/… by hand from the three deviations.
  const top = [0.45, 0.8, 0.7];
  const bottom = [0.6, 0.5, 0.55];
  const [meanTop, meanBottom] = [top, bottom].map((values) => values.reduce((sum, one) => sum + one, 0) / 3);
  const slope =
    top.reduce((sum, x, n) => sum + (x - meanTop!) * (bottom[n]! - meanBottom!), 0) /
    top.reduce((sum, x) => sum + (x - meanTop!) ** 2, 0);
  for (const [n, row] of rows.entries()) {
    expect(row[2]).toBeCloseTo(top[n]!, 12);
    expect(row[3]).toBeCloseTo(bottom[n]!, 12);
    expect(row[5]).toBeCloseTo(meanBottom! + slope * (top[n]! - meanTop!), 12);
  }
});

test('figure 6, right: means over the models, then over the classes', () => {
  const means = listMeanGaps(study, nameOf);
  expect(means.map(({ kind, classIndex, name }) => [kind, classIndex, name])).toEqual([
    ['class', 0, 'class 0'],
    ['class', 2, 'class 2'],
    ['class', 4, 'class 4'],
    ['model', null, 'against'],
    ['model', null, 'head'],
    ['model', null, 'alike'],
  ]);
  const expected = [0.8 / 3, 0.2 / 3, -0.1 / 3, -0.15, 0.3, 0.15];
  for (const [n, { gap }] of means.entries()) expect(gap).toBeCloseTo(expected[n]!, 12);
  expect(tabulateMeanGaps(means).rows[3]).toEqual(['model', null, 'against', means[3]!.gap]);
});

test('figure 6, right: a class that one of the models lacks is left out; a model without any class spoils nothing', () => {
  const holes = { ...study, gaps: [[null, null, null], study.gaps[1]!, [0.4, null, -0.05]] };
  const classes = listMeanGaps(holes, nameOf).filter(({ kind }) => kind === 'class');
  expect(classes.map(({ classIndex }) => classIndex)).toEqual([0, 4]);
  expect(classes[0]!.gap).toBeCloseTo(0.6, 12);
});

describe('figure 7', () => {
  test('every other model against the one of discovery, the most alike first', () => {
    const agreements = listGapAgreements(study);
    expect(agreements.map(({ reference, model }) => [reference, model])).toEqual([
      ['head', 'alike'],
      ['head', 'against'],
    ]);
    expect(agreements[0]!.r).toBeCloseTo(1, 12);
    expect(agreements[1]!.r).toBeCloseTo(-1, 12);
    expect(agreements[0]!.points.map(({ classIndex }) => classIndex)).toEqual([0, 2, 4]);
    expect(agreements[0]!.points[0]!.referenceGap).toBeCloseTo(0.8, 12);
    expect(agreements[0]!.points[0]!.gap).toBeCloseTo(0.4, 12);
    const { rows } = tabulateGapAgreements(agreements, nameOf);
    expect(rows).toHaveLength(6);
    expect(rows[0]!.slice(0, 5)).toEqual(['head', 'alike', agreements[0]!.r, 0, 'class 0']);
  });

  test('without a model of discovery the first one is the reference', () => {
    const agreements = listGapAgreements({ ...study, discoveryModel: null });
    expect(agreements.map(({ reference }) => reference)).toEqual(['against', 'against']);
  });

  test('classes that either model lacks are no points, and r may be undefined', () => {
    const flat = createStudy([
      {
        name: 'head',
        ends: [
          [0.9, 0.1],
          [0.8, 0.6],
        ],
      },
      {
        name: 'flat',
        ends: [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
      },
    ]);
    const [agreement] = listGapAgreements({ ...flat, gaps: [flat.gaps[0]!, [null, 0]] });
    expect(agreement!.r).toBeNull();
    expect(agreement!.points).toHaveLength(1);
  });
});

test('figure 13: the most robust first, and means of the categories', () => {
  const { rows } = tabulateRobustness(study);
  const values = rows.map(([, , robustness]) => robustness as number);
  expect(values).toEqual([...values].sort((a, b) => b - a));
  const categories = listCategoryRobustness(study);
  expect(categories.map(({ category, modelCount }) => [category, modelCount]).sort()).toEqual([
    ['a', 2],
    ['no tag', 1],
  ]);
  const ofA = rows.filter(([, category]) => category === 'a').map(([, , robustness]) => robustness as number);
  expect(categories.find(({ category }) => category === 'a')!.robustness).toBeCloseTo(
    (ofA[0]! + ofA[1]!) / 2,
    12,
  );
});

test('figure 14: similar models side by side, every couple twice', () => {
  const { order, cells } = listCorrelations(study);
  expect(Math.abs(order.indexOf('head') - order.indexOf('alike'))).toBe(1);
  const { rows } = tabulateCorrelations(cells);
  expect(rows).toHaveLength(9);
  const rOf = (a: string, b: string) => cells.find((cell) => cell.a === a && cell.b === b)!.r;
  expect(rOf('head', 'alike')).toBeCloseTo(1, 12);
  expect(rOf('alike', 'head')).toBe(rOf('head', 'alike'));
  expect(rOf('against', 'head')).toBeCloseTo(-1, 12);
});

test('every gap of every model, with absent ones as null', () => {
  const { rows } = tabulateGapSpread(
    { ...study, gaps: [[null, 1, 1], study.gaps[1]!, study.gaps[2]!] },
    nameOf,
  );
  expect(rows).toHaveLength(9);
  expect(rows[0]).toEqual(['against', 0, 'class 0', 0.2, 0.6, null]);
});
