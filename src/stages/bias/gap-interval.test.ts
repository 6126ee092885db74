/** Coverage of gap intervals by simulation, and their limits. Those of a single class are counted exactly in numeric. */
import { describe, expect, test } from 'vitest';
import { createBinomialSampler, createRandom, type Random } from '../../numeric/index.js';
import { type ClassEnds, computeGapIntervals, computeMeanGapInterval } from './gap-interval.js';

interface TrueEnds {
  top: number;
  bottom: number;
}

/** Share of `trials` simulated measurements whose interval holds the true mean gap. */
function measureCoverage(classes: readonly TrueEnds[], k: number, trials: number, random: Random): number {
  const gap = classes.reduce((sum, { top, bottom }) => sum + top - bottom, 0) / classes.length;
  const samplers = classes.map(({ top, bottom }) => [
    createBinomialSampler(k, top),
    createBinomialSampler(k, bottom),
  ]);
  let covered = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const measured = samplers.map(([drawTop, drawBottom]) => ({
      k,
      accuracyTop: drawTop!(random) / k,
      accuracyBottom: drawBottom!(random) / k,
    }));
    const { low, high } = computeMeanGapInterval(measured);
    if (low <= gap + 1e-12 && high >= gap - 1e-12) covered += 1;
  }
  return covered / trials;
}

describe('coverage of a mean gap', () => {
  const TRIALS = 2000;
  // 94%, less four standard errors of a coverage measured in 2000 trials (0.5 points each).
  const LEAST = 0.94 - 4 * Math.sqrt((0.94 * 0.06) / TRIALS);
  const accuracies = [0, 0.03, 0.3, 0.7, 0.97, 1];
  const pairs = accuracies.flatMap((top) =>
    accuracies.filter((bottom) => bottom <= top).map((bottom) => ({ top, bottom })),
  );

  test.each([
    [2, 10],
    [5, 5],
    [10, 10],
    [40, 5],
    [20, 25],
  ])('%d classes alike, k = %d', (classCount, k) => {
    const random = createRandom(classCount);
    for (const ends of pairs) {
      const coverage = measureCoverage(Array(classCount).fill(ends), k, TRIALS, random);
      if (coverage < LEAST) expect.fail(`${coverage} at ${ends.top} and ${ends.bottom}`);
    }
  });

  test('classes unlike: accuracies anywhere, or all or nothing', () => {
    const random = createRandom(7);
    const draws = [
      () => ({ top: random.next(), bottom: random.next() ** 2 }),
      () => ({ top: random.next() < 0.8 ? 0.99 : 0.05, bottom: random.next() < 0.5 ? 0.95 : 0 }),
    ];
    for (const draw of draws) {
      for (const k of [5, 10]) {
        const classes = Array.from({ length: 30 }, draw);
        expect(measureCoverage(classes, k, TRIALS, random)).toBeGreaterThan(LEAST);
      }
    }
  });
});

describe('computeGapIntervals', () => {
  const toEnds = (accuracyTop: number, accuracyBottom: number, k = 10): ClassEnds => ({
    k,
    accuracyTop,
    accuracyBottom,
  });

  test('one class: its interval is the model’s; certainty keeps a width', () => {
    const { model, classes } = computeGapIntervals([toEnds(1, 0)]);
    expect(classes).toEqual([model]);
    expect(model.high).toBe(1);
    expect(model.low).toBeCloseTo(0.57, 2);
  });

  test('many classes: the width of the normal approximation, stretched by a tenth', () => {
    const ends = Array.from({ length: 400 }, () => toEnds(0.8, 0.3, 20));
    const { low, high } = computeMeanGapInterval(ends);
    const deviation = Math.sqrt((0.8 * 0.2 + 0.3 * 0.7) / 20 / 400);
    // All classes measured alike: what lies between them is 0, what lies within them the whole.
    expect((high - low) / (2 * 1.1 * 1.96 * deviation)).toBeCloseTo(1, 2);
    expect((low + high) / 2).toBeCloseTo(0.5, 3);
  });

  test('classes that differ are surer than their mean accuracy tells', () => {
    const mixed = computeMeanGapInterval([
      ...Array(20).fill(toEnds(1, 0)),
      ...Array(20).fill(toEnds(0.5, 0.5)),
    ]);
    const alike = computeMeanGapInterval(Array(40).fill(toEnds(0.75, 0.25)));
    expect(mixed.high - mixed.low).toBeLessThan(alike.high - alike.low);
  });

  test('classes of one image an end and of several k have one too; no classes have none', () => {
    const { low, high } = computeMeanGapInterval([toEnds(1, 0, 1), toEnds(0, 0, 1), toEnds(0.6, 0.4, 5)]);
    expect(low).toBeLessThan(0.4);
    expect(high).toBeGreaterThan(0.4);
    expect(computeGapIntervals([])).toEqual({ model: { low: Number.NaN, high: Number.NaN }, classes: [] });
  });
});
