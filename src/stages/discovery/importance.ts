/**
 * Which features matter for each class (docs/method.md, M10 and M11; paper I.2).
 * In: features, labels, a linear head. Out: class means and the top (class, feature) pairs.
 * Does not choose pictures and gives no verdict.
 */
import { StageError } from '../../base/errors.js';
import { assertNotCancelled, type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { topIndices } from '../../numeric/index.js';
import type { ImportantFeature } from '../../records/discovery.js';
import type { FeatureSource } from '../../records/features.js';
import type { LinearHead } from '../../records/networks/encoder.js';

/** Top features per class that people look at, for data sets with many classes (paper: 5). */
export const DEFAULT_TOP_FEATURES = 5;
/** The same for data sets with at most `FEW_CLASSES` classes (paper E.3: 15 for UTKFace). */
export const DEFAULT_TOP_FEATURES_FEW_CLASSES = 15;
/** Up to this many classes a data set counts as small. */
export const FEW_CLASSES = 10;

/** Mean activation of every feature over some images of each class. */
export interface ClassMeans {
  classCount: number;
  featureCount: number;
  /** Images averaged, per class. */
  counts: Int32Array;
  /** Float64Array, [classCount, featureCount], row-major; zero where a class has no image. */
  means: Float64Array;
}

/** How many top features per class to keep when the user does not say. */
export function chooseTopFeatureCount(classCount: number): number {
  return classCount <= FEW_CLASSES ? DEFAULT_TOP_FEATURES_FEW_CLASSES : DEFAULT_TOP_FEATURES;
}

/**
 * Averages features over the images of each class in one pass.
 *
 * @param classOfRow class index per row, or -1 for rows that do not count (other splits, skipped images).
 * @throws StageError `features-not-finite` when a row that counts holds NaN or infinity.
 */
export async function computeClassMeans(
  source: FeatureSource,
  classOfRow: Int32Array,
  classCount: number,
  observer: Observer = SILENT_OBSERVER,
): Promise<ClassMeans> {
  const { featureCount } = source;
  const counts = new Int32Array(classCount);
  const means = new Float64Array(classCount * featureCount);
  for await (const { rowStart, data } of source.blocks()) {
    assertNotCancelled(observer);
    const rowCount = data.length / featureCount;
    for (let row = 0; row < rowCount; row++) {
      const classIndex = classOfRow[rowStart + row]!;
      if (classIndex < 0) continue;
      counts[classIndex]! += 1;
      const from = row * featureCount;
      const to = classIndex * featureCount;
      for (let i = 0; i < featureCount; i++) means[to + i]! += data[from + i]!;
    }
  }
  for (let c = 0; c < classCount; c++) {
    const count = Math.max(counts[c]!, 1);
    for (let i = c * featureCount; i < (c + 1) * featureCount; i++) means[i]! /= count;
  }
  assertFinite(means);
  return { classCount, featureCount, counts, means };
}

/**
 * The features with the highest importance of each class, `importance(c,i) = mean r_i × W[c,i]`.
 * Ordered by class, then by falling importance; ties by lower feature index. Classes without an image have none.
 * @throws StageError `head-shape` for a head of other sizes.
 */
export function computeImportantFeatures(
  { classCount, featureCount, counts, means }: ClassMeans,
  head: LinearHead,
  topFeatures: number,
): ImportantFeature[] {
  if (head.featureCount !== featureCount || head.classCount !== classCount) {
    throw new StageError('head-shape', {
      what: `The head maps ${head.featureCount} features to ${head.classCount} classes, but the data set has ${featureCount} features and ${classCount} classes.`,
      next: 'Use the head that belongs to these features, or let `discover` fit one.',
    });
  }
  const pairs: ImportantFeature[] = [];
  const importance = new Float64Array(featureCount);
  for (let classIndex = 0; classIndex < classCount; classIndex++) {
    if (counts[classIndex] === 0) continue;
    const offset = classIndex * featureCount;
    for (let i = 0; i < featureCount; i++) importance[i] = means[offset + i]! * head.weights[offset + i]!;
    Array.from(topIndices(importance, Math.min(topFeatures, featureCount))).forEach((feature, place) => {
      pairs.push({
        classIndex,
        rank: place + 1,
        feature,
        importance: importance[feature]!,
        meanActivation: means[offset + feature]!,
        headWeight: head.weights[offset + feature]!,
      });
    });
  }
  return pairs;
}

function assertFinite(means: Float64Array): void {
  if (means.every(Number.isFinite)) return;
  throw new StageError('features-not-finite', {
    what: 'The features of at least one image hold NaN or infinity.',
    why: 'No importance or ranking can be computed from them.',
    next: 'Extract the features again, or check the file they were imported from.',
  });
}
