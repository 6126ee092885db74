/**
 * Weights that a model keeps in files beside it (onnx.proto, TensorProto.external_data).
 * In: a model, or one of its tensors. Out: the tensors that are stored outside, and where each says it is. Opens no file: whether a place
 * may be read is for the reader to check.
 */
import { ModelError } from '../../base/errors.js';
import { type DATA_TYPE, toDataTypeName } from '../schema/data-type.js';
import type { GraphProto, ModelProto, NodeProto, TensorProto } from '../schema/messages.js';
import { computeElementCount, EXTERNAL_LOCATION } from './tensor.js';

const BYTES_PER_ELEMENT: Readonly<Record<keyof typeof DATA_TYPE, number | null>> = {
  float32: 4,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  int32: 4,
  int64: 8,
  string: null,
  bool: 1,
  float16: 2,
  float64: 8,
  uint32: 4,
  uint64: 8,
  bfloat16: 2,
};

/** A range of bytes of a file beside the model. */
export interface ExternalRange {
  /** As the file spells it: a relative path, by the standard. */
  location: string;
  offset: number;
  /** In bytes: what the tensor's shape and type take. */
  length: number;
  /** SHA-1 of the whole file in lower-case hex; null where none is stated. */
  sha1: string | null;
}

/** All tensors of a model that are stored in other files: weights, constants, and those of inner graphs. */
export function listExternalTensors({ graph }: ModelProto): TensorProto[] {
  return listTensors(graph).filter(({ dataLocation }) => dataLocation === EXTERNAL_LOCATION);
}

function listTensors(graph: GraphProto): TensorProto[] {
  return [...graph.initializer, ...graph.node.flatMap(listNodeTensors)];
}

function listNodeTensors({ attribute }: NodeProto): TensorProto[] {
  return attribute.flatMap(({ t, tensors, g, graphs }) => [
    ...(t ? [t] : []),
    ...tensors,
    ...(g ? [g, ...graphs] : graphs).flatMap(listTensors),
  ]);
}

/** Where a tensor's values are. ModelError `external-data-malformed` where its entry contradicts itself or its shape. */
export function parseExternalRange(tensor: TensorProto): ExternalRange {
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location');
  if (!location) throw malformedError(tensor, 'names no file');
  const offset = parseSize(tensor, 'offset', entries.get('offset')) ?? 0;
  const stated = parseSize(tensor, 'length', entries.get('length'));
  const needed = computeSizeBytes(tensor);
  const length = needed ?? stated;
  if (length === null)
    throw malformedError(tensor, `has element type ${tensor.dataType} and states no length`);
  if (stated !== null && stated !== length) {
    throw malformedError(tensor, `of shape [${tensor.dims}] takes ${length} bytes, but states ${stated}`);
  }
  return { location, offset, length, sha1: entries.get('checksum')?.toLowerCase() ?? null };
}

/** Bytes that a tensor's values take; null for element types that are not known here. */
function computeSizeBytes(tensor: TensorProto): number | null {
  const name = toDataTypeName(tensor.dataType);
  const width = name && BYTES_PER_ELEMENT[name];
  if (!width) return null;
  const size = computeElementCount(tensor.dims) * width;
  if (!Number.isSafeInteger(size)) throw malformedError(tensor, `has the shape [${tensor.dims}]`);
  return size;
}

function parseSize(tensor: TensorProto, key: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const size = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(size)) return size;
  throw malformedError(tensor, `states the ${key} ${JSON.stringify(text)}, which is no number of bytes`);
}

function malformedError({ name }: TensorProto, problem: string): ModelError {
  return new ModelError('external-data-malformed', {
    what: `The tensor "${name}", which is stored outside the model file, ${problem}.`,
    next: 'The model file is damaged; download or export it again.',
  });
}
