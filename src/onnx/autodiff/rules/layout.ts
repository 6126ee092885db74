/**
 * Keeping gradients in the layout of convolutions.
 * onnxruntime's CPU kernels hold the maps around a convolution as blocks of channels, and carry that layout through convolutions, poolings,
 * sums and products whose operands all have it and whose sizes are known. Any other operator costs a conversion there and one back. A depthwise
 * convolution is the way in, and the way to multiply by a number there (docs/decisions/0011, with what it saves).
 */
import { DATA_TYPE } from '../../schema/data-type.js';
import type { RuleContext } from '../rule.js';

/** Channels of the smallest block; processors with wide registers have blocks of two of these. */
const BLOCK_LENGTH = 8;

/**
 * `value` times `factor`; of float32 images through a depthwise convolution, so that the result has blocks of channels.
 * `like` is a value of the same type and shape, of which more may be known.
 */
export function scaleInBlocks(
  { op, graph }: RuleContext,
  value: string,
  factor: number,
  like = value,
): string {
  const { dataType, dims } = graph.factsOf(like);
  const channelCount = dims?.[1];
  const isNumber = typeof channelCount === 'number';
  if (dataType === DATA_TYPE.float32 && dims?.length === 4 && isNumber && channelCount % BLOCK_LENGTH === 0) {
    const weights = graph.addFilled([channelCount, 1, 1, 1], factor);
    return op('Conv', value, weights, { kernel_shape: [1, 1], group: channelCount });
  }
  return factor === 1 ? value : op('Mul', value, factor);
}
