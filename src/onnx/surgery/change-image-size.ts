/**
 * Networks exported for one size of image, for another.
 * In: a model whose image input is square, and a side. Out: the same network for that side: lengths that its enlargements were given as
 * constants follow. Convolutions and poolings need nothing; a network that flattens its map into a fixed width is refused.
 */
import { ModelError } from '../../base/errors.js';
import { createGraphLookup } from '../graph/lookup.js';
import { toTensorProto } from '../graph/tensor.js';
import { dimensionCodec } from '../schema/codecs.js';
import type { Dimension, ModelProto, ValueInfoProto } from '../schema/messages.js';
import { fixImageSize } from './fix-input-shape.js';

/** Where a Resize node is given its lengths [n, channels, height, width]. */
const SIZES_INPUT = 3;

/**
 * The model for images `[n, channels, side, side]`; the batch stays as it is. ModelError `size-fixed` where the side has no whole share of every
 * length, a length is computed, or the input is not square.
 */
export function changeImageSize(model: ModelProto, input: string, side: number): ModelProto {
  const declared = model.graph.input.find(({ name }) => name === input)?.type?.tensorType?.shape?.dim;
  const [height, width] = (declared ?? []).slice(2).map(({ dimValue }) => dimValue);
  if (height === undefined || width === undefined)
    return fixImageSize(model, input, { width: side, height: side });
  if (height === side && width === side) return model;
  if (height !== width) throw fixedError(side, `its images are ${width} × ${height}`);
  const scale = (length: number): number => {
    const scaled = (length * side) / height;
    if (Number.isInteger(scaled)) return scaled;
    throw fixedError(side, `a map of ${length} cells a side would have ${scaled}`);
  };
  const { graph } = model;
  const lookup = createGraphLookup(graph);
  const sizes = new Map<string, ReturnType<typeof toTensorProto>>();
  const node = graph.node.map((one) => {
    const name = one.opType === 'Resize' ? one.input[SIZES_INPUT] : undefined;
    if (!name) return one;
    const constant = lookup.readConstant(name);
    if (constant === null) throw fixedError(side, `the node "${one.name}" computes its lengths`);
    const [count, channels, ...lengths] = Array.from(constant.data as ArrayLike<number | bigint>, Number);
    const scaled = [count!, channels!, ...lengths.map(scale)];
    const changed = `${name}@${side}`;
    sizes.set(
      changed,
      toTensorProto(
        { dtype: 'int64', dims: [scaled.length], data: BigInt64Array.from(scaled, BigInt) },
        changed,
      ),
    );
    return { ...one, input: one.input.map((value, place) => (place === SIZES_INPUT ? changed : value)) };
  });
  const resize = (value: ValueInfoProto) => scaleSides(value, scale);
  return {
    ...model,
    graph: {
      ...graph,
      node,
      initializer: [...graph.initializer, ...sizes.values()],
      input: graph.input.map((value) => (value.name === input ? resize(value) : value)),
      output: graph.output.map(resize),
      // Shapes of values between are those of the other size; runtimes infer them.
      valueInfo: [],
    },
  };
}

/** The value with its last two axes scaled, where it has four of fixed length. */
function scaleSides(value: ValueInfoProto, scale: (length: number) => number): ValueInfoProto {
  const tensorType = value.type?.tensorType;
  const dims = tensorType?.shape?.dim;
  if (!tensorType?.shape || dims?.length !== 4) return value;
  const dim = dims.map((one, axis): Dimension => {
    if (axis < 2 || one.dimValue === undefined) return one;
    return dimensionCodec.create({ dimValue: scale(one.dimValue) });
  });
  return {
    ...value,
    type: { ...value.type!, tensorType: { ...tensorType, shape: { ...tensorType.shape, dim } } },
  };
}

function fixedError(side: number, reason: string): ModelError {
  return new ModelError('size-fixed', {
    what: `The network cannot be given images of ${side} × ${side}: ${reason}.`,
    why: 'It was exported for one size of image.',
    next: 'Choose a side that has a power of two in common with the one that it was exported for, or export it with an open size.',
  });
}
