/**
 * The images nearest to one: what the encoder takes for alike.
 * In: features, an image. Out: other images with their cosine similarity (docs/method.md, M122).
 * One pass over all features, a block at a time in memory; `neighbours.ts` has the neighbours of every image at once.
 */
import { SILENT_OBSERVER, yieldToEvents } from '../../base/observer.js';
import type { FeatureSource } from '../../records/features.js';

/** An image, and how near it is. */
export interface SimilarImage {
  image: number;
  /** Cosine of the angle between the features, -1 to 1. */
  similarity: number;
}

/** Nearest first, ties in data set order; none where the image has no features, or only zeros. */
export async function findSimilarImages(
  source: FeatureSource,
  image: number,
  count: number,
): Promise<SimilarImage[]> {
  const own = await readRow(source, image);
  const ownLength = own === null ? 0 : Math.sqrt(dot(own, own));
  if (own === null || ownLength === 0) return [];
  const nearest: SimilarImage[] = [];
  for await (const { rowStart, data } of source.blocks()) {
    await yieldToEvents(SILENT_OBSERVER);
    for (let at = 0, row = rowStart; at < data.length; at += source.featureCount, row++) {
      if (row === image || source.valid[row] !== 1) continue;
      const other = data.subarray(at, at + source.featureCount);
      const length = Math.sqrt(dot(other, other));
      if (length > 0)
        insert(nearest, { image: row, similarity: dot(own, other) / length / ownLength }, count);
    }
  }
  return nearest;
}

async function readRow(source: FeatureSource, row: number): Promise<Float32Array | null> {
  if (source.valid[row] !== 1) return null;
  for await (const { rowStart, data } of source.blocks({ rowStart: row, rowEnd: row + 1 })) {
    const at = (row - rowStart) * source.featureCount;
    if (at >= 0 && at < data.length) return data.slice(at, at + source.featureCount);
  }
  return null;
}

/** Rows come in order, so that of equals the earlier stays before the later. */
function insert(nearest: SimilarImage[], candidate: SimilarImage, count: number): void {
  if (nearest.length === count && candidate.similarity <= nearest[count - 1]!.similarity) return;
  const after = nearest.findIndex(({ similarity }) => similarity < candidate.similarity);
  nearest.splice(after < 0 ? nearest.length : after, 0, candidate);
  nearest.length = Math.min(nearest.length, count);
}

/** Both [featureCount]; float64 sums. */
function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let column = 0; column < a.length; column++) sum += a[column]! * b[column]!;
  return sum;
}
