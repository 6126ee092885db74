/**
 * The images that show a person what a (class, feature) pair detects (docs/method.md, M12; paper I.2).
 * In: activations and the training images of each class. Out: the strongest and weakest images per pair.
 */
import { bottomIndices, topIndices } from '../../numeric/index.js';
import type { Pair } from '../../records/annotation.js';
import type { Exemplars } from '../../records/discovery.js';

/** Strongest images shown per pair (paper: 5). */
export const DEFAULT_TOP_COUNT = 5;
/** Weakest images shown per pair, the natural counterfactuals (paper: 5 or more). */
export const DEFAULT_BOTTOM_COUNT = 10;

/**
 * Picks, for each pair, the images of its class with the highest and the lowest activation.
 * Ties by position in the data set; a class with fewer images shows all of them at both ends.
 *
 * @param readActivations Float32Array, [rows]: the pair's feature in these images
 * @param rowsOfClass image indices that may be shown, per class, ascending.
 */
export function chooseExemplars(
  pairs: readonly Pair[],
  readActivations: (pair: Pair, rows: readonly number[]) => Float32Array,
  rowsOfClass: readonly (readonly number[])[],
  counts: { top: number; bottom: number } = { top: DEFAULT_TOP_COUNT, bottom: DEFAULT_BOTTOM_COUNT },
): Exemplars[] {
  return pairs.map(({ classIndex, feature }) => {
    const rows = rowsOfClass[classIndex] ?? [];
    const activations = readActivations({ classIndex, feature }, rows);
    const limit = (count: number) => Math.min(count, rows.length);
    const toRows = (places: ArrayLike<number>) => Array.from(places, (place) => rows[place]!);
    return {
      classIndex,
      feature,
      top: toRows(topIndices(activations, limit(counts.top))),
      bottom: toRows(bottomIndices(activations, limit(counts.bottom))),
    };
  });
}
