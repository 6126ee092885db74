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

/** Some columns of a feature source, gathered into memory. */
export interface FeatureColumns {
  rowCount: number;
  /** Ascending feature indices. */
  features: number[];
  /** One Float32Array of length `rowCount` per entry of `features`. */
  columns: Float32Array[];
}
