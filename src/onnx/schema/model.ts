/**
 * Whole model files: bytes to ModelProto and back.
 * In: the content of an .onnx file. Out: a message that writes back without loss. Does not follow external data.
 */
import { ModelError } from '../../base/errors.js';
import { modelCodec } from './codecs.js';
import type { ModelProto } from './messages.js';

/** Protobuf's own limit on one message; readers refuse more. */
const MAX_MODEL_SIZE_BYTES = 2 ** 31 - 1;

/**
 * Reads an ONNX file; tensors' `rawData` are views into `bytes`.
 * ModelError `malformed-protobuf` or `not-an-onnx-model`.
 */
export function parseModel(bytes: Uint8Array): ModelProto {
  const model = modelCodec.parse(bytes);
  if (model.irVersion < 1 || model.graph.node.length + model.graph.output.length === 0) {
    throw new ModelError('not-an-onnx-model', {
      what: `The ${bytes.length} bytes are not an ONNX model: they have ${model.irVersion < 1 ? 'no IR version' : 'no graph'}.`,
      next: 'Give an .onnx file, as written by torch.onnx.export and others.',
    });
  }
  return model;
}

/** Writes an ONNX file. ModelError `model-too-large` beyond the 2 GB that protobuf allows. */
export function formatModel(model: ModelProto): Uint8Array {
  const bytes = modelCodec.format(model);
  if (bytes.length > MAX_MODEL_SIZE_BYTES) {
    throw new ModelError('model-too-large', {
      what: `The model takes ${bytes.length} bytes; an ONNX file holds at most ${MAX_MODEL_SIZE_BYTES}.`,
      next: 'Store its weights as float16, or use a smaller network.',
    });
  }
  return bytes;
}
