/**
 * Batch norm in evaluation mode, folded into the convolution before it.
 * In: the convolution's weights and the norm's statistics. Out: weights and bias of one convolution that does both.
 * Computed in float64 and rounded once.
 */

/** torch's default, which all networks known here use; it is not stored with the weights. */
export const NORM_EPSILON = 1e-5;

/** Statistics and affine parameters of a batch norm, one value per channel each. */
export interface NormWeights {
  scale: Float32Array;
  shift: Float32Array;
  mean: Float32Array;
  variance: Float32Array;
}

/** w' = w·s, b' = (b − mean)·s + shift with s = scale / √(variance + ε); `weights` is [channels, …] and `bias` may be null. */
export function foldNorm(
  weights: Float32Array,
  bias: Float32Array | null,
  { scale, shift, mean, variance }: NormWeights,
): { weights: Float32Array; bias: Float32Array } {
  const channelCount = scale.length;
  const perChannel = weights.length / channelCount;
  const folded = new Float32Array(weights.length);
  const foldedBias = new Float32Array(channelCount);
  for (let channel = 0; channel < channelCount; channel++) {
    const factor = scale[channel]! / Math.sqrt(variance[channel]! + NORM_EPSILON);
    foldedBias[channel] = ((bias?.[channel] ?? 0) - mean[channel]!) * factor + shift[channel]!;
    const end = (channel + 1) * perChannel;
    for (let i = channel * perChannel; i < end; i++) folded[i] = weights[i]! * factor;
  }
  return { weights: folded, bias: foldedBias };
}
