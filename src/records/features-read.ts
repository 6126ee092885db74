/**
 * Reading from a feature source: some columns, or everything.
 * In: a `FeatureSource`. Out: Float32Arrays in memory. Knows nothing of files; the caller minds the size.
 */
import type { FeatureColumns, FeatureSource } from './features.js';

/** Gathers the given features of all rows in one pass; duplicates are dropped and the order becomes ascending. */
export async function gatherColumns(
  source: FeatureSource,
  features: Iterable<number>,
): Promise<FeatureColumns> {
  const ascending = [...new Set(features)].sort((a, b) => a - b);
  for (const feature of ascending) {
    if (!Number.isInteger(feature) || feature < 0 || feature >= source.featureCount) {
      throw new RangeError(`feature ${feature} is outside 0..${source.featureCount - 1}`);
    }
  }
  const columns = ascending.map(() => new Float32Array(source.rowCount));
  if (ascending.length === 0) return { rowCount: source.rowCount, features: ascending, columns };
  for await (const { rowStart, data } of source.blocks()) {
    const rows = data.length / source.featureCount;
    for (const [position, feature] of ascending.entries()) {
      const column = columns[position]!;
      for (let row = 0; row < rows; row++) {
        column[rowStart + row] = data[row * source.featureCount + feature]!;
      }
    }
  }
  return { rowCount: source.rowCount, features: ascending, columns };
}

/** All features: Float32Array, [rowCount, featureCount], row-major. */
export async function readAllRows(source: FeatureSource): Promise<Float32Array> {
  const all = new Float32Array(source.rowCount * source.featureCount);
  for await (const { rowStart, data } of source.blocks()) all.set(data, rowStart * source.featureCount);
  return all;
}
