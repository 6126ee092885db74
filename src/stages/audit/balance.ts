/**
 * How often a field alone would be right, each class counting the same: counts of cells in, balanced accuracies out of fold out.
 * The rule is that of target encoding: a value speaks for a class where the class is over-represented among the other folds' images with it.
 */
import { countCells, type PredictionInput } from './prediction.js';

/** Images that the overall share counts for beside those of a value, as in `prediction.ts`. */
const PRIOR_IMAGES = 5;

/** Mean of the recalls on both sides, or over all classes. */
export interface BalancedAccuracies {
  /** Images by value and class, and by class: Int32Array, [values, classes], row-major, and [classes]. */
  counts: Int32Array;
  classCounts: Int32Array;
  /** Float64Array, [classes]: the class against all others; NaN without images on a side. */
  classes: Float64Array;
  /** Of the class that a value speaks most for, mean over the classes with images; chance is one over their number. */
  overall: number;
}

/** All classes of one field. */
export function computeBalance(input: PredictionInput): BalancedAccuracies {
  const { valueCount, classCount, foldCount, codes } = input;
  const cells = countCells(input);
  const at = (fold: number, value: number, label: number) =>
    cells[(fold * valueCount + value) * classCount + label]!;
  const ofCell = new Int32Array(valueCount * classCount);
  const ofFold = new Int32Array(foldCount * classCount);
  const ofClass = new Int32Array(classCount);
  for (const [place, count] of cells.entries()) {
    const label = place % classCount;
    ofCell[place % ofCell.length]! += count;
    ofFold[Math.floor(place / ofCell.length) * classCount + label]! += count;
    ofClass[label]! += count;
  }
  // Right answers: of the class's images those given to it, of the others' those not; half where the value says nothing.
  const given = new Float64Array(classCount);
  const givenWrongly = new Float64Array(classCount);
  const chosen = new Float64Array(classCount);
  for (let fold = 0; fold < foldCount; fold += 1) {
    const inFold = sum(ofFold, fold * classCount, classCount);
    for (let value = 0; value < valueCount; value += 1) {
      const here = sum(cells, (fold * valueCount + value) * classCount, classCount);
      if (here === 0) continue;
      const elsewhere = sum(ofCell, value * classCount, classCount) - here;
      const lifts = Float64Array.from({ length: classCount }, (_, label) => {
        const left = ofClass[label]! - ofFold[fold * classCount + label]!;
        const share = left / Math.max(1, codes.length - inFold);
        const own = ofCell[value * classCount + label]! - at(fold, value, label);
        return share === 0 ? 0 : (own + PRIOR_IMAGES * share) / (elsewhere + PRIOR_IMAGES) / share;
      });
      const highest = Math.max(...lifts);
      const tied = lifts.filter((lift) => lift === highest).length;
      for (const [label, lift] of lifts.entries()) {
        const own = at(fold, value, label);
        const part = lift > 1 ? 1 : lift === 1 ? 0.5 : 0;
        given[label]! += part * own;
        givenWrongly[label]! += part * (here - own);
        if (lift === highest) chosen[label]! += own / tied;
      }
    }
  }
  const recalls = [...chosen.entries()].filter(([label]) => ofClass[label]! > 0);
  return {
    counts: ofCell,
    classCounts: ofClass,
    classes: Float64Array.from(ofClass, (count, label) => {
      const others = codes.length - count;
      if (count === 0 || others === 0) return Number.NaN;
      return (given[label]! / count + 1 - givenWrongly[label]! / others) / 2;
    }),
    overall: recalls.reduce((total, [label, right]) => total + right / ofClass[label]!, 0) / recalls.length,
  };
}

function sum(counts: Int32Array, start: number, length: number): number {
  let total = 0;
  for (let place = start; place < start + length; place += 1) total += counts[place]!;
  return total;
}
