/**
 * Fixes the sizes of an input, such as the number of images and their sides.
 * In: a model whose input has named or open axes. Out: the same model for that shape only; runtimes can then plan layouts and memory, which
 * large networks and gradients gain from (docs/decisions/0011). Frees nothing: the opposite is `freeBatch`.
 */
import { ModelError } from '../../base/errors.js';
import { dimensionCodec, tensorShapeCodec } from '../schema/codecs.js';
import type { Dimension, ModelProto, ValueInfoProto } from '../schema/messages.js';

/** The model for images `[n, channels, height, width]` of one size, in any number; as it is where the size is fixed already. */
export function fixImageSize(
  model: ModelProto,
  input: string,
  { width, height }: { width: number; height: number },
): ModelProto {
  const declared = model.graph.input.find(({ name }) => name === input)?.type?.tensorType?.shape?.dim;
  if (declared?.length !== 4) return model;
  const sizes = declared.slice(2).map(({ dimValue }) => dimValue);
  return sizes.includes(undefined) ? fixInputShape(model, input, [null, null, height, width]) : model;
}

/**
 * The model with `input` of shape `dims`, null where an axis stays as it is; axes of other values that bear the same names are fixed with it.
 * ModelError `unknown-value`, or `shape-mismatch` where the model has fixed an axis to another length.
 */
export function fixInputShape(
  model: ModelProto,
  input: string,
  dims: readonly (number | null)[],
): ModelProto {
  const { graph } = model;
  const declared = graph.input.find(({ name }) => name === input)?.type?.tensorType;
  if (!declared) throw unknownInputError(input, graph.input);
  const before = declared.shape?.dim ?? dims.map(() => dimensionCodec.create({}));
  const isOther = ({ dimValue }: Dimension, axis: number): boolean =>
    dimValue !== undefined && dims[axis] !== null && dimValue !== dims[axis];
  if (before.length !== dims.length || before.some(isOther)) throw mismatchError(input, before, dims);
  const lengths = new Map(
    before.flatMap(({ dimParam }, axis): [string, number][] => {
      const length = dims[axis];
      return dimParam && typeof length === 'number' ? [[dimParam, length]] : [];
    }),
  );
  const fixNamed = (values: readonly ValueInfoProto[]): ValueInfoProto[] =>
    values.map((value) =>
      withDimensions(value, (dimension) => {
        const dimValue = lengths.get(dimension.dimParam ?? '');
        return dimValue === undefined ? dimension : dimensionCodec.create({ dimValue });
      }),
    );
  const fixed = tensorShapeCodec.create({
    dim: dims.map((dimValue, axis) =>
      dimValue === null ? before[axis]! : dimensionCodec.create({ dimValue }),
    ),
  });
  const inputs = fixNamed(graph.input).map((value) =>
    value.name === input
      ? { ...value, type: { ...value.type!, tensorType: { ...declared, shape: fixed } } }
      : value,
  );
  return {
    ...model,
    graph: { ...graph, input: inputs, output: fixNamed(graph.output), valueInfo: fixNamed(graph.valueInfo) },
  };
}

function withDimensions(value: ValueInfoProto, change: (dimension: Dimension) => Dimension): ValueInfoProto {
  const tensorType = value.type?.tensorType;
  if (!tensorType?.shape) return value;
  const shape = { ...tensorType.shape, dim: tensorType.shape.dim.map(change) };
  return { ...value, type: { ...value.type!, tensorType: { ...tensorType, shape } } };
}

function unknownInputError(input: string, inputs: readonly ValueInfoProto[]): ModelError {
  return new ModelError('unknown-value', {
    what: `The network has no input "${input}".`,
    next: `Its inputs are ${inputs.map(({ name }) => `"${name}"`).join(', ')}.`,
  });
}

function mismatchError(
  input: string,
  before: readonly Dimension[],
  dims: readonly (number | null)[],
): ModelError {
  const shown = before.map(({ dimValue, dimParam }) => dimValue ?? (dimParam || '?'));
  return new ModelError('shape-mismatch', {
    what: `The network's input "${input}" has shape [${shown.join(', ')}], which cannot be [${dims.map((length) => length ?? '?').join(', ')}].`,
    next: 'Give images of the size that the network was exported for, or export it with dynamic_axes.',
  });
}
