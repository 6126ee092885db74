import { beforeAll, expect, test } from 'vitest';
import { makeLiveStudy, STUDY_IMAGES, withCopy } from '../../../test/studies/live-study.js';
import { FEATURE_COUNT } from '../../../test/studies/study.js';
import { computeMean, pearsonCorrelation } from '../../numeric/index.js';
import { openLive, readFeatureMap } from './index.js';

let folder: string;

beforeAll(async () => {
  folder = await makeLiveStudy();
});

const spread = (values: Float32Array) => {
  const mean = computeMean(values);
  return computeMean(Array.from(values, (value) => (value - mean) ** 2));
};

test('the map spreads the images along uncorrelated directions, the widest first', async () => {
  await withCopy(folder, async (project) => {
    const map = await readFeatureMap(await openLive(project));
    expect([...map.images]).toEqual([...STUDY_IMAGES.keys()]);
    expect(map.isSample).toBe(false);
    expect(spread(map.x)).toBeGreaterThan(spread(map.y));
    // No direction holds more than all standardised features together, nor the widest less than their mean.
    expect(spread(map.x)).toBeGreaterThan(1);
    expect(spread(map.x)).toBeLessThan(FEATURE_COUNT);
    // The axes may still turn by 3e-4 radians when the search stops.
    expect(Math.abs(pearsonCorrelation(map.x, map.y))).toBeLessThan(1e-2);
    const again = await readFeatureMap(await openLive(project));
    expect([again.x, again.y]).toEqual([map.x, map.y]);
  });
});
