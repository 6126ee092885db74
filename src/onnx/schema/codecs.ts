/**
 * The field tables of onnx.proto: which number each property has on the wire.
 * In: bytes or messages. Out: messages or bytes. Checks the wire format only, not that a graph makes sense.
 */
import { defineMessage, type MessageCodec, optional, repeated, required } from '../wire/message.js';
import { bytes, double, float, int32, int64, smallInt64, string, uint64 } from '../wire/values.js';
import type {
  AttributeProto,
  Dimension,
  GraphProto,
  ModelProto,
  NodeProto,
  OperatorSetIdProto,
  StringStringEntryProto,
  TensorProto,
  TensorShapeProto,
  TensorTypeProto,
  TypeProto,
  ValueInfoProto,
} from './messages.js';

const emptyText = () => '';
const zero = () => 0;

/** Wire format of a key with its text. */
export const stringStringEntryCodec = defineMessage<StringStringEntryProto>(() => ({
  key: required(1, string, emptyText),
  value: required(2, string, emptyText),
}));

/** Wire format of an operator set's domain and version. */
export const operatorSetIdCodec = defineMessage<OperatorSetIdProto>(() => ({
  domain: required(1, string, emptyText),
  version: required(2, smallInt64, zero),
}));

/** Wire format of one length of a shape. */
export const dimensionCodec = defineMessage<Dimension>(() => ({
  dimValue: optional(1, smallInt64),
  dimParam: optional(2, string),
  denotation: optional(3, string),
}));

/** Wire format of a shape. */
export const tensorShapeCodec = defineMessage<TensorShapeProto>(() => ({
  dim: repeated(1, dimensionCodec),
}));

/** Wire format of a tensor's element type and shape. */
export const tensorTypeCodec = defineMessage<TensorTypeProto>(() => ({
  elemType: required(1, int32, zero),
  shape: optional(2, tensorShapeCodec),
}));

/** Wire format of a value's type; types other than tensors stay in `unknown`. */
export const typeCodec = defineMessage<TypeProto>(() => ({
  tensorType: optional(1, tensorTypeCodec),
  denotation: optional(6, string),
}));

/** Wire format of a named value with its type. */
export const valueInfoCodec = defineMessage<ValueInfoProto>(() => ({
  name: required(1, string, emptyText),
  type: optional(2, typeCodec),
  docString: optional(3, string),
  metadataProps: repeated(4, stringStringEntryCodec),
}));

/** Wire format of a stored tensor. */
export const tensorCodec = defineMessage<TensorProto>(() => ({
  dims: repeated(1, smallInt64),
  dataType: required(2, int32, zero),
  segment: optional(3, bytes),
  floatData: repeated(4, float),
  int32Data: repeated(5, int32),
  stringData: repeated(6, bytes),
  int64Data: repeated(7, int64),
  name: required(8, string, emptyText),
  rawData: optional(9, bytes),
  doubleData: repeated(10, double),
  uint64Data: repeated(11, uint64),
  docString: optional(12, string),
  externalData: repeated(13, stringStringEntryCodec),
  dataLocation: optional(14, int32),
  metadataProps: repeated(16, stringStringEntryCodec),
}));

/** Wire format of a node's attribute. */
export const attributeCodec: MessageCodec<AttributeProto> = defineMessage(() => ({
  name: required(1, string, emptyText),
  f: optional(2, float),
  i: optional(3, int64),
  s: optional(4, bytes),
  t: optional(5, tensorCodec),
  g: optional(6, graphCodec),
  floats: repeated(7, float),
  ints: repeated(8, int64),
  strings: repeated(9, bytes),
  tensors: repeated(10, tensorCodec),
  graphs: repeated(11, graphCodec),
  docString: optional(13, string),
  tp: optional(14, typeCodec),
  typeProtos: repeated(15, typeCodec),
  type: optional(20, int32),
  refAttrName: optional(21, string),
  sparseTensor: optional(22, bytes),
  sparseTensors: repeated(23, bytes),
}));

/** Wire format of a node. */
export const nodeCodec: MessageCodec<NodeProto> = defineMessage(() => ({
  input: repeated(1, string),
  output: repeated(2, string),
  name: required(3, string, emptyText),
  opType: required(4, string, emptyText),
  attribute: repeated(5, attributeCodec),
  docString: optional(6, string),
  domain: optional(7, string),
  overload: optional(8, string),
  metadataProps: repeated(9, stringStringEntryCodec),
}));

/** Wire format of a graph. */
export const graphCodec: MessageCodec<GraphProto> = defineMessage(() => ({
  node: repeated(1, nodeCodec),
  name: required(2, string, emptyText),
  initializer: repeated(5, tensorCodec),
  docString: optional(10, string),
  input: repeated(11, valueInfoCodec),
  output: repeated(12, valueInfoCodec),
  valueInfo: repeated(13, valueInfoCodec),
  quantizationAnnotation: repeated(14, bytes),
  sparseInitializer: repeated(15, bytes),
  metadataProps: repeated(16, stringStringEntryCodec),
}));

/** Wire format of a whole model file. */
export const modelCodec = defineMessage<ModelProto>(() => ({
  irVersion: required(1, smallInt64, zero),
  producerName: optional(2, string),
  producerVersion: optional(3, string),
  domain: optional(4, string),
  modelVersion: optional(5, int64),
  docString: optional(6, string),
  graph: required(7, graphCodec, () => graphCodec.create({})),
  opsetImport: repeated(8, operatorSetIdCodec),
  metadataProps: repeated(14, stringStringEntryCodec),
  trainingInfo: repeated(20, bytes),
  functions: repeated(25, bytes),
}));
