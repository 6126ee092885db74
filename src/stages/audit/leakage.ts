/**
 * Whether a network's features tell a field within one class: features of some images of the class and yes/no targets in, AUROC out of fold
 * out. A ridge regression in its dual form: the cost grows with the images, not with the features.
 */
import { computeAuroc, computeAurocInterval, type Interval } from '../../numeric/index.js';

/** Images of a class that are looked at. */
export const MOST_LEAK_IMAGES = 300;
/** Images that either side of a target needs. */
const LEAST_TARGET_SIDE = 10;
/** Added to the diagonal of a Gram matrix whose own diagonal is 1 on average. */
const RIDGE = 1;
/** Tells targets of one class from its features. */
export type LeakProbe = (target: readonly boolean[]) => { auroc: number; interval: Interval } | null;

/**
 * A probe for one class: `features` is [images, width], row-major; `folds` a fold per image. Factors of the folds are computed once for all
 * targets. Null for a target with fewer than 10 images on a side, and where all images are in one fold.
 */
export function createLeakProbe(features: Float32Array, width: number, folds: Int32Array): LeakProbe {
  const imageCount = folds.length;
  if (new Set(folds).size < 2) return () => null;
  const gram = computeGram(standardize(features, imageCount, width), imageCount, width);
  const parts = [...new Set(folds)].map((fold) => {
    const own = [...folds.keys()].filter((image) => folds[image] === fold);
    const others = [...folds.keys()].filter((image) => folds[image] !== fold);
    const factor = factorize(
      others.map((a, i) => others.map((b, j) => gram[a * imageCount + b]! + (i === j ? RIDGE : 0))),
    );
    return { own, others, factor };
  });
  return (target) => {
    const positiveCount = target.filter(Boolean).length;
    if (Math.min(positiveCount, imageCount - positiveCount) < LEAST_TARGET_SIDE) return null;
    const scores = new Float64Array(imageCount);
    for (const { own, others, factor } of parts) {
      const mean = others.filter((image) => target[image]).length / others.length;
      const weights = solve(
        factor,
        others.map((image) => Number(target[image]) - mean),
      );
      for (const image of own) {
        scores[image] = others.reduce(
          (sum, other, n) => sum + weights[n]! * gram[image * imageCount + other]!,
          0,
        );
      }
    }
    const auroc = measureWithin(parts, scores, target);
    if (auroc === null) return null;
    return { auroc, interval: computeAurocInterval(auroc, positiveCount, imageCount - positiveCount) };
  };
}

/** Area within each fold, weighted by its pairs, as in `prediction.ts`; null where no fold has images on both sides. */
function measureWithin(
  parts: readonly { own: readonly number[] }[],
  scores: Float64Array,
  target: readonly boolean[],
): number | null {
  let [wins, pairs] = [0, 0];
  for (const { own } of parts) {
    const kinds = own.map((image) => target[image]!);
    const positiveCount = kinds.filter(Boolean).length;
    const count = positiveCount * (own.length - positiveCount);
    if (count === 0) continue;
    pairs += count;
    wins +=
      count *
      computeAuroc(
        own.map((image) => scores[image]!),
        kinds,
      );
  }
  return pairs === 0 ? null : wins / pairs;
}

/** Columns with mean 0 and standard deviation 1; constant ones become 0. */
function standardize(features: Float32Array, imageCount: number, width: number): Float32Array {
  const result = new Float32Array(features.length);
  for (let column = 0; column < width; column += 1) {
    let [sum, squares] = [0, 0];
    for (let image = 0; image < imageCount; image += 1) sum += features[image * width + column]!;
    const mean = sum / imageCount;
    for (let image = 0; image < imageCount; image += 1) {
      squares += (features[image * width + column]! - mean) ** 2;
    }
    const deviation = Math.sqrt(squares / imageCount);
    if (!(deviation > 0)) continue;
    for (let image = 0; image < imageCount; image += 1) {
      const at = image * width + column;
      result[at] = (features[at]! - mean) / deviation;
    }
  }
  return result;
}

/** Inner products of rows over the width: Float64Array, [images, images]. */
function computeGram(rows: Float32Array, imageCount: number, width: number): Float64Array {
  const gram = new Float64Array(imageCount * imageCount);
  for (let a = 0; a < imageCount; a += 1) {
    for (let b = 0; b <= a; b += 1) {
      let sum = 0;
      for (let column = 0; column < width; column += 1) {
        sum += rows[a * width + column]! * rows[b * width + column]!;
      }
      gram[a * imageCount + b] = sum / width;
      gram[b * imageCount + a] = sum / width;
    }
  }
  return gram;
}

/** Cholesky's factor of a positive definite matrix, its rows up to the diagonal. */
function factorize(matrix: readonly (readonly number[])[]): Float64Array[] {
  const factor: Float64Array[] = [];
  for (const [i, row] of matrix.entries()) {
    const own = new Float64Array(i + 1);
    for (let j = 0; j <= i; j += 1) {
      const other = j === i ? own : factor[j]!;
      let rest = row[j]!;
      for (let k = 0; k < j; k += 1) rest -= own[k]! * other[k]!;
      own[j] = j === i ? Math.sqrt(rest) : rest / other[j]!;
    }
    factor.push(own);
  }
  return factor;
}

/** x with L Lᵀ x = `right`. */
function solve(factor: readonly Float64Array[], right: readonly number[]): Float64Array {
  const x = Float64Array.from(right);
  for (const [i, row] of factor.entries()) {
    for (let k = 0; k < i; k += 1) x[i]! -= row[k]! * x[k]!;
    x[i]! /= row[i]!;
  }
  for (let i = factor.length - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < factor.length; k += 1) x[i]! -= factor[k]![i]! * x[k]!;
    x[i]! /= factor[i]![i]!;
  }
  return x;
}
