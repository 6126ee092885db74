/**
 * Near-duplicates: images whose features point almost the same way (docs/method.md, M124).
 * In: features of all images. Out: pairs with their cosine similarity. Reads no image, so it cannot tell a copy from a look-alike.
 */
import { StageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import type { FeatureSource } from '../../records/features.js';
import { findNearPairs } from './near-pairs.js';

/**
 * Cosine similarity from which two images count as near-duplicates: with the bundled encoder it finds 119 of 120 photographs that were
 * recompressed, halved, mirrored or cropped by a tenth, and 69 pairs among 27,500 images (docs/guide/cleaning.md).
 */
export const DEFAULT_SIMILARITY = 0.98;
/** More pairs than anybody looks at; a threshold that finds them is too low. */
const MOST_SIMILAR_PAIRS = 1_000_000;
/** Decimals of a similarity; features are float32, which carry no more. */
const SIMILARITY_DECIMALS = 6;

/** Two images that are nearly the same to the encoder. */
export interface SimilarPair {
  /** The image that comes first in the data set. */
  image: number;
  otherImage: number;
  /** Cosine similarity, rounded to six decimals. */
  similarity: number;
}

/**
 * Every pair of images with at least this cosine similarity, most similar first, ties in data set order. Exact: everything is compared
 * with everything. Throws `similarity-out-of-range`, `too-many-pairs`.
 */
export async function findSimilarPairs(
  source: FeatureSource,
  options: { similarity?: number; blockBytes?: number; mostPairs?: number } = {},
  observer: Observer = SILENT_OBSERVER,
): Promise<SimilarPair[]> {
  const { similarity: least = DEFAULT_SIMILARITY, mostPairs = MOST_SIMILAR_PAIRS } = options;
  if (!(least > 0 && least <= 1)) {
    throw new StageError('similarity-out-of-range', {
      what: `${least} is no cosine similarity to look for.`,
      next: 'Give a number above 0 and up to 1.',
    });
  }
  const pairs: SimilarPair[] = [];
  // Half a unit of the last decimal: what rounds up to the threshold counts.
  const reach = new Float64Array(source.rowCount).fill(2 - 2 * least + 10 ** -SIMILARITY_DECIMALS);
  const take = (image: number, otherImage: number, squaredDistance: number) => {
    const similarity = Number((1 - squaredDistance / 2).toFixed(SIMILARITY_DECIMALS));
    if (similarity < least) return;
    pairs.push({ image, otherImage, similarity });
    if (pairs.length > mostPairs) {
      throw new StageError('too-many-pairs', {
        what: `More than ${mostPairs} pairs of images have a similarity of ${least} or more.`,
        next: 'Ask for a higher similarity; if that does not help, the features hardly tell these images apart.',
      });
    }
  };
  await findNearPairs(source, reach, take, options, observer);
  return pairs.sort(
    (a, b) => b.similarity - a.similarity || a.image - b.image || a.otherImage - b.otherImage,
  );
}
