/**
 * Keeping gradients in the layout of convolutions.
 * onnxruntime's CPU kernels hold the maps around a convolution as blocks of channels, and carry that layout through convolutions, poolings,
 * sums and products whose operands all have it and whose sizes are known. Any other operator costs a conversion there and one back. A depthwise
 * convolution is the way in, and the way to multiply by a number there (docs/decisions/0011, with what it saves).
 */
import { DATA_TYPE } from '../schema/data-type.js';
import type { RuleContext } from './operator.js';

/** Channels of the smallest block; processors with wide registers have blocks of two of these. */
const BLOCK_LENGTH = 8;

/**
 * Whether a value is float32 maps of known size, in whatever number, whose channels fill whole blocks: others are not worth the way in.
 */
export function fillsBlocks({ graph }: RuleContext, value: string): boolean {
  const { dataType, dims } = graph.factsOf(value);
  if (dataType !== DATA_TYPE.float32 || dims?.length !== 4) return false;
  const [channels, ...sides] = dims.slice(1);
  return (
    typeof channels === 'number' &&
    channels % BLOCK_LENGTH === 0 &&
    sides.every((length) => typeof length === 'number')
  );
}

/** `value` times `factor`, in blocks; `like`, a value of the same shape of which more may be known, must fill them. */
export function scaleInBlocks(
  { op, graph }: RuleContext,
  value: string,
  factor: number,
  like = value,
): string {
  const group = graph.factsOf(like).dims![1] as number;
  return op('Conv', value, graph.addFilled([group, 1, 1, 1], factor), { kernel_shape: [1, 1], group });
}

/** `value` as it is, brought into blocks where its shape, that of `like`, fills them. */
export function enterBlocks(context: RuleContext, value: string, like: string): string {
  return fillsBlocks(context, like) ? scaleInBlocks(context, value, 1, like) : value;
}
