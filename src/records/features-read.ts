/**
 * Everything that a feature source holds, in memory; the caller minds the size.
 * In: a `FeatureSource`. Out: a Float32Array. Knows nothing of files.
 */
import type { FeatureSource } from './features.js';

/** All features: Float32Array, [rowCount, featureCount], row-major. */
export async function readAllRows(source: FeatureSource): Promise<Float32Array> {
  const all = new Float32Array(source.rowCount * source.featureCount);
  for await (const { rowStart, data } of source.blocks()) all.set(data, rowStart * source.featureCount);
  return all;
}
