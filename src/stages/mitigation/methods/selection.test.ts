import { describe, expect, test } from 'vitest';
import { chooseTuningImages, type SelectionInput } from './selection.js';

/** Three classes of 40 training images; only class 1 has a spurious feature. Images of class c are 40c … 40c + 39. */
const CLASS_SIZE = 40;
const labels = Int32Array.from({ length: 3 * CLASS_SIZE }, (_, image) => Math.floor(image / CLASS_SIZE));
const classOne = Array.from({ length: CLASS_SIZE }, (_, place) => CLASS_SIZE + place);

/** The ranking runs against the data set's order; the given images are predicted wrongly. */
function createInput(wrong: number[]): SelectionInput {
  const predicted = labels.slice();
  for (const image of wrong) predicted[image] = 0;
  return {
    labels,
    classCount: 3,
    trainRows: Int32Array.from(labels.keys()),
    trainRankings: [
      { classIndex: 1, split: 'train', images: classOne.toReversed(), spuriosity: classOne.map(Number) },
    ],
    predictions: { model: 'm', labels: predicted },
  };
}

const settings = { imagesPerClass: 6, anchors: true, seed: 3 } as const;

describe('chooseTuningImages', () => {
  test('low-spuriosity takes the first of each ranking', () => {
    const { images } = chooseTuningImages(createInput([]), 'low-spuriosity', 1, settings);
    expect(images).toEqual([74, 75, 76, 77, 78, 79]);
  });

  test.each(['low-spuriosity', 'random', 'misclassified'] as const)(
    '%s takes exactly as many, distinct, of the class',
    (method) => {
      const { images, anchors } = chooseTuningImages(createInput([41, 42]), method, 1, settings);
      expect(new Set(images).size).toBe(6);
      expect(images.every((image) => labels[image] === 1)).toBe(true);
      expect(anchors.filter((image) => labels[image] === 0)).toHaveLength(6);
      expect(anchors.filter((image) => labels[image] === 2)).toHaveLength(6);
      expect(new Set(anchors).size).toBe(12);
    },
  );

  test('misclassified: too few errors are filled up with random right ones', () => {
    const draws = [1, 2, 3].map((trial) =>
      chooseTuningImages(createInput([50, 60]), 'misclassified', trial, settings),
    );
    for (const { images } of draws) {
      expect(images).toEqual(expect.arrayContaining([50, 60]));
      expect(images).toHaveLength(6);
    }
    expect(draws[0]!.images).not.toEqual(draws[1]!.images);
  });

  test('misclassified: of too many errors a random choice', () => {
    const wrong = classOne.slice(0, 20);
    const draws = [1, 2].map((trial) =>
      chooseTuningImages(createInput(wrong), 'misclassified', trial, settings),
    );
    for (const { images } of draws) expect(images.every((image) => wrong.includes(image))).toBe(true);
    expect(draws[0]!.images).not.toEqual(draws[1]!.images);
  });

  test('anchors belong to the trial, not to the method, and can be left out', () => {
    const [low, random, later] = (
      [
        ['low-spuriosity', 1],
        ['random', 1],
        ['random', 2],
      ] as const
    ).map(([method, trial]) => chooseTuningImages(createInput([]), method, trial, settings).anchors);
    expect(random).toEqual(low);
    expect(later).not.toEqual(low);
    expect(chooseTuningImages(createInput([]), 'random', 1, { ...settings, anchors: false }).anchors).toEqual(
      [],
    );
  });

  test('a share is taken class by class', () => {
    const share = { ...settings, imagesPerClass: 'share' } as const;
    const { images, anchors } = chooseTuningImages(createInput([]), 'random', 1, share);
    expect(images).toHaveLength(10);
    expect(anchors).toHaveLength(20);
  });

  test('a quarter is that of the smallest class with a spurious feature, for every class', () => {
    const { images, anchors } = chooseTuningImages(createInput([]), 'low-spuriosity', 1, {
      ...settings,
      imagesPerClass: 'quarter',
    });
    expect(images).toEqual([70, 71, 72, 73, 74, 75, 76, 77, 78, 79]);
    expect(anchors).toHaveLength(20);
  });

  test('a class with fewer images than asked for is an error; an anchor class gives what it has', () => {
    const input = createInput([]);
    expect(() => chooseTuningImages(input, 'random', 1, { ...settings, imagesPerClass: 41 })).toThrow(
      expect.objectContaining({ code: 'too-few-images' }),
    );
    const trainRows = input.trainRows.filter((row) => labels[row] === 1 || row < 4);
    const { anchors } = chooseTuningImages({ ...input, trainRows }, 'random', 1, settings);
    expect(anchors).toEqual([0, 1, 2, 3]);
  });
});
