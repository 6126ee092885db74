/**
 * How stages read features without knowing where they are kept.
 * Rows stand in data set order; one row per image, always, skipped images included (all zeros).
 */

/** A run of consecutive rows. */
export interface FeatureBlock {
  rowStart: number;
  /** Float32Array, [rows in block, featureCount], row-major; owned by the caller once yielded. */
  data: Float32Array;
}

/** Read access to the features of a whole data set. */
export interface FeatureSource {
  rowCount: number;
  featureCount: number;
  /** 1 where the row holds features, 0 where the image was skipped. Length `rowCount`. */
  valid: Uint8Array;
  /** All rows in order, a bounded number at a time; with a range, at least those of `rowStart` to before `rowEnd`. */
  blocks(range?: { rowStart: number; rowEnd: number }): AsyncIterable<FeatureBlock>;
}

/** All features in memory, the caller minds the size: Float32Array, [rowCount, featureCount], row-major. */
export async function readAllRows(source: FeatureSource): Promise<Float32Array> {
  const all = new Float32Array(source.rowCount * source.featureCount);
  for await (const { rowStart, data } of source.blocks()) all.set(data, rowStart * source.featureCount);
  return all;
}

/** Some columns of a feature source, gathered into memory. */
export interface FeatureColumns {
  rowCount: number;
  /** Ascending feature indices. */
  features: number[];
  /** One Float32Array of length `rowCount` per entry of `features`. */
  columns: Float32Array[];
}
