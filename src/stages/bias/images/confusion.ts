/**
 * Which classes a model takes for which (docs/method.md, M86): predictions and labels enter, counts per class and per mistake leave.
 * Makes no shares of them: those are the counts' (`src/figures/tables/confusion.ts`).
 */
import type { Confusion } from '../../../records/bias.js';

/**
 * Counts over `places` of both arrays; what has no prediction (-1) is left out.
 * @param predicted [place count]: class index, -1 without a prediction.
 * @param labels [place count]: class index.
 */
export function countConfusions(
  predicted: Int32Array,
  labels: Int32Array,
  places: Iterable<number>,
  classCount: number,
): Confusion {
  const confusion: Confusion = {
    imageCount: 0,
    rightCount: 0,
    labelledCounts: new Array<number>(classCount).fill(0),
    predictedCounts: new Array<number>(classCount).fill(0),
    rightCounts: new Array<number>(classCount).fill(0),
    mistakes: [],
  };
  const countOf = new Map<number, number>();
  for (const place of places) {
    const [label, taken] = [labels[place]!, predicted[place]!];
    if (taken < 0) continue;
    confusion.imageCount += 1;
    confusion.labelledCounts[label]! += 1;
    confusion.predictedCounts[taken]! += 1;
    if (label === taken) {
      confusion.rightCount += 1;
      confusion.rightCounts[label]! += 1;
    } else {
      const key = label * classCount + taken;
      countOf.set(key, (countOf.get(key) ?? 0) + 1);
    }
  }
  confusion.mistakes = [...countOf]
    .map(([key, imageCount]) => ({
      label: Math.floor(key / classCount),
      predicted: key % classCount,
      imageCount,
    }))
    .sort((a, b) => b.imageCount - a.imageCount || a.label - b.label || a.predicted - b.predicted);
  return confusion;
}

/**
 * Classes that are taken for each other, together: couples of classes are joined from the most to the least often confused (either way),
 * as long as no block grows beyond `most` classes. Blocks with the most mistakes inside come first; in a block, classes that were joined
 * early stand side by side. Classes that are never confused are in none.
 */
export function findConfusedBlocks(
  mistakes: readonly Confusion['mistakes'][number][],
  most: number,
): number[][] {
  const couples = new Map<string, { a: number; b: number; imageCount: number }>();
  for (const { label, predicted, imageCount } of mistakes) {
    const [a, b] = label < predicted ? [label, predicted] : [predicted, label];
    const known = couples.get(`${a} ${b}`);
    if (known === undefined) couples.set(`${a} ${b}`, { a, b, imageCount });
    else known.imageCount += imageCount;
  }
  const joined = [...couples.values()].sort((x, y) => y.imageCount - x.imageCount || x.a - y.a || x.b - y.b);
  const blockOf = new Map<number, number[]>();
  for (const { a, b } of joined) {
    const [first, second] = [blockOf.get(a) ?? [a], blockOf.get(b) ?? [b]];
    if (first === second || first.length + second.length > most) continue;
    const block = [...first, ...second];
    for (const classIndex of block) blockOf.set(classIndex, block);
  }
  const inside = new Map([...blockOf.values()].map((block) => [block, 0]));
  for (const { a, b, imageCount } of joined) {
    const block = blockOf.get(a);
    if (block !== undefined && block === blockOf.get(b)) inside.set(block, inside.get(block)! + imageCount);
  }
  return [...inside].sort(([, x], [, y]) => y - x).map(([block]) => block);
}
