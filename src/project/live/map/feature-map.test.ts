import { beforeAll, expect, test } from 'vitest';
import { makeLiveStudy, STUDY_IMAGES, withCopy } from '../../../../test/studies/live-study.js';
import { FEATURE_COUNT } from '../../../../test/studies/study.js';
import { computeMean, computeMoments, pearsonCorrelation } from '../../../numeric/index.js';
import { openLive, startFeatureMap } from '../index.js';
import type { FeatureMap } from './feature-map.js';

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
    const map = await startFeatureMap(await openLive(project), 'pca').map;
    expect([...map.images]).toEqual([...STUDY_IMAGES.keys()]);
    expect(map.isSample).toBe(false);
    expect(spread(map.x)).toBeGreaterThan(spread(map.y));
    // No direction holds more than all standardised features together, nor the widest less than their mean.
    expect(spread(map.x)).toBeGreaterThan(1);
    expect(spread(map.x)).toBeLessThan(FEATURE_COUNT);
    // The axes may still turn by 3e-4 radians when the search stops.
    expect(Math.abs(pearsonCorrelation(map.x, map.y))).toBeLessThan(1e-2);
    const again = await startFeatureMap(await openLive(project), 'pca').map;
    expect([again.x, again.y]).toEqual([map.x, map.y]);
  });
});

test('UMAP keeps more of the neighbours than principal components do, and is the same every time', async () => {
  const drawn = async () => {
    let map: FeatureMap | undefined;
    await withCopy(folder, async (project) => {
      map = await startFeatureMap(await openLive(project), 'umap').map;
      const kept = await startFeatureMap(await openLive(project), 'umap').map;
      expect([kept.x, kept.y]).toEqual([map.x, map.y]);
    });
    return map!;
  };
  const map = await drawn();
  expect([...map.images]).toEqual([...STUDY_IMAGES.keys()]);
  const again = await drawn();
  expect([again.x, again.y]).toEqual([map.x, map.y]);
  await withCopy(folder, async (project) => {
    const flat = await startFeatureMap(await openLive(project), 'pca').map;
    const rows = standardize(STUDY_IMAGES.map(({ features }) => features));
    const share = ({ x, y }: FeatureMap) =>
      countCommon(
        rows,
        Array.from(x, (one, n) => [one, y[n]!]),
      );
    expect(share(map)).toBeGreaterThan(share(flat) * 1.2);
  });
});

test('a map that is under way says what is done', async () => {
  await withCopy(folder, async (project) => {
    const work = startFeatureMap(await openLive(project), 'umap');
    const steps = new Set<string>();
    let isThere = false;
    void work.map.then(() => {
      isThere = true;
    });
    while (!isThere) {
      const { step, share } = work.progress();
      steps.add(step);
      expect(share === null || (share >= 0 && share <= 1)).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect([...steps]).toContain('Moving neighbours together');
  });
});

test('a failure is told to whoever asks next, however late, and then tried again', async () => {
  await withCopy(folder, async (project) => {
    const live = await openLive(project);
    const features = live.facts.features!;
    let isGone = true;
    const blocks: typeof features.blocks = (range) => {
      if (isGone) throw new Error('The disk is gone.');
      return features.blocks(range);
    };
    const broken = { ...live, facts: { ...live.facts, features: { ...features, blocks } } };
    const begun = startFeatureMap(broken, 'pca');
    await expect(begun.map).rejects.toThrow('The disk is gone.');
    isGone = false;
    await expect(startFeatureMap(broken, 'pca').map).rejects.toThrow('The disk is gone.');
    expect((await startFeatureMap(broken, 'pca').map).images).toHaveLength(STUDY_IMAGES.length);
  });
});

function standardize(rows: readonly (readonly number[])[]): number[][] {
  const columns = rows[0]!.map((_, c) => computeMoments(rows.map((row) => row[c]!)));
  return rows.map((row) =>
    row.map((value, c) => (value - columns[c]!.mean) / (columns[c]!.populationStd || 1)),
  );
}

/** Of the ten nearest in the one space, how many are among the ten nearest in the other: a mean. */
function countCommon(rows: readonly number[][], others: readonly number[][]): number {
  const nearest = (all: readonly number[][], own: readonly number[]) =>
    new Set(
      [...all.keys()]
        .map((n) => ({ n, distance: all[n]!.reduce((sum, value, c) => sum + (value - own[c]!) ** 2, 0) }))
        .sort((a, b) => a.distance - b.distance)
        .slice(1, 11)
        .map(({ n }) => n),
    );
  return computeMean(
    rows.map((row, n) => {
      const near = nearest(rows, row);
      return [...nearest(others, others[n]!)].filter((one) => near.has(one)).length;
    }),
  );
}
