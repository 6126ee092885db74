import { describe, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import { SILENT_OBSERVER } from '../../base/observer.js';
import { createRandom } from '../../numeric/index.js';
import type { ClassRanking, MitigationTrial, RepairMeasures, TuningPoint } from '../../records/bias.js';
import type { SplitName } from '../../records/dataset.js';
import { type MitigationInput, mitigate } from './mitigation.js';
import {
  chooseSweptImages,
  listSweepPoints,
  SWEPT_METHODS,
  type SweepRun,
  sweepMitigation,
} from './sweep.js';

function createCurve(gaps: readonly number[]): TuningPoint[] {
  return gaps.map((gap, epoch) => {
    const accuracy = 0.5 + epoch / 100;
    return {
      ...{ epoch, steps: epoch ** 2, accuracy, gap, absoluteGap: Math.abs(gap) },
      ...{ stoppingAccuracy: accuracy, stoppingGap: gap, stoppingWorstGroup: null },
    };
  });
}

/** Not looked at by the sweep. */
const MEASURES: RepairMeasures = {
  ...{ accuracy: 0.5, accuracyTop: 0.7, accuracyBottom: 0.3, gap: 0.4, absoluteGap: 0.4, weakerHalf: 0.4 },
  worstClass: { classIndex: 0, accuracy: 0.4 },
  gapInterval: { low: 0.2, high: 0.5 },
  worstGroup: null,
  worstCell: null,
};
const RULE = { stopBy: 'absolute-gap', maxAccuracyCost: 0.01 } as const;

function createRun(gaps: readonly number[], imagesPerClass = 10): SweepRun {
  const curve = createCurve(gaps);
  const trial: MitigationTrial = {
    model: 'head',
    method: 'low-spuriosity',
    trial: 1,
    imageCount: 20,
    accuracyBefore: 0.5,
    accuracyAfter: curve.at(-1)!.accuracy,
    gapBefore: gaps[0]!,
    gapAfter: gaps.at(-1)!,
    epochs: curve.length - 1,
    measuredOn: 'val-half',
    measured: { before: MEASURES, after: MEASURES },
    choosing: { before: MEASURES, after: MEASURES },
    curve,
  };
  return { imagesPerClass, stopGap: -1, trials: [trial] };
}

describe('listSweepPoints', () => {
  test('ends where the gap is first below the goal, else at the end', () => {
    // Under 0.2 the gap is at 0.18 after one epoch; that it rises again no longer matters.
    const points = listSweepPoints([createRun([0.4, 0.18, 0.25, 0.04, -0.1])], [0.2, 0.05, -0.5], RULE);
    expect(points.map(({ stopGap, epochs, steps, gapAfter }) => [stopGap, epochs, steps, gapAfter])).toEqual([
      [0.2, 1, 1, 0.18],
      [0.05, 3, 9, 0.04],
      [-0.5, 4, 16, -0.1],
    ]);
    expect(points.map(({ accuracyAfter }) => accuracyAfter)).toEqual([0.51, 0.53, 0.54]);
    expect(points.every((point) => point.gapBefore === 0.4 && point.accuracyBefore === 0.5)).toBe(true);
  });

  test('a gap that is the goal but for rounding is not below it; one below from the start takes no step', () => {
    const [first, second] = listSweepPoints([createRun([0.3, 0.35 - 0.3, 0.02])], [0.05, 0.5], RULE);
    expect(0.35 - 0.3).toBeLessThan(0.05);
    expect(first!.epochs).toBe(2);
    expect(second!.steps).toBe(0);
  });

  test('a point under a higher goal is never later', () => {
    const gap = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(gap, { minLength: 1, maxLength: 12 }),
        fc.array(gap, { minLength: 2, maxLength: 5 }),
        (gaps, goals) => {
          const sorted = goals.toSorted((a, b) => a - b);
          const steps = listSweepPoints([createRun(gaps)], sorted, RULE).map((point) => point.steps);
          expect(steps).toEqual(steps.toSorted((a, b) => b - a));
        },
      ),
    );
  });

  test('has every number of images under every goal', () => {
    const runs = [createRun([0.4, 0], 5), createRun([0.4, 0.1, 0], 20)];
    expect(
      listSweepPoints(runs, [0.2, 0.05], RULE).map(({ imagesPerClass, stopGap, steps }) => [
        imagesPerClass,
        stopGap,
        steps,
      ]),
    ).toEqual([
      [5, 0.2, 1],
      [5, 0.05, 1],
      [20, 0.2, 1],
      [20, 0.05, 4],
    ]);
  });
});

test.each([
  [
    [44, 300],
    [5, 10, 20],
  ],
  [[400], [5, 10, 20, 50, 100, 200]],
  [[399], [5, 10, 20, 50, 100]],
  [[7], [5]],
])('of classes with %j images the default is %j', (sizes, expected) => {
  const trainRankings = sizes.map((size, classIndex): ClassRanking => {
    const images = Array.from({ length: size }, (_, place) => place);
    return { classIndex, split: 'train', images, spuriosity: images };
  });
  expect(chooseSweptImages({ trainRankings })).toEqual(expected);
});

/** Two classes of 20 images a split; feature 2 is a cue of class 0 that half of its images lack. */
function createInput(): MitigationInput {
  const random = createRandom(4);
  const images = (['train', 'val'] as const).flatMap((split) =>
    [0, 1].flatMap((classIndex) =>
      Array.from({ length: 20 }, (_, n) => ({ split, classIndex, hasCue: classIndex === 0 && n % 2 === 0 })),
    ),
  );
  const rows = (split: SplitName) =>
    Int32Array.from(images.flatMap((image, row) => (image.split === split ? row : [])));
  const rank = (split: SplitName): ClassRanking => {
    const own = images.flatMap((image, row) => (image.split === split && image.classIndex === 0 ? row : []));
    own.sort((a, b) => Number(images[a]!.hasCue) - Number(images[b]!.hasCue) || a - b);
    return { classIndex: 0, split, images: own, spuriosity: own.map((row) => Number(images[row]!.hasCue)) };
  };
  return {
    model: 'head',
    head: {
      classCount: 2,
      featureCount: 3,
      weights: Float32Array.of(0, 0, 2, 0, 0, 0),
      bias: Float32Array.of(-1, 0),
    },
    classCount: 2,
    classNames: ['first', 'second'],
    features: Float32Array.from(
      images.flatMap(({ classIndex, hasCue }) => [
        // Weak in some images: they follow later.
        classIndex === 0 ? random.next() : 0.2 * random.next(),
        (classIndex === 1 ? 1 : 0) + 0.2 * random.next(),
        hasCue ? 1 : 0,
      ]),
    ),
    featureCount: 3,
    labels: Int32Array.from(images, ({ classIndex }) => classIndex),
    trainRows: rows('train'),
    validationRows: rows('val'),
    trainRankings: [rank('train')],
    validationRankings: [rank('val')],
    pairs: { spurious: [{ classIndex: 0, feature: 2 }], core: [] },
  };
}

describe('sweepMitigation', () => {
  const input = createInput();
  const options = {
    k: 5,
    trials: 1,
    seed: 2,
    learningRate: 0.05,
    schedule: { kind: 'passes', epochs: 40 },
  } as const;

  test('comes to what each combination alone comes to', async () => {
    const values = { imagesPerClass: [4, 'share'], stopGaps: [0.5, 0.05] } as const;
    const runs = await sweepMitigation(
      input,
      options,
      values,
      { known: [], keep: async () => {} },
      SILENT_OBSERVER,
    );
    const points = listSweepPoints(runs, values.stopGaps, RULE);
    const ends = new Set(points.map(({ steps }) => steps));
    expect(ends.size).toBeGreaterThan(2);
    for (const imagesPerClass of values.imagesPerClass) {
      for (const stopGap of values.stopGaps) {
        const { trials } = await mitigate(
          input,
          { methods: SWEPT_METHODS, ...options, imagesPerClass, stopGap },
          SILENT_OBSERVER,
        );
        const own = points.filter(
          (point) => point.imagesPerClass === imagesPerClass && point.stopGap === stopGap,
        );
        expect(own).toEqual(
          trials.map(({ measuredOn: _on, measured: _measured, choosing: _choosing, curve, ...trial }) => ({
            ...trial,
            imagesPerClass,
            stopGap,
            steps: curve[trial.epochs]!.steps,
          })),
        );
      }
    }
  });

  test('runs only what is missing, and keeps each run when it is done', async () => {
    const known = [createRun([0.9, 0], 6), { ...createRun([0.9, 0], 8), stopGap: 0.3 }];
    const kept: SweepRun[] = [];
    const keep = async (run: SweepRun) => void kept.push(run);
    const values = { imagesPerClass: [4, 6, 8], stopGaps: [0.3, 0.1] };
    const runs = await sweepMitigation(input, options, values, { known, keep }, SILENT_OBSERVER);
    expect(runs.map(({ imagesPerClass }) => imagesPerClass)).toEqual([4, 6, 8]);
    expect(runs[1]).toBe(known[0]);
    // The one with eight images had ended at 0.3: too early for 0.1.
    expect(kept).toEqual([runs[0], runs[2]]);
    expect(kept.every(({ stopGap }) => stopGap === 0.1)).toBe(true);
  });

  test.each([
    [{ imagesPerClass: [], stopGaps: [0.1] }, 'sweep-values'],
    [{ imagesPerClass: [4, 4], stopGaps: [0.1] }, 'sweep-values'],
    [{ imagesPerClass: [4], stopGaps: [0.1, 2] }, 'option-out-of-range'],
    [{ imagesPerClass: [4, 0.5], stopGaps: [0.1] }, 'option-out-of-range'],
    [{ imagesPerClass: [4, 21], stopGaps: [0.1] }, 'too-few-images'],
  ])('%j is refused before anything is tuned', async (values, code) => {
    const keep = () => Promise.reject(new Error('tuned'));
    await expect(
      sweepMitigation(input, options, values, { known: [], keep }, SILENT_OBSERVER),
    ).rejects.toMatchObject({ code });
  });
});
