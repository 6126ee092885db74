import { describe, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import { StageError } from '../../base/errors.js';
import { createRandom } from '../random.js';
import { argmaxRows, replaceByCrossEntropyGradient } from '../softmax.js';
import { computeLayerGradient, computeLogits, type LinearLayer, predictLabels } from './linear.js';

/** Sizes on both sides of every block edge, and some features and weights for them. */
const problems = fc
  .record({
    rowCount: fc.integer({ min: 1, max: 11 }),
    featureCount: fc.integer({ min: 1, max: 9 }),
    classCount: fc.integer({ min: 1, max: 11 }),
    seed: fc.nat(),
  })
  .map(({ rowCount, featureCount, classCount, seed }) => {
    const random = createRandom(seed);
    const draw = (length: number) => Float32Array.from({ length }, () => random.gaussian());
    const layer: LinearLayer = {
      classCount,
      featureCount,
      weights: draw(classCount * featureCount),
      bias: draw(classCount),
    };
    const batch = Int32Array.from({ length: 1 + random.integer(10) }, () => random.integer(rowCount));
    const labels = Int32Array.from({ length: rowCount }, () => random.integer(classCount));
    return { rowCount, features: draw(rowCount * featureCount), layer, batch, labels };
  });

function computePlainLogit(features: Float32Array, layer: LinearLayer, row: number, k: number): number {
  let sum = 0;
  for (let c = 0; c < layer.featureCount; c++) {
    sum += features[row * layer.featureCount + c]! * layer.weights[k * layer.featureCount + c]!;
  }
  return Math.fround(sum + layer.bias[k]!);
}

describe('computeLogits', () => {
  test('equals the definition to the last bit, for any size and any choice of rows', () => {
    fc.assert(
      fc.property(problems, ({ rowCount, features, layer, batch }) => {
        const all = computeLogits(features, rowCount, layer);
        const some = computeLogits(features, rowCount, layer, batch);
        for (let k = 0; k < layer.classCount; k++) {
          for (let row = 0; row < rowCount; row++) {
            expect(all[row * layer.classCount + k]).toBe(computePlainLogit(features, layer, row, k));
          }
          for (const [place, row] of batch.entries()) {
            expect(some[place * layer.classCount + k]).toBe(all[row * layer.classCount + k]);
          }
        }
      }),
    );
  });

  const layer = {
    classCount: 2,
    featureCount: 2,
    weights: Float32Array.of(1, 0, 0, 1),
    bias: new Float32Array(2),
  };

  test('names the row whose features are not numbers', () => {
    const features = Float32Array.of(1, 2, 3, Number.NaN, 5, 6);
    expect(() => computeLogits(features, 3, layer)).toThrow(/Row 1 has the logit NaN/);
    expect(() => predictLabels(features, 3, layer, Int32Array.of(0, 2, 1))).toThrow(/Row 1 /);
    expect(Array.from(predictLabels(features, 3, layer, Int32Array.of(0, 2)))).toEqual([1, 1]);
  });

  test('refuses features of another width and a head whose arrays do not fit', () => {
    expect(() => computeLogits(new Float32Array(9), 3, layer)).toThrow(StageError);
    expect(() => computeLogits(new Float32Array(9), 3, layer)).toThrow(/expects 2 features.*have 3/);
    expect(() => computeLogits(new Float32Array(6), 3, { ...layer, weights: new Float32Array(3) })).toThrow(
      /3 weights/,
    );
  });
});

describe('predictLabels', () => {
  test('is the argmax of the logits, also across chunks', () => {
    const random = createRandom(2);
    const rowCount = 2500;
    const features = Float32Array.from({ length: rowCount * 3 }, () => random.gaussian());
    const layer = {
      classCount: 5,
      featureCount: 3,
      weights: Float32Array.from({ length: 15 }, () => random.gaussian()),
      bias: new Float32Array(5),
    };
    expect(predictLabels(features, rowCount, layer)).toEqual(
      argmaxRows(computeLogits(features, rowCount, layer), 5),
    );
  });

  test('ties go to the lowest class', () => {
    expect(Array.from(argmaxRows(Float32Array.of(1, 3, 3, -1, -1, -1), 3))).toEqual([1, 0]);
  });
});

describe('gradients', () => {
  test('of the mean cross-entropy equal finite differences', () => {
    fc.assert(
      fc.property(problems, ({ rowCount, features, layer, batch, labels }) => {
        const { classCount, featureCount } = layer;
        const computeLoss = (changed: LinearLayer) =>
          replaceByCrossEntropyGradient(
            computeLogits(features, rowCount, changed, batch),
            classCount,
            labels,
            batch,
          );
        const outputs = computeLogits(features, rowCount, layer, batch);
        replaceByCrossEntropyGradient(outputs, classCount, labels, batch);
        const gradient: LinearLayer = {
          classCount,
          featureCount,
          weights: new Float32Array(classCount * featureCount).fill(7),
          bias: new Float32Array(classCount).fill(7),
        };
        computeLayerGradient(outputs, features, batch, gradient);

        // Central differences of step 1/64: third derivatives times h² / 6, about 1e-3 for features up to 4, plus the
        // rounding of float32 logits, 1e-6 / h.
        const step = 1 / 64;
        for (const part of ['weights', 'bias'] as const) {
          for (let index = 0; index < layer[part].length; index++) {
            const shift = (by: number) => {
              const values = layer[part].slice();
              values[index]! += by;
              return computeLoss({ ...layer, [part]: values });
            };
            const slope = (shift(step) - shift(-step)) / (2 * step);
            expect(Math.abs(gradient[part][index]! - slope)).toBeLessThan(2e-3);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test('cross-entropy survives logits that overflow a plain exponential', () => {
    const logits = Float32Array.of(1000, 0, -1000);
    const loss = replaceByCrossEntropyGradient(logits, 3, Int32Array.of(1), Int32Array.of(0));
    expect(loss).toBe(1000);
    expect(Array.from(logits)).toEqual([1, -1, 0]);
  });
});
