/**
 * One batch through an encoder.
 * In: pixels of equal size. Out: one of the encoder's outputs, checked for its shape. Retries nothing by itself.
 */
import { ModelError } from '../../base/errors.js';
import type { PixelBatch } from '../../inference/index.js';
import type { PixelRows } from './batches.js';
import type { EncoderInterface } from './capabilities.js';
import type { ResilientSession } from './resilient-session.js';

/** Float32Array and its dims; the first is the number of images, the second the encoder's number of features. */
export interface EncoderOutput {
  dims: number[];
  data: Float32Array;
}

/**
 * Runs a batch and returns the output of the given name with `rank` axes.
 * Rejects with ModelError `wrong-output-size`, or what the session rejects with.
 */
export async function runEncoder(
  batch: PixelRows,
  encoder: EncoderInterface,
  session: ResilientSession,
  outputName: string,
  rank: number,
): Promise<EncoderOutput> {
  const { rows, width, height, data } = batch;
  const { mean, std } = encoder.preprocessing;
  const pixels: PixelBatch = { kind: 'pixels', count: rows.length, width, height, data, mean, std };
  const name = `images ${rows[0]} to ${rows.at(-1)}`;
  const output = (await session.run(encoder.input, pixels, [outputName], name))[outputName];
  const { featureCount } = encoder;
  if (
    output?.dtype !== 'float32' ||
    output.dims.length !== rank ||
    output.dims[0] !== rows.length ||
    output.dims[1] !== featureCount
  ) {
    throw new ModelError('wrong-output-size', {
      what: `Output "${outputName}" of the encoder is ${output?.dtype} [${output?.dims}], not float32 [${rows.length}, ${featureCount}${', h, w'.repeat(rank === 4 ? 1 : 0)}].`,
      next: "Correct the outputs and featureCount in the encoder's card.",
    });
  }
  return { dims: output.dims, data: output.data };
}
