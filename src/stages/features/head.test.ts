import { describe, expect, test } from 'vitest';
import { CancelledError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { createRandom } from '../../numeric/index.js';
import { fitHead, selectHeadClasses } from './head.js';
import { HEAD_RECIPE_NAMES, HEAD_RECIPES } from './head-recipes.js';

/** Three classes, each with its own feature among six; the last 60 images are for validation. */
function createClusters() {
  const random = createRandom(11);
  const featureCount = 6;
  const imageCount = 260;
  const labels = Int32Array.from({ length: imageCount }, (_, image) => image % 3);
  const features = new Float32Array(imageCount * featureCount);
  for (let image = 0; image < imageCount; image++) {
    for (let feature = 0; feature < featureCount; feature++) {
      const signal = feature === labels[image] ? 2 : 0;
      features[image * featureCount + feature] = Math.max(0, signal + 0.5 * random.gaussian());
    }
  }
  const images = Int32Array.from(labels.keys());
  const rows = images.subarray(0, 200);
  return { features, featureCount, labels, classCount: 3, rows, validationRows: images.subarray(200) };
}

const input = createClusters();

describe('fitHead', () => {
  test.each(HEAD_RECIPE_NAMES)('learns separable classes with the recipe %s', async (name) => {
    const { head, curve } = await fitHead(input, { ...HEAD_RECIPES[name], seed: 1 }, SILENT_OBSERVER);
    expect(head.weights).toHaveLength(18);
    expect(curve.map((point) => point.epoch)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    const last = curve.at(-1)!;
    expect(last.loss).toBeLessThan(curve[0]!.loss);
    // Classes lie 2.8 apart with a spread of 0.5: the best boundary errs on about 0.5% of the images.
    expect(last.trainAccuracy).toBeGreaterThan(0.97);
    expect(last.validationAccuracy).toBeGreaterThan(0.95);
  });

  test('the seed decides everything', async () => {
    const recipe = { ...HEAD_RECIPES['authors-code'], epochs: 2 };
    const fit = (seed: number) => fitHead(input, { ...recipe, seed }, SILENT_OBSERVER);
    const [first, again, other] = [await fit(1), await fit(1), await fit(2)];
    expect(again).toEqual(first);
    expect(other.head.weights).not.toEqual(first.head.weights);
  });

  test('trains on the given rows only and reports NaN for what it cannot measure', async () => {
    const labels = input.labels.map((label, image) => (image < 200 ? label : -1));
    const features = input.features.map((value, index) => (index < 200 * 6 ? value : Number.NaN));
    const recipe = { ...HEAD_RECIPES['authors-code'], epochs: 1, seed: 1 };
    const data = { ...input, labels, features, validationRows: undefined };
    const { curve } = await fitHead(data, recipe, SILENT_OBSERVER);
    expect(curve[0]!.validationAccuracy).toBeNaN();
    await expect(fitHead({ ...data, rows: undefined }, recipe, SILENT_OBSERVER)).rejects.toMatchObject({
      code: 'label-outside-head',
    });
  });

  test('reports every epoch and stops between batches', async () => {
    const done: number[] = [];
    const controller = new AbortController();
    const observer: Observer = {
      ...SILENT_OBSERVER,
      signal: controller.signal,
      progress: (event) => {
        done.push(event.done);
        if (event.done === 3) controller.abort();
      },
    };
    const fitting = fitHead(input, { ...HEAD_RECIPES.paper, seed: 1 }, observer);
    await expect(fitting).rejects.toBeInstanceOf(CancelledError);
    expect(done).toEqual([1, 2, 3]);
  });

  test('a signal from outside arrives while it computes', async () => {
    const controller = new AbortController();
    const observer: Observer = { ...SILENT_OBSERVER, signal: controller.signal };
    const fitting = fitHead(input, { ...HEAD_RECIPES.paper, epochs: 1_000_000, seed: 1 }, observer);
    setImmediate(() => controller.abort());
    await expect(fitting).rejects.toBeInstanceOf(CancelledError);
  });

  test('errors name what is wrong', async () => {
    const recipe = { ...HEAD_RECIPES.paper, seed: 1 };
    const spoilt = input.features.slice();
    spoilt[5 * 6 + 2] = Number.NaN;
    await expect(fitHead({ ...input, features: spoilt }, recipe, SILENT_OBSERVER)).rejects.toThrow(
      /Feature 2 of image 5 is NaN/,
    );
    await expect(fitHead({ ...input, classCount: 2 }, recipe, SILENT_OBSERVER)).rejects.toThrow(
      /label 2, the head has 2 classes/,
    );
    await expect(fitHead({ ...input, featureCount: 7 }, recipe, SILENT_OBSERVER)).rejects.toMatchObject({
      code: 'features-width',
    });
    await expect(
      fitHead({ ...input, rows: new Int32Array(0) }, recipe, SILENT_OBSERVER),
    ).rejects.toMatchObject({
      code: 'no-training-images',
    });
  });
});

test('selectHeadClasses picks rows in the order asked', () => {
  const head = {
    classCount: 3,
    featureCount: 2,
    weights: Float32Array.of(0, 1, 10, 11, 20, 21),
    bias: Float32Array.of(5, 6, 7),
  };
  expect(selectHeadClasses(head, [2, 0])).toEqual({
    classCount: 2,
    featureCount: 2,
    weights: Float32Array.of(20, 21, 0, 1),
    bias: Float32Array.of(7, 5),
  });
  expect(() => selectHeadClasses(head, [3])).toThrow(RangeError);
});
