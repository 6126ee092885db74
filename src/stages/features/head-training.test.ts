import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createRandom, type OptimizerSettings } from '../../numeric/index.js';
import { createHeadTrainer, createInitialHead, shuffleIntoBatches } from './head-training.js';

interface TrainingFixture {
  featureCount: number;
  classCount: number;
  features: number[];
  labels: number[];
  weights: number[];
  bias: number[];
  batches: number[][];
  runs: Record<string, { settings: OptimizerSettings; losses: number[]; weights: number[]; bias: number[] }>;
}

/** Made by `scripts/make-head-fixtures.py`: PyTorch in float64 from the same weights on the same batches. */
const fixture = JSON.parse(
  readFileSync(new URL('../../../fixtures/heads/training.json', import.meta.url), 'utf8'),
) as TrainingFixture;

const data = {
  features: Float32Array.from(fixture.features),
  featureCount: fixture.featureCount,
  labels: Int32Array.from(fixture.labels),
};
const initial = {
  classCount: fixture.classCount,
  featureCount: fixture.featureCount,
  weights: Float32Array.from(fixture.weights),
  bias: Float32Array.from(fixture.bias),
};

function findLargestDifference(actual: ArrayLike<number>, expected: number[]): number {
  return Math.max(...expected.map((value, index) => Math.abs(value - actual[index]!)));
}

describe('createHeadTrainer', () => {
  test.each(Object.entries(fixture.runs))('trains as PyTorch does: %s', (_name, run) => {
    const trainer = createHeadTrainer(data, initial, run.settings, 8);
    const losses = fixture.batches.map((batch) => trainer.step(Int32Array.from(batch)));
    // Weights of about 1 are rounded to float32 (6e-8) in each of 12 steps, their gradients as well; Adam divides by the root
    // of a small second moment and so enlarges the gradients' share about tenfold.
    const tolerance = run.settings.kind === 'adam' ? 1e-5 : 2e-6;
    expect(findLargestDifference(losses, run.losses)).toBeLessThan(tolerance);
    expect(findLargestDifference(trainer.head.weights, run.weights)).toBeLessThan(tolerance);
    expect(findLargestDifference(trainer.head.bias, run.bias)).toBeLessThan(tolerance);
  });

  test('leaves the initial head as it was', () => {
    const before = initial.weights.slice();
    createHeadTrainer(data, initial, fixture.runs.sgd!.settings, 8).step(Int32Array.of(1, 2));
    expect(initial.weights).toEqual(before);
  });

  test('says so when training diverges', () => {
    const settings = { kind: 'sgd', learningRate: 1e40, weightDecay: 0, momentum: 0 } as const;
    const trainer = createHeadTrainer(data, initial, settings, 8);
    const batch = Int32Array.from(fixture.batches[0]!);
    expect(() => {
      for (let step = 0; step < 5; step++) trainer.step(batch);
    }).toThrow(expect.objectContaining({ code: 'head-diverged' }));
  });
});

test('initial weights are uniform within ±1/√featureCount', () => {
  const head = createInitialHead(50, 400, createRandom(1));
  const bound = 1 / 20;
  const parameters = [...head.weights, ...head.bias];
  expect(Math.max(...parameters)).toBeLessThanOrEqual(bound);
  expect(Math.min(...parameters)).toBeGreaterThanOrEqual(-bound);
  const meanSquare = parameters.reduce((sum, value) => sum + value * value, 0) / parameters.length;
  // bound² / 3 for a uniform distribution; five standard errors in 20,050 draws are 3%.
  expect(meanSquare / (bound ** 2 / 3)).toBeCloseTo(1, 1);
});

test('batches hold every row once, the last one what is left', () => {
  const rows = Int32Array.of(3, 5, 7, 9, 11);
  const batches = shuffleIntoBatches(rows, 2, createRandom(1));
  expect(batches.map((batch) => batch.length)).toEqual([2, 2, 1]);
  expect(batches.flatMap((batch) => [...batch]).sort((a, b) => a - b)).toEqual([3, 5, 7, 9, 11]);
  expect([...rows]).toEqual([3, 5, 7, 9, 11]);
});
