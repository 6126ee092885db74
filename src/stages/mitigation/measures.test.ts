import { describe, expect, it } from 'vitest';
import { computeGoal, measurePredictions } from './measures.js';

/** Three classes of four images each; class 0 is ranked, its first image least spurious. */
const labels = Int32Array.from([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
const rows = labels.map((_, row) => row);
const ranking = { classIndex: 0, images: [0, 1, 2, 3], spuriosity: [-1.5, -0.5, 0.5, 1.5] };
const context = { model: 'head', features: new Float32Array(labels.length), featureCount: 1, labels };

const measure = (predicted: readonly number[]) =>
  measurePredictions(
    context,
    { model: 'head', labels: Int32Array.from(predicted) },
    { rows, rankings: [{ ...ranking, split: 'val' }] },
    2,
  );

describe('what methods are chosen by without groups', () => {
  it('is the weaker half of what is ranked', () => {
    expect(computeGoal(measure([1, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]))).toBe(0.5);
    expect(computeGoal(measure([0, 0, 1, 2, 1, 1, 1, 1, 2, 2, 2, 2]))).toBe(0);
  });

  it('is no better than the classes without a ranking, which pay for a head that names the ranked one', () => {
    expect(computeGoal(measure([0, 0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 2]))).toBe(0.625);
    expect(computeGoal(measure([...labels].map(() => 0)))).toBe(0);
  });
});
