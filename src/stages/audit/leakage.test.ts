/** The probe of features on targets that are in them, and on noise. */
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../numeric/index.js';
import { spreadGroups } from './folds.js';
import { createLeakProbe } from './leakage.js';

const count = (length: number) => Int32Array.from({ length }, (_, image) => image);

describe('what features tell', () => {
  test('a target that is a sum of features is told, noise is not; too few on a side are not asked', () => {
    const random = createRandom(2);
    const [imageCount, width] = [120, 12];
    const features = Float32Array.from({ length: imageCount * width }, () => random.gaussian());
    const folds = spreadGroups(count(imageCount), 1);
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

  test('of features of noise the areas of many targets are 1/2 in the mean, not below', () => {
    const random = createRandom(5);
    const [imageCount, width] = [60, 4];
    const features = Float32Array.from({ length: imageCount * width }, () => random.gaussian());
    const probe = createLeakProbe(features, width, spreadGroups(count(imageCount), 2));
    const areas = Array.from({ length: 300 }, () => {
      const target = random.shuffle(Array.from(count(imageCount), (n) => n < 20));
      return probe(target)!.auroc;
    });
    // Its standard error is about 0.005; pooled over folds it is 0.46.
    expect(areas.reduce((sum, area) => sum + area, 0) / areas.length).toBeCloseTo(0.5, 1.5);
  });

  test('images that all belong to one group can tell nothing of themselves', () => {
    const probe = createLeakProbe(new Float32Array(40), 1, spreadGroups(new Int32Array(40), 1));
    expect(probe(Array.from(count(40), (n) => n < 20))).toBeNull();
  });
});
