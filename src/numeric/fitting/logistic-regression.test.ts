import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { LinearLayer } from './linear.js';
import { fitLogisticRegression, type LogisticProblem } from './logistic-regression.js';

interface Fixture {
  features: number[][];
  labels: number[];
  fits: { penalty: 'l1' | 'l2'; C: number; weights: number[][]; bias: number[] }[];
}

const FIXTURES: Fixture[] = JSON.parse(
  readFileSync(new URL('../../../fixtures/statistics/logistic.json', import.meta.url), 'utf8'),
);

const CASES = FIXTURES.flatMap((fixture) =>
  fixture.fits.map((fit) => ({
    ...fixture,
    ...fit,
    name: `${Math.max(...fixture.labels) + 1} classes, ${fit.penalty}, C = ${fit.C}`,
  })),
);

function toProblem({ features, labels }: Pick<Fixture, 'features' | 'labels'>): LogisticProblem {
  return {
    features: Float32Array.from(features.flat()),
    featureCount: features[0]!.length,
    labels: Int32Array.from(labels),
    classCount: Math.max(...labels) + 1,
    rows: Int32Array.from(labels.keys()),
  };
}

const END = { tolerance: 1e-7, maxSteps: 20_000 };

/** Adding the same to all classes changes no probability: values of a feature (or biases) are compared about their mean. */
function center(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

/** Values of each feature by class, centred, then the biases. */
function toColumns(rows: readonly (readonly number[])[], bias: readonly number[]): number[] {
  return [...rows[0]!.map((_, feature) => rows.map((row) => row[feature]!)), [...bias]].flatMap(center);
}

function toRows({ weights, classCount, featureCount }: LinearLayer): number[][] {
  return Array.from({ length: classCount }, (_, k) => [
    ...weights.subarray(k * featureCount, (k + 1) * featureCount),
  ]);
}

/** Mean cross-entropy + penalty, by the definition. */
function computeObjective(
  { features, labels, penalty, C }: (typeof CASES)[number],
  rows: number[][],
  bias: number[],
) {
  const losses = features.map((values, image) => {
    const logits = rows.map((row, k) => row.reduce((sum, w, c) => sum + w * values[c]!, bias[k]!));
    return Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - logits[labels[image]!]!), 0));
  });
  const size = rows.flat().reduce((sum, w) => sum + (penalty === 'l1' ? Math.abs(w) : w ** 2 / 2), 0);
  return losses.reduce((sum, loss) => sum + loss, size / C) / labels.length;
}

// Gradients are float32 with entries up to about 1: 1e-7 of rounding. The flattest direction of these problems bends with
// more than 1e-3, so that a minimum is known to 1e-4; weights reach 3.
const TOLERANCE = 1e-3;

test.each(CASES)('agrees with scikit-learn: $name', (fixture) => {
  const { labels, penalty, C } = fixture;
  const layer = fitLogisticRegression(
    toProblem(fixture),
    { kind: penalty, strength: 1 / (C * labels.length) },
    END,
  );
  const rows = toRows(layer);
  const ours = toColumns(rows, [...layer.bias]);
  const theirs = toColumns(fixture.weights, fixture.bias);
  // SAGA watches the weights only, and may end with biases that have some way to go: those of L1 are judged by the objective.
  const comparedCount = penalty === 'l1' ? theirs.length - rows.length : theirs.length;
  for (let index = 0; index < comparedCount; index++) {
    expect(Math.abs(ours[index]! - theirs[index]!), `value ${index}`).toBeLessThan(TOLERANCE);
  }
  const least = computeObjective(fixture, fixture.weights, fixture.bias);
  expect(computeObjective(fixture, rows, [...layer.bias])).toBeLessThan(least + 1e-7);
});

test('a strong penalty leaves the center, to the last bit', () => {
  const problem = toProblem(FIXTURES[0]!);
  const weights = Float32Array.from({ length: 18 }, (_, index) => index / 10);
  const centered = { classCount: 3, featureCount: 6, weights, bias: new Float32Array(3) };
  const penalty = { kind: 'l1', strength: 10, center: centered } as const;
  const layer = fitLogisticRegression(problem, penalty, END, centered);
  expect(layer.weights).toEqual(weights);
  expect(layer).not.toBe(centered);
});
