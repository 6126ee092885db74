import { expect, test } from 'vitest';
import { describeScarceClasses, findScarceClasses } from './scarcity.js';

/** Twenty images of each of two classes; feature 0 is class 0's cue, shown by all but `without` of it and by none of class 1. */
function createInput(without: number, groups?: readonly string[]) {
  const features = Float32Array.from({ length: 40 }, (_, row) => (row >= without && row < 20 ? 1 : 0));
  const images = Array.from({ length: 20 }, (_, row) => row);
  return {
    context: {
      ...{ model: 'head', features, featureCount: 1, groups },
      labels: Int32Array.from({ length: 40 }, (_, row) => (row < 20 ? 0 : 1)),
    },
    trainRows: Int32Array.from({ length: 40 }, (_, row) => row),
    trainRankings: [{ classIndex: 0, split: 'train' as const, images, spuriosity: images }],
    pairs: { spurious: [{ classIndex: 0, feature: 0 }], core: [] },
  };
}

const toGroups = (minority: number) =>
  Array.from({ length: 40 }, (_, row) => (row < minority ? 'land' : 'water'));

test('without groups an image lacks the cue below half way between its class and the others', () => {
  expect(findScarceClasses(createInput(3))).toEqual([
    { classIndex: 0, withoutCue: 3, quarter: 5, by: 'spuriosity' },
  ]);
  expect(findScarceClasses(createInput(5))).toEqual([]);
});

test('known groups decide where there are some: images outside the class’s usual group are counted', () => {
  expect(findScarceClasses(createInput(5, toGroups(2)))).toEqual([
    { classIndex: 0, withoutCue: 2, quarter: 5, by: 'groups' },
  ]);
  expect(findScarceClasses(createInput(3, toGroups(5)))).toEqual([]);
});

test('nothing is said of another network’s features', () => {
  expect(findScarceClasses({ ...createInput(0), pairs: null })).toEqual([]);
});

test('the sentence names the classes with their counts', () => {
  const [sentence] = describeScarceClasses(findScarceClasses(createInput(3)), ['waterbird', 'landbird']);
  expect(sentence).toContain('by their spuriosity');
  expect(sentence).toContain('waterbird (3 of 5)');
  expect(describeScarceClasses([], ['waterbird'])).toEqual([]);
});
