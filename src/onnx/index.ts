/** ONNX models as bytes and as data. Pure: no Node built-ins, no runtime. */
export {
  appendGradients,
  buildAttackModel,
  buildFeatureGradientModel,
  buildGradientModel,
  FEATURE_MODEL_NAMES,
  type FeatureGradientOptions,
  type GradientOptions,
} from './autodiff/index.js';
export {
  type Attributes,
  findAttribute,
  readAttributeFloat,
  readAttributeInt,
  readAttributeInts,
  toAttribute,
} from './graph/attribute.js';
export { GraphBuilder, type Operand, toValueInfo } from './graph/builder.js';
export type { Length, ValueFacts } from './graph/inference.js';
export { findLinearHead, type HeadOutputs, type LinearLayer } from './graph/linear-head.js';
export { readTensor, toTensorProto } from './graph/tensor.js';
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
  type TensorArrays,
  type TensorDtype,
  toDataTypeName,
} from './schema/data-type.js';
export {
  ATTRIBUTE_TYPE,
  type AttributeProto,
  type Dimension,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type OperatorSetIdProto,
  type StringStringEntryProto,
  type TensorProto,
  type TensorShapeProto,
  type TensorTypeProto,
  type TypeProto,
  type ValueInfoProto,
} from './schema/messages.js';
export { formatModel, parseModel } from './schema/model.js';
export { attachHead } from './surgery/attach-head.js';
export { DEFAULT_ENCODER_NAMES, type EncoderNames, exposeOutputs } from './surgery/expose.js';
export { fixImageSize } from './surgery/fix-input-shape.js';
export { inspectModel, type ModelInspection } from './surgery/inspect.js';
export { type ChannelStatistics, insertNormalization } from './surgery/normalization.js';
export { replaceHead } from './surgery/replace-head.js';
export {
  buildHeadTrainingModel,
  type GraphOptimizerSettings,
  HEAD_TRAINING_NAMES,
  type HeadTrainingModel,
  type HeadTrainingSizes,
  type HeadTrainingState,
} from './training/index.js';
