/** The probe of features on targets that are in them, and on noise. */
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../numeric/index.js';
import { createLeakProbe, drawFolds } from './leakage.js';

const count = (length: number) => Int32Array.from({ length }, (_, image) => image);

describe('what features tell', () => {
  test('a target that is a sum of features is told, noise is not; too few on a side are not asked', () => {
    const random = createRandom(2);
    const [imageCount, width] = [120, 12];
    const features = Float32Array.from({ length: imageCount * width }, () => random.gaussian());
    const folds = drawFolds([...count(imageCount)], 5, 1);
    const probe = createLeakProbe(features, width, folds);
    const told = probe(
      Array.from(count(imageCount), (n) => features[n * width]! + features[n * width + 3]! > 0),
    )!;
    expect(told.auroc).toBeGreaterThan(0.85);
    expect(told.interval.low).toBeGreaterThan(0.75);
    const chance = probe(Array.from(count(imageCount), () => random.next() < 0.5))!;
    expect(chance.interval.low).toBeLessThan(0.5);
    expect(chance.interval.high).toBeGreaterThan(0.5);
    expect(probe(Array.from(count(imageCount), (n) => n < 9))).toBeNull();
  });
});
