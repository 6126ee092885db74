/**
 * How often each activation occurs: within a class, and in an even sample of all training images.
 * In: rows of the sample, columns of classes. Out: bins per feature, and a histogram per pair. Draws nothing.
 */
import type { ActivationHistogram } from '../../protocol/index.js';
import type { LiveFacts } from './facts.js';

/** Training images that stand for all; all of them where they are few. */
export interface FeatureSample {
  /** Image indices, ascending. */
  images: Int32Array;
  /** Of each class; parallel to the classes. */
  countOfClass: Int32Array;
  /** True where images were left out. */
  isSample: boolean;
}

/** Bins of equal width, for every feature. */
export interface Bins {
  /** Float64Array, [feature count]: where the first bin begins. */
  lows: Float64Array;
  /** Float64Array, [feature count]: where the last one ends. */
  highs: Float64Array;
  /** Float64Array, [feature count, BIN_COUNT]: images of the sample in each. */
  counts: Float64Array;
}

export const BIN_COUNT = 32;

/** Most images in the sample: with 2048 features 160 MB while they are counted. */
const MOST_SAMPLED = 20_000;

/** Every n-th usable training image in data set order, at most `MOST_SAMPLED` of them. */
export function chooseSample({ dataset, features, imagesOfClass }: LiveFacts): FeatureSample {
  const isUsable = (index: number) => features?.valid[index] === 1;
  let trainCount = 0;
  for (const { index, split } of dataset.images) if (split === 'train' && isUsable(index)) trainCount += 1;
  const stride = Math.max(1, Math.ceil(trainCount / MOST_SAMPLED));
  const images = new Int32Array(Math.ceil(trainCount / stride));
  const countOfClass = new Int32Array(imagesOfClass.length);
  let position = 0;
  for (const { index, split, classIndex } of dataset.images) {
    if (split !== 'train' || !isUsable(index)) continue;
    if (position % stride === 0) {
      images[position / stride] = index;
      countOfClass[classIndex]! += 1;
    }
    position += 1;
  }
  return { images, countOfClass, isSample: stride > 1 };
}

/**
 * Counts every feature over the sample. Edges span the sample and the columns at hand, so that a class's highest images have a bin.
 * @param rows Float32Array, [sample, feature count], row-major
 */
export function binColumns(
  { features, imagesOfClass }: LiveFacts,
  columns: readonly Map<number, Float32Array>[],
  sample: FeatureSample,
  rows: Float32Array,
): Bins {
  const { featureCount } = features!;
  const lows = new Float64Array(featureCount).fill(Number.POSITIVE_INFINITY);
  const highs = new Float64Array(featureCount).fill(Number.NEGATIVE_INFINITY);
  const widen = (feature: number, value: number) => {
    if (value < lows[feature]!) lows[feature] = value;
    if (value > highs[feature]!) highs[feature] = value;
  };
  for (let offset = 0; offset < rows.length; offset += featureCount) {
    for (let feature = 0; feature < featureCount; feature++) widen(feature, rows[offset + feature]!);
  }
  for (const [classIndex, ofClass] of columns.entries()) {
    for (const [feature, column] of ofClass) {
      for (let place = 0; place < imagesOfClass[classIndex]!.length; place++) widen(feature, column[place]!);
    }
  }
  const counts = new Float64Array(featureCount * BIN_COUNT);
  const bins = { lows, highs, counts };
  for (let feature = 0; feature < featureCount; feature++) spreadConstant(bins, feature);
  for (let place = 0; place < sample.images.length; place++) {
    for (let feature = 0; feature < featureCount; feature++) {
      const value = rows[place * featureCount + feature]!;
      counts[feature * BIN_COUNT + findBin(bins, feature, value)]! += 1;
    }
  }
  return bins;
}

/** A feature that is always the same, or was never seen, still needs bins of some width. */
function spreadConstant({ lows, highs }: Bins, feature: number): void {
  if (highs[feature]! > lows[feature]!) return;
  const centre = Number.isFinite(lows[feature]!) ? lows[feature]! : 0;
  lows[feature] = centre - 0.5;
  highs[feature] = centre + 0.5;
}

/** The bin of a value; what lies outside counts in the bin at that end. */
function findBin({ lows, highs }: Bins, feature: number, value: number): number {
  const share = (value - lows[feature]!) / (highs[feature]! - lows[feature]!);
  return Math.max(0, Math.min(BIN_COUNT - 1, Math.floor(share * BIN_COUNT)));
}

/** The histogram of one pair; null where the class or the rest has no training image. */
export function computePairHistogram(
  { dataset, imagesOfClass }: LiveFacts,
  sample: FeatureSample,
  bins: Bins,
  { classIndex, feature, column }: { classIndex: number; feature: number; column: Float32Array },
): ActivationHistogram | null {
  const within = new Array<number>(BIN_COUNT).fill(0);
  const rest = Array.from(bins.counts.subarray(feature * BIN_COUNT, (feature + 1) * BIN_COUNT));
  const sampled = new Set(listSampledOfClass(sample, imagesOfClass[classIndex]!));
  let withinCount = 0;
  for (const [place, image] of imagesOfClass[classIndex]!.entries()) {
    if (dataset.images[image]!.split !== 'train') continue;
    const bin = findBin(bins, feature, column[place]!);
    within[bin]! += 1;
    withinCount += 1;
    if (sampled.has(image)) rest[bin]! -= 1;
  }
  const restCount = sample.images.length - sample.countOfClass[classIndex]!;
  if (withinCount === 0 || restCount === 0) return null;
  const [low, high] = [bins.lows[feature]!, bins.highs[feature]!];
  const edges = Array.from({ length: BIN_COUNT + 1 }, (_, n) => low + ((high - low) * n) / BIN_COUNT);
  return { edges, within, rest, withinCount, restCount, isSample: sample.isSample };
}

/** Images of the class that are in the sample; both lists are ascending. */
function listSampledOfClass({ images }: FeatureSample, ofClass: Int32Array): number[] {
  const found: number[] = [];
  for (let a = 0, b = 0; a < images.length && b < ofClass.length; ) {
    if (images[a] === ofClass[b]) found.push(images[a]!);
    if (images[a]! <= ofClass[b]!) a += 1;
    else b += 1;
  }
  return found;
}
