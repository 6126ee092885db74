import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StageError } from '../../base/errors.js';
import type { Verdict } from '../../records/annotation.js';
import type { ClassGap, ClassRanking, Predictions } from '../../records/bias.js';
import { findCollisions } from './collisions.js';
import { type ActivationMap, computeCoreCrop } from './core-crop.js';
import { flagLabelNoise, type LabelNoiseInput } from './label-noise.js';

function createVerdict(classIndex: number, feature: number, verdict: Verdict['verdict']): Verdict {
  const votes = { votesCore: 0, votesSpurious: 0 };
  return { classIndex, feature, verdict, source: 'people', score: null, basis: 'A test.', ...votes };
}

describe('findCollisions', () => {
  test('lists every couple of classes, sorted', () => {
    const verdicts = [
      createVerdict(3, 9, 'core'),
      createVerdict(2, 9, 'spurious'),
      createVerdict(1, 9, 'core'),
      createVerdict(0, 9, 'spurious'),
      createVerdict(0, 4, 'spurious'),
      createVerdict(1, 4, 'core'),
      createVerdict(1, 5, 'core'),
      createVerdict(2, 6, 'spurious'),
    ];
    expect(findCollisions(verdicts).map((c) => [c.feature, c.spuriousClassIndex, c.coreClassIndex])).toEqual([
      [4, 0, 1],
      [9, 0, 1],
      [9, 0, 3],
      [9, 2, 1],
      [9, 2, 3],
    ]);
  });

  test('is what its definition says, whatever the order of verdicts; swapping verdicts swaps the classes', () => {
    const verdict = fc
      .tuple(fc.nat(4), fc.nat(4), fc.constantFrom('core' as const, 'spurious' as const))
      .map(([classIndex, feature, judged]) => createVerdict(classIndex, feature, judged));
    const verdicts = fc.uniqueArray(verdict, { selector: (v) => `${v.classIndex}/${v.feature}` });
    fc.assert(
      fc.property(verdicts, (list) => {
        const toText = (feature: number, a: number, b: number) => `${feature}: ${a} ${b}`;
        const expected = list.flatMap((a) =>
          list
            .filter((b) => a.feature === b.feature && a.verdict === 'spurious' && b.verdict === 'core')
            .map((b) => toText(a.feature, a.classIndex, b.classIndex)),
        );
        const found = findCollisions(list);
        expect(found.map((c) => toText(c.feature, c.spuriousClassIndex, c.coreClassIndex)).sort()).toEqual(
          expected.sort(),
        );
        expect(findCollisions([...list].reverse())).toEqual(found);
        const swapped = findCollisions(
          list.map((v) => ({
            ...v,
            verdict: v.verdict === 'core' ? ('spurious' as const) : ('core' as const),
          })),
        );
        expect(swapped.map((c) => toText(c.feature, c.coreClassIndex, c.spuriousClassIndex)).sort()).toEqual(
          expected,
        );
      }),
    );
  });
});

describe('flagLabelNoise', () => {
  function createGap(classIndex: number, gap: number, k = 2): ClassGap {
    const accuracies = { accuracyTop: 0.5 + gap / 2, accuracyBottom: 0.5 - gap / 2 };
    return { model: 'm', classIndex, k, imageCount: 2 * k, reducedK: false, gap, ...accuracies };
  }
  const createRanking = (classIndex: number, images: number[]): ClassRanking => ({
    classIndex,
    split: 'val',
    images,
    spuriosity: images.map((_, place) => place / 10),
  });
  const predict = (labels: number[]): Predictions => ({ model: 'm', labels: Int32Array.from(labels) });
  const base: LabelNoiseInput = {
    gaps: [createGap(0, -0.5), createGap(1, 0.5)],
    rankings: [createRanking(0, [0, 1, 2, 3, 4, 5]), createRanking(1, [6, 7, 8])],
    predictions: predict([2, 2, 2, 0, 2, 3, 2, 2, 2]),
    collisions: [],
  };

  test('the most spurious wrong images of classes with a negative gap, most spurious first', () => {
    expect(flagLabelNoise(base)).toEqual([
      { image: 5, classIndex: 0, spuriosity: 0.5, suspectedClassIndex: 3 },
      { image: 4, classIndex: 0, spuriosity: 0.4, suspectedClassIndex: 2 },
    ]);
  });

  test('right predictions and images without one are not flagged', () => {
    const predictions = predict([2, 2, 2, 2, 0, -1, 2, 2, 2]);
    expect(flagLabelNoise({ ...base, predictions })).toEqual([]);
  });

  test('at least the images that the gap was measured on, and at least the share', () => {
    const flagged = (changes: Partial<LabelNoiseInput>) =>
      flagLabelNoise({ ...base, ...changes }).map((f) => f.image);
    expect(flagged({ share: 0.6 })).toEqual([5, 4, 2]);
    expect(flagged({ gaps: [createGap(0, -0.5, 3)] })).toEqual([5, 4]);
    expect(flagged({ gaps: [createGap(0, -0.5, 4)] })).toEqual([5, 4, 2]);
    expect(flagged({ gaps: [createGap(0, -0.5, 50)] })).toEqual([5, 4, 2, 1, 0]);
  });

  test('of several models the mean gap counts', () => {
    expect(flagLabelNoise({ ...base, gaps: [createGap(0, -0.5), createGap(0, 0.6)] })).toEqual([]);
    expect(flagLabelNoise({ ...base, gaps: [] })).toEqual([]);
  });

  test('a second choice that a collision explains goes before a first choice that none does', () => {
    const input = { ...base, runnerUps: predict([0, 0, 0, 2, 3, 0, 0, 0, 0]) };
    const collisions = [{ feature: 7, spuriousClassIndex: 0, coreClassIndex: 3 }];
    const suspects = (changes: Partial<LabelNoiseInput>) =>
      flagLabelNoise({ ...input, ...changes }).map(({ image, suspectedClassIndex }) => [
        image,
        suspectedClassIndex,
      ]);
    expect(suspects({})).toEqual([
      [5, 3],
      [4, 2],
    ]);
    expect(suspects({ collisions })).toEqual([
      [5, 3],
      [4, 3],
    ]);
    // Of two choices that collisions explain, the first.
    expect(suspects({ collisions: [...collisions, { ...collisions[0]!, coreClassIndex: 2 }] })[1]).toEqual([
      4, 2,
    ]);
    // Another class's collisions explain nothing here.
    expect(suspects({ collisions: [{ ...collisions[0]!, spuriousClassIndex: 1 }] })[1]).toEqual([4, 2]);
  });
});

describe('computeCoreCrop', () => {
  /** A map that is zero but for the given pixels. */
  function createMap(
    width: number,
    height: number,
    pixels: [x: number, y: number, value: number][],
  ): ActivationMap {
    const map = new Float32Array(width * height);
    for (const [x, y, value] of pixels) map[y * width + x] = value;
    return { map, width, height };
  }
  const corners = (x0: number, y0: number, x1: number, y1: number): [number, number, number][] => [
    [x0, y0, 5],
    [x1, y1, 5],
  ];

  test('bounding box, grown by a fifth, squared about its centre', () => {
    // Columns 20–39 and rows 40–49: 20 × 10; grown 24 × 12; centre (30, 45).
    const box = computeCoreCrop([createMap(100, 100, corners(20, 40, 39, 49))]);
    expect(box).toEqual({ left: 18, top: 33, width: 24, height: 24 });
  });

  test('pixels below 0.9 of the maximum of the mean do not count', () => {
    const map = createMap(50, 50, [
      [10, 10, 1],
      [19, 19, 0.95],
      [40, 40, 0.89],
    ]);
    expect(computeCoreCrop([map], { grow: 0 })).toEqual({ left: 10, top: 10, width: 10, height: 10 });
    expect(computeCoreCrop([map], { grow: 0, threshold: 0.5 })).toMatchObject({ width: 31 });
  });

  test('every map counts the same, however strong, and a silent map changes nothing', () => {
    const weak = createMap(30, 30, [[5, 5, 0.01]]);
    const strong = createMap(30, 30, [[14, 14, 100]]);
    const box = { left: 5, top: 5, width: 10, height: 10 };
    expect(computeCoreCrop([weak, strong], { grow: 0 })).toEqual(box);
    expect(computeCoreCrop([weak, strong, createMap(30, 30, [])], { grow: 0 })).toEqual(box);
  });

  test('at the border the box is shifted, and where the image is too small shrunk', () => {
    expect(computeCoreCrop([createMap(100, 100, corners(0, 0, 9, 9))])).toEqual({
      left: 0,
      top: 0,
      width: 12,
      height: 12,
    });
    expect(computeCoreCrop([createMap(100, 100, corners(90, 95, 99, 99))])).toEqual({
      left: 88,
      top: 88,
      width: 12,
      height: 12,
    });
    expect(computeCoreCrop([createMap(100, 40, corners(10, 10, 69, 19))])).toEqual({
      left: 20,
      top: 0,
      width: 40,
      height: 40,
    });
  });

  test('no activation, no box; no maps or maps of several sizes, an error', () => {
    expect(computeCoreCrop([createMap(8, 8, [])])).toBeNull();
    expect(() => computeCoreCrop([])).toThrow(StageError);
    expect(() => computeCoreCrop([createMap(8, 8, []), createMap(8, 9, [])])).toThrow(/8×8, 8×9/);
  });

  test('a square of whole pixels inside the image that holds the core wherever it fits', () => {
    const size = fc.integer({ min: 1, max: 40 });
    const input = fc.tuple(size, size).chain(([width, height]) => {
      const pixel = fc.tuple(fc.nat(width - 1), fc.nat(height - 1), fc.constantFrom(1, 0.95));
      const grow = fc.constantFrom(0, 0.2, 1);
      return fc.record({
        width: fc.constant(width),
        height: fc.constant(height),
        pixels: fc.array(pixel, { minLength: 1, maxLength: 6 }),
        grow,
      });
    });
    fc.assert(
      fc.property(input, ({ width, height, pixels, grow }) => {
        const box = computeCoreCrop([createMap(width, height, pixels)], { grow })!;
        expect(Object.values(box).every(Number.isInteger)).toBe(true);
        expect(box.width).toBe(box.height);
        expect(box.left).toBeGreaterThanOrEqual(0);
        expect(box.top).toBeGreaterThanOrEqual(0);
        expect(box.left + box.width).toBeLessThanOrEqual(width);
        expect(box.top + box.height).toBeLessThanOrEqual(height);
        const xs = pixels.map(([x]) => x);
        const ys = pixels.map(([, y]) => y);
        const fits =
          Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)) < box.width;
        if (!fits) return;
        expect(
          pixels.every(
            ([x, y]) => x >= box.left && x < box.left + box.width && y >= box.top && y < box.top + box.height,
          ),
        ).toBe(true);
      }),
    );
  });
});
