/**
 * How well one field alone foretells each class: codes and labels in, areas under the curve out of fold.
 * The score of a value for a class is the share of the class among the images with that value in the other folds, drawn towards the class's
 * overall share (target encoding). Compared within each fold only: between folds scores differ by what was left out.
 */

/** Images that the overall share counts for beside those of a value. */
const PRIOR_IMAGES = 5;
/** Classes with fewer images in all, or fewer others, are not judged. */
export const LEAST_IMAGES = 10;

/** One field's predictions of all classes. */
export interface ClassPredictions {
  /** Float64Array, [classes]: area under the ROC curve, mean over folds weighted by their pairs; NaN where it cannot be judged. */
  aurocs: Float64Array;
  /** Float64Array, [classes]: how many standard deviations of chance above 1/2; −∞ where it cannot be judged. */
  deviations: Float64Array;
}

/** What is counted: codes, labels and folds are parallel, [images]. */
export interface PredictionInput {
  codes: Int32Array;
  valueCount: number;
  labels: Int32Array;
  classCount: number;
  folds: Int32Array;
  foldCount: number;
}

/** Images by fold, value and class: Int32Array, [folds, values, classes], row-major. */
export function countCells(input: PredictionInput): Int32Array {
  const { codes, labels, folds, valueCount, classCount, foldCount } = input;
  const cells = new Int32Array(foldCount * valueCount * classCount);
  for (let image = 0; image < codes.length; image += 1) {
    cells[(folds[image]! * valueCount + codes[image]!) * classCount + labels[image]!]! += 1;
  }
  return cells;
}

/** All classes of one field. */
export function predictClasses(input: PredictionInput): ClassPredictions {
  const { valueCount, classCount, foldCount } = input;
  const cells = countCells(input);
  // Sums over classes, and over folds: [folds, values], [values, classes].
  const inFold = new Int32Array(foldCount * valueCount);
  const ofClass = new Int32Array(valueCount * classCount);
  for (let at = 0; at < cells.length; at += 1) {
    inFold[Math.floor(at / classCount)]! += cells[at]!;
    ofClass[at % (valueCount * classCount)]! += cells[at]!;
  }
  const scratch: Scratch = {
    scores: new Float64Array(valueCount),
    order: new Int32Array(valueCount),
    positives: new Int32Array(valueCount),
    negatives: new Int32Array(valueCount),
  };
  const counts = { ...input, cells, inFold, ofClass, ofValue: sumFolds(inFold, valueCount) };
  const aurocs = new Float64Array(classCount);
  const deviations = new Float64Array(classCount);
  for (let label = 0; label < classCount; label += 1) {
    const { wins, pairs, variance, positives } = rankClass(counts, label, scratch);
    const others = input.codes.length - positives;
    const isJudged = positives >= LEAST_IMAGES && others >= LEAST_IMAGES && pairs > 0;
    aurocs[label] = isJudged ? wins / pairs : Number.NaN;
    deviations[label] = isJudged ? (wins - pairs / 2) / Math.sqrt(variance) : Number.NEGATIVE_INFINITY;
  }
  return { aurocs, deviations };
}

interface Counts extends PredictionInput {
  cells: Int32Array;
  inFold: Int32Array;
  ofClass: Int32Array;
  ofValue: Int32Array;
}

/** Room for the values of one fold. */
interface Scratch {
  scores: Float64Array;
  order: Int32Array;
  positives: Int32Array;
  negatives: Int32Array;
}

function sumFolds(inFold: Int32Array, valueCount: number): Int32Array {
  const sums = new Int32Array(valueCount);
  for (let at = 0; at < inFold.length; at += 1) sums[at % valueCount]! += inFold[at]!;
  return sums;
}

/** Pairs of an image of the class and another one of the same fold, those in the right order (equal ones half), and the variance of that number by chance. */
function rankClass(counts: Counts, label: number, scratch: Scratch) {
  const { cells, inFold, ofClass, ofValue, valueCount, classCount, foldCount } = counts;
  let positiveCount = 0;
  for (let value = 0; value < valueCount; value += 1) positiveCount += ofClass[value * classCount + label]!;
  let [wins, pairs, variance] = [0, 0, 0];
  for (let fold = 0; fold < foldCount; fold += 1) {
    let [positives, all, used] = [0, 0, 0];
    for (let value = 0; value < valueCount; value += 1) {
      const total = inFold[fold * valueCount + value]!;
      if (total === 0) continue;
      const own = cells[(fold * valueCount + value) * classCount + label]!;
      scratch.positives[value] = own;
      scratch.negatives[value] = total - own;
      scratch.order[used] = value;
      positives += own;
      all += total;
      used += 1;
    }
    const negatives = all - positives;
    if (positives === 0 || negatives === 0) continue;
    const share = (positiveCount - positives) / Math.max(1, counts.codes.length - all);
    for (let n = 0; n < used; n += 1) {
      const value = scratch.order[n]!;
      const elsewhere = ofClass[value * classCount + label]! - scratch.positives[value]!;
      const total = ofValue[value]! - scratch.positives[value]! - scratch.negatives[value]!;
      scratch.scores[value] = (elsewhere + PRIOR_IMAGES * share) / (total + PRIOR_IMAGES);
    }
    wins += countWins(scratch, used);
    pairs += positives * negatives;
    variance += (positives * negatives * (all + 1)) / 12;
  }
  return { wins, pairs, variance, positives: positiveCount };
}

/** Pairs in the right order among the first `used` values of `order`, which is sorted by score in place. */
function countWins({ scores, order, positives, negatives }: Scratch, used: number): number {
  for (let n = 1; n < used; n += 1) {
    const value = order[n]!;
    let place = n;
    for (; place > 0 && scores[order[place - 1]!]! > scores[value]!; place -= 1)
      order[place] = order[place - 1]!;
    order[place] = value;
  }
  let [below, wins] = [0, 0];
  for (let start = 0; start < used; ) {
    let [end, own, other] = [start, 0, 0];
    for (; end < used && scores[order[end]!] === scores[order[start]!]; end += 1) {
      own += positives[order[end]!]!;
      other += negatives[order[end]!]!;
    }
    wins += own * (below + other / 2);
    below += other;
    start = end;
  }
  return wins;
}
