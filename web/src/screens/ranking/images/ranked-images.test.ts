import { describe, expect, it } from 'vitest';
import type { ClassPredictionsResponse, RankingResponse } from '../../../../../src/protocol/index.js';
import {
  computeAccuracy,
  countFacets,
  filterRankedImages,
  toRankedImages,
  toSelectedImage,
} from './ranked-images.js';

const ranking: RankingResponse = {
  classIndex: 2,
  split: 'val',
  features: [7],
  kind: 'spuriosity',
  images: [40, 10, 30, 20],
  paths: ['d.jpg', 'a.jpg', 'c.jpg', 'b.jpg'],
  scores: [-1.5, -0.5, 0.5, 1.5],
  groups: { place: ['water', 'land', 'land', 'land'] },
};
const predictions: ClassPredictionsResponse = {
  model: 'm',
  classIndex: 2,
  split: 'val',
  images: [10, 20, 30, 40],
  predicted: [2, 2, -1, 4],
};
const rows = toRankedImages(ranking, predictions, new Set([20]));
const toImages = (shown: typeof rows) => shown.map(({ image }) => image);

describe('rows of a ranking', () => {
  it('join predictions by image, not by place', () => {
    expect(rows.map(({ image, rank, predicted, isWrong }) => [image, rank, predicted, isWrong])).toEqual([
      [40, 1, 4, true],
      [10, 2, 2, false],
      [30, 3, null, false],
      [20, 4, 2, false],
    ]);
    expect(rows.map(({ isFlagged }) => isFlagged)).toEqual([false, false, false, true]);
  });

  it('are neither right nor wrong without a prediction', () => {
    expect(toImages(filterRankedImages(rows, { result: 'right' }, undefined))).toEqual([10, 20]);
    expect(toImages(filterRankedImages(rows, { result: 'wrong' }, undefined))).toEqual([40]);
    expect(computeAccuracy(rows)).toEqual({ correctCount: 2, imageCount: 3, accuracy: 2 / 3 });
    expect(computeAccuracy([]).accuracy).toBeNull();
  });

  it('pass all filters at once and turn round on request', () => {
    const filter = { groups: { place: ['land'] }, result: 'right' as const };
    expect(toImages(filterRankedImages(rows, filter, 'most-first'))).toEqual([20, 10]);
    expect(toImages(filterRankedImages(rows, { flagged: true }, undefined))).toEqual([20]);
  });

  it('are counted per facet as if that facet alone were free', () => {
    const facets = countFacets(rows, { result: 'wrong', groups: { place: ['land'] } }, ['place']);
    expect([facets.all, facets.right, facets.wrong]).toEqual([3, 2, 0]);
    expect(facets.groups).toEqual([
      {
        column: 'place',
        values: [
          { value: 'land', count: 0 },
          { value: 'water', count: 1 },
        ],
      },
    ]);
  });

  it('name their score where they are picked', () => {
    expect(toSelectedImage(rows[0]!, ranking)).toMatchObject({
      image: 40,
      rank: 1,
      scoreName: 'spuriosity',
      groups: { place: 'water' },
    });
    expect(toSelectedImage(rows[0]!, { ...ranking, kind: 'activation' }).scoreName).toBe('activation_7');
  });
});
