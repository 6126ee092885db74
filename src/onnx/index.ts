/** ONNX models as bytes and as data. Pure: no Node built-ins, no runtime. */
export {
  buildAttackModel,
  buildFeatureGradientModel,
  buildGradientModel,
  FEATURE_MODEL_NAMES,
} from './autodiff/index.js';
export { GraphBuilder, toValueInfo } from './graph/builder.js';
export { listExternalTensors, parseExternalRange } from './graph/external-data.js';
export { findLinearHead } from './graph/linear-head.js';
export { readTensor, toTensorProto } from './graph/tensor.js';

export {
  type Attributes,
  toAttribute,
} from './schema/attribute.js';
export {
  attributeCodec,
  dimensionCodec,
  graphCodec,
  modelCodec,
  nodeCodec,
  operatorSetIdCodec,
  stringStringEntryCodec,
  tensorCodec,
  tensorShapeCodec,
  tensorTypeCodec,
  typeCodec,
  valueInfoCodec,
} from './schema/codecs.js';
export {
  DATA_TYPE,
  type Tensor,
  type TensorDtype,
} from './schema/data-type.js';
export type {
  ModelProto,
  NodeProto,
  TensorProto,
  ValueInfoProto,
} from './schema/messages.js';
export { formatModel, IR_VERSION, MAX_MODEL_BYTES, parseModel } from './schema/model.js';
export { attachHead } from './surgery/attach-head.js';
export { changeImageSize } from './surgery/change-image-size.js';
export { toEvaluationMode } from './surgery/evaluation-mode.js';
export { DEFAULT_ENCODER_NAMES, exposeOutputs } from './surgery/expose.js';
export { fixImageSize } from './surgery/fix-input-shape.js';
export {
  listOutputs,
  type OutputChoice,
  type OutputDescription,
  selectOutput,
} from './surgery/heads/outputs.js';
export { inspectModel, type ModelInspection, type NetworkNote } from './surgery/inspect.js';
export { type ChannelStatistics, insertNormalization } from './surgery/normalization.js';

export {
  buildHeadTrainingModel,
  HEAD_TRAINING_NAMES,
  type HeadTrainingState,
} from './training/index.js';
