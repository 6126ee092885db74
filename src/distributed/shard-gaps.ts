/**
 * What a data set loses when shards are missing: whose images stand in them.
 * In: a data set, a plan, missing shards. Out: counts per class, and a sentence. Reads no file.
 */
import type { Dataset } from '../records/dataset.js';
import { computeShardRows, type ExtractionPlan } from '../records/extraction.js';
import { formatQuantity } from '../words/index.js';

/** A class that lacks images. */
export interface ClassGap {
  classIndex: number;
  name: string;
  /** Images of the class in missing shards. */
  missingCount: number;
  /** Images of the class in all. */
  imageCount: number;
}

/** Classes named in a sentence; the document of --json holds all. */
const NAMED_CLASSES = 12;

/** Classes with images in the shards, those that lose the largest share first. */
export function countClassGaps(
  { classes, images }: Pick<Dataset, 'classes' | 'images'>,
  plan: ExtractionPlan,
  shards: readonly number[],
): ClassGap[] {
  const imageCounts = new Uint32Array(classes.length);
  const missingCounts = new Uint32Array(classes.length);
  for (const { classIndex } of images) imageCounts[classIndex]! += 1;
  for (const shard of shards) {
    const { rowStart, rowEnd } = computeShardRows(plan, shard);
    for (let row = rowStart; row < rowEnd; row++) missingCounts[images[row]!.classIndex]! += 1;
  }
  return classes
    .map(({ index, displayName }) => ({
      classIndex: index,
      name: displayName,
      missingCount: missingCounts[index]!,
      imageCount: imageCounts[index]!,
    }))
    .filter(({ missingCount }) => missingCount > 0)
    .sort(
      (a, b) =>
        b.missingCount / b.imageCount - a.missingCount / a.imageCount ||
        b.missingCount - a.missingCount ||
        a.classIndex - b.classIndex,
    );
}

/** "fire misses 64 of 160 images, water 32 of 160". */
export function describeClassGaps(gaps: readonly ClassGap[]): string {
  const named = gaps
    .slice(0, NAMED_CLASSES)
    .map(
      ({ name, missingCount, imageCount }, place) =>
        `${name}${place === 0 ? ' misses' : ''} ${missingCount} of ${place === 0 ? formatQuantity(imageCount, 'image') : imageCount}`,
    );
  const others = gaps.length - named.length;
  return `${named.join(', ')}${others > 0 ? `, and ${formatQuantity(others, 'more class', 'more classes')} some` : ''}`;
}
