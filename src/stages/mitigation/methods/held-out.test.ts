import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../numeric/index.js';
import type { Predictions } from '../../../records/bias.js';
import { computeGoal, measurePredictions } from '../measures.js';
import { cutIntoFolds, predictUnchosen } from './held-out.js';

/** Two classes of eighty images; both are ranked, in the order of their images. */
const labels = Int32Array.from({ length: 160 }, (_, row) => row % 2);
const rows = labels.map((_, row) => row);
const rankings = [0, 1].map((classIndex) => {
  const images = [...rows].filter((row) => labels[row] === classIndex);
  return { classIndex, split: 'val' as const, images, spuriosity: images.map((_, place) => place) };
});
const choosing = { rows, rankings };
const repair = {
  context: { model: 'head', features: new Float32Array(labels.length), featureCount: 1, labels },
  head: { weights: new Float32Array(2), bias: new Float32Array(2), classCount: 2, featureCount: 1 },
  evaluation: { choosing, measuring: choosing, measuredOn: 'test' as const },
  settings: { seed: 0, k: 10, maxAccuracyCost: 0.01 },
};
const measure = (predictions: Predictions) =>
  measurePredictions(repair.context, predictions, choosing, repair.settings.k);

describe('what a choice comes to on images that had no say in it', () => {
  it('is chance where all candidates guess, however good the best of them looks', () => {
    const random = createRandom(3);
    const guesses = Array.from({ length: 200 }, () => ({
      model: 'head',
      labels: labels.map(() => random.integer(2)),
    }));
    const best = Math.max(...guesses.map((guess) => computeGoal(measure(guess))));
    // Even the weaker halves of the best of 200 guesses are right more often than not.
    expect(best).toBeGreaterThan(0.57);
    const { accuracy } = measure(predictUnchosen(repair, guesses));
    expect(Math.abs(accuracy - 0.5)).toBeLessThan(0.1);
  });

  it('is the choice itself where one candidate is better on every part', () => {
    const truth = { model: 'head', labels };
    const wrong = { model: 'head', labels: labels.map((label) => 1 - label) };
    expect(predictUnchosen(repair, [wrong, truth, wrong]).labels).toEqual(labels);
  });

  it('spreads every cell evenly over the parts', () => {
    const folds = cutIntoFolds(
      [
        [0, 1, 2, 3, 4, 5, 6, 7],
        [8, 9, 10, 11],
      ],
      4,
      5,
    );
    expect(folds.map((fold) => [...fold].filter((row) => row < 8).length)).toEqual([2, 2, 2, 2]);
    expect(folds.map((fold) => fold.length)).toEqual([3, 3, 3, 3]);
  });
});
