/**
 * Room for activations: for each class its own images' values of some features.
 * In: the classes' images, pairs. Out: columns of zeros, to be filled.
 */
import type { Pair } from '../../records/annotation.js';
import type { LiveFacts } from './facts.js';

/** Columns by class, then feature; each parallel to the class's `imagesOfClass`. */
export type ClassColumns = readonly Map<number, Float32Array>[];

export function createColumns(
  { imagesOfClass }: Pick<LiveFacts, 'imagesOfClass'>,
  pairs: readonly Pair[],
): ClassColumns {
  const columns = imagesOfClass.map(() => new Map<number, Float32Array>());
  for (const { classIndex, feature } of pairs) {
    columns[classIndex]!.set(feature, new Float32Array(imagesOfClass[classIndex]!.length));
  }
  return columns;
}
