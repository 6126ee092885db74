import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ClassRanking, Predictions } from '../../records/bias.js';
import type { SplitName } from '../../records/dataset.js';
import { computeGroupAccuracies, type GroupedImage, spuriosityGroupAuroc } from './groups.js';

function createImage(classIndex: number, place: string, split: SplitName = 'val'): GroupedImage {
  return { classIndex, split, columns: { place } };
}

function predict(...labels: number[]): Predictions {
  return { model: 'm', labels: Int32Array.from(labels) };
}

describe('computeGroupAccuracies', () => {
  test('cells agree with numpy', () => {
    const fixture = JSON.parse(
      readFileSync(new URL('../../../fixtures/statistics/bias.json', import.meta.url), 'utf8'),
    );
    const images = fixture.labels.map((label: number, image: number) =>
      createImage(label, fixture.groups[image]),
    );
    for (const { predictions, cells, accuracy } of fixture.models) {
      const result = computeGroupAccuracies({
        predictions: predict(...predictions),
        images,
        groupColumn: 'place',
        split: 'val',
      });
      const rows = result.cells.map((cell) => [cell.classIndex, cell.group, cell.imageCount, cell.accuracy]);
      expect(rows).toEqual(cells);
      // A weighted sum of twelve fractions against one mean.
      expect(result.imageWeightedAccuracy).toBeCloseTo(accuracy, 12);
      expect(result.worstGroupAccuracy).toBe(Math.min(...cells.map((cell: number[]) => cell[3])));
    }
  });

  test('three ways to average, by hand', () => {
    const images = [
      ...Array.from({ length: 9 }, () => createImage(0, 'land', 'train')),
      createImage(0, 'water', 'train'),
      createImage(0, 'land'),
      createImage(0, 'water'),
      createImage(0, 'water'),
      createImage(0, 'water'),
      createImage(0, ''),
    ];
    const predictions = predict(...new Array(10).fill(-1), 0, 0, 1, 1, 1);
    const result = computeGroupAccuracies({ predictions, images, groupColumn: 'place', split: 'val' });
    expect(result.worst).toEqual({
      classIndex: 0,
      group: 'water',
      imageCount: 3,
      accuracy: 1 / 3,
      trainCount: 1,
      // Wilson's of 1 of 3, by hand: (1 + z²/2 ± z √(2/3 + z²/4)) / (3 + z²) with z = 1.959964.
      interval: { low: expect.closeTo(0.061492, 6), high: expect.closeTo(0.79234, 6) },
    });
    expect(result.worstGroupAccuracy).toBe(1 / 3);
    expect(result.imageWeightedAccuracy).toBeCloseTo(0.5, 15);
    expect(result.groupMeanAccuracy).toBeCloseTo(2 / 3, 15);
    expect(result.trainWeightedAccuracy).toBeCloseTo(0.9 + 0.1 / 3, 15);
  });

  test('an unknown column gives no cells and NaN, not zero', () => {
    const result = computeGroupAccuracies({
      predictions: predict(0),
      images: [createImage(0, 'land')],
      groupColumn: 'weather',
      split: 'val',
    });
    expect(result).toEqual({
      cells: [],
      worst: null,
      worstGroupAccuracy: Number.NaN,
      imageWeightedAccuracy: Number.NaN,
      groupMeanAccuracy: Number.NaN,
      trainWeightedAccuracy: Number.NaN,
    });
  });
});

describe('spuriosityGroupAuroc', () => {
  const train = [
    createImage(0, 'water', 'train'),
    createImage(0, 'water', 'train'),
    createImage(0, 'land', 'train'),
    createImage(1, 'land', 'train'),
  ];
  const createRanking = (places: string[], classIndex = 0): [ClassRanking, GroupedImage[]] => [
    {
      classIndex,
      split: 'val',
      images: places.map((_, place) => train.length + place),
      spuriosity: places.map((_, place) => place),
    },
    [...train, ...places.map((place) => createImage(classIndex, place))],
  ];

  test('the majority of the training images is what high spuriosity should mean', () => {
    const [ranking, images] = createRanking(['land', 'water', 'land', 'water', '']);
    expect(spuriosityGroupAuroc([ranking], images, 'place')).toEqual([
      { classIndex: 0, majorityGroup: 'water', auroc: 0.75, imageCount: 4 },
    ]);
  });

  test('upside down is reported as such', () => {
    const [ranking, images] = createRanking(['water', 'land']);
    expect(spuriosityGroupAuroc([ranking], images, 'place')[0]!.auroc).toBe(0);
  });

  test('more than two groups: the majority against the rest', () => {
    const [ranking, images] = createRanking(['sky', 'land', 'water']);
    expect(spuriosityGroupAuroc([ranking], images, 'place')[0]!.auroc).toBe(1);
  });

  test('left out: one group only, or no training images of the class', () => {
    const [oneGroup, images] = createRanking(['water', 'water']);
    expect(spuriosityGroupAuroc([oneGroup], images, 'place')).toEqual([]);
    const [unknownClass, others] = createRanking(['water', 'land'], 2);
    expect(spuriosityGroupAuroc([unknownClass], others, 'place')).toEqual([]);
  });
});
