import { describe, expect, test } from 'vitest';
import { countConfusions, findConfusedBlocks } from './confusion.js';

/** As scikit-learn's `confusion_matrix`, by its definition: C[i][j] is the number of images of class i that are predicted as j. */
function buildMatrix(
  labels: readonly number[],
  predicted: readonly number[],
  classCount: number,
): number[][] {
  return Array.from({ length: classCount }, (_, i) =>
    Array.from(
      { length: classCount },
      (__, j) => labels.filter((label, place) => label === i && predicted[place] === j).length,
    ),
  );
}

const count = (labels: number[], predicted: number[], classCount: number) =>
  countConfusions(Int32Array.from(predicted), Int32Array.from(labels), labels.keys(), classCount);

describe('counts of who is taken for whom', () => {
  test('the example of scikit-learn’s documentation', () => {
    // confusion_matrix([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2]) is [[2, 0, 0], [0, 0, 1], [1, 0, 2]].
    expect(count([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2], 3)).toEqual({
      imageCount: 6,
      rightCount: 4,
      labelledCounts: [2, 1, 3],
      predictedCounts: [3, 0, 3],
      rightCounts: [2, 0, 2],
      mistakes: [
        { label: 1, predicted: 2, imageCount: 1 },
        { label: 2, predicted: 0, imageCount: 1 },
      ],
    });
  });

  test('are the cells, rows and columns of the matrix by definition, whatever the numbers', () => {
    const classCount = 7;
    const labels = Array.from({ length: 300 }, (_, n) => (n * n + 3 * n) % classCount);
    const predicted = labels.map((label, n) => (n % 4 === 0 ? (label + (n % 5)) % classCount : label));
    const matrix = buildMatrix(labels, predicted, classCount);
    const counts = count(labels, predicted, classCount);
    expect(counts.labelledCounts).toEqual(matrix.map((row) => row.reduce((sum, cell) => sum + cell)));
    expect(counts.predictedCounts).toEqual(
      matrix.map((_, j) => matrix.reduce((sum, row) => sum + row[j]!, 0)),
    );
    expect(counts.rightCounts).toEqual(matrix.map((row, i) => row[i]));
    const cells = matrix.flatMap((row, i) =>
      row.flatMap((cell, j) => (i !== j && cell > 0 ? [[i, j, cell]] : [])),
    );
    expect(
      counts.mistakes.map(({ label, predicted: j, imageCount }) => [label, j, imageCount]).sort(),
    ).toEqual(cells.sort());
    const sizes = counts.mistakes.map(({ imageCount }) => imageCount);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });

  test('leave out what has no prediction, and images that are not asked for', () => {
    const [labels, predicted] = [Int32Array.of(0, 0, 1, 1), Int32Array.of(0, -1, 0, 1)];
    expect(countConfusions(predicted, labels, [0, 1, 2], 2)).toMatchObject({
      ...{ imageCount: 2, rightCount: 1, labelledCounts: [1, 1], predictedCounts: [2, 0] },
      mistakes: [{ label: 1, predicted: 0, imageCount: 1 }],
    });
  });
});

describe('blocks of classes that are taken for each other', () => {
  const mistake = (label: number, predicted: number, imageCount: number) => ({
    label,
    predicted,
    imageCount,
  });

  test('join the most confused first, in either direction, up to their size', () => {
    const mistakes = [
      mistake(0, 1, 5),
      mistake(3, 4, 5),
      // 4 either way: before 1 and 2, which are confused three times.
      mistake(4, 5, 2),
      mistake(5, 4, 2),
      mistake(1, 2, 3),
      mistake(2, 3, 1),
    ];
    // By hand: 0-1 (5), 3-4 (5), 4-5 (4), 1-2 (3); 2-3 would make six. Inside: 9 and 8.
    expect(findConfusedBlocks(mistakes, 3)).toEqual([
      [3, 4, 5],
      [0, 1, 2],
    ]);
    expect(findConfusedBlocks(mistakes, 6)).toEqual([[0, 1, 2, 3, 4, 5]]);
  });

  test('of a thousand classes none is larger than asked for, and no class is in two', () => {
    const mistakes = Array.from({ length: 4000 }, (_, n) =>
      mistake((n * 7) % 1000, (n * 13 + 1) % 1000, 1 + (n % 5)),
    ).filter(({ label, predicted }) => label !== predicted);
    const blocks = findConfusedBlocks(mistakes, 24);
    expect(Math.max(...blocks.map(({ length }) => length))).toBeLessThanOrEqual(24);
    const classes = blocks.flat();
    expect(new Set(classes).size).toBe(classes.length);
  });

  test('are none without mistakes', () => {
    expect(findConfusedBlocks([], 24)).toEqual([]);
  });
});
