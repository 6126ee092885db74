/**
 * The messages of onnx.proto as TypeScript types, spelled as the standard spells them in camel case.
 * Optional fields are undefined when absent, repeated ones are empty; what is not modelled here stays in `unknown`
 * and is written back unchanged. Rare messages (functions, sparse tensors, annotations) are kept as raw bytes.
 */
import type { WithUnknown } from '../wire/message.js';

/** A key with its text, as in metadata. */
export interface StringStringEntryProto extends WithUnknown {
  key: string;
  value: string;
}

/** A set of operators that a model uses, by domain and version. */
export interface OperatorSetIdProto extends WithUnknown {
  /** Empty for the standard's own operators. */
  domain: string;
  version: number;
}

/** One axis: at most one of `dimValue` and `dimParam` is set; neither means unknown. */
export interface Dimension extends WithUnknown {
  dimValue: number | undefined;
  dimParam: string | undefined;
  denotation: string | undefined;
}

/** A shape, one entry per axis. */
export interface TensorShapeProto extends WithUnknown {
  dim: Dimension[];
}

/** Element type and shape of a tensor. */
export interface TensorTypeProto extends WithUnknown {
  /** A number of `DATA_TYPE`. */
  elemType: number;
  /** Absent: even the rank is unknown. */
  shape: TensorShapeProto | undefined;
}

/** Sequences, maps and optionals stay in `unknown`. */
export interface TypeProto extends WithUnknown {
  tensorType: TensorTypeProto | undefined;
  denotation: string | undefined;
}

/** A named value of a graph with its type, where it is known. */
export interface ValueInfoProto extends WithUnknown {
  name: string;
  type: TypeProto | undefined;
  docString: string | undefined;
  metadataProps: StringStringEntryProto[];
}

/** Values stand in exactly one of the data fields, `rawData` (little-endian) most often; read them with `readTensor`. */
export interface TensorProto extends WithUnknown {
  dims: number[];
  /** A number of `DATA_TYPE`. */
  dataType: number;
  segment: Uint8Array | undefined;
  floatData: number[];
  int32Data: number[];
  stringData: Uint8Array[];
  int64Data: bigint[];
  name: string;
  rawData: Uint8Array | undefined;
  doubleData: number[];
  uint64Data: bigint[];
  docString: string | undefined;
  externalData: StringStringEntryProto[];
  /** 1 when the values are in another file that `externalData` names. */
  dataLocation: number | undefined;
  metadataProps: StringStringEntryProto[];
}

/** `AttributeProto.AttributeType` of the ONNX standard. */
export const ATTRIBUTE_TYPE = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
  tensors: 9,
  graphs: 10,
  sparseTensor: 11,
  sparseTensors: 12,
  typeProto: 13,
  typeProtos: 14,
} as const;

/** `type` says which of the value fields counts. */
export interface AttributeProto extends WithUnknown {
  name: string;
  refAttrName: string | undefined;
  docString: string | undefined;
  /** A number of `ATTRIBUTE_TYPE`; absent in files older than 2017. */
  type: number | undefined;
  f: number | undefined;
  i: bigint | undefined;
  /** UTF-8 by custom, any bytes by the standard. */
  s: Uint8Array | undefined;
  t: TensorProto | undefined;
  g: GraphProto | undefined;
  sparseTensor: Uint8Array | undefined;
  tp: TypeProto | undefined;
  floats: number[];
  ints: bigint[];
  strings: Uint8Array[];
  tensors: TensorProto[];
  graphs: GraphProto[];
  sparseTensors: Uint8Array[];
  typeProtos: TypeProto[];
}

/** One operation of a graph. */
export interface NodeProto extends WithUnknown {
  /** Value names; an empty one leaves an optional input out. */
  input: string[];
  output: string[];
  name: string;
  opType: string;
  domain: string | undefined;
  overload: string | undefined;
  attribute: AttributeProto[];
  docString: string | undefined;
  metadataProps: StringStringEntryProto[];
}

/** A graph: its nodes, its stored weights, what enters and what leaves. */
export interface GraphProto extends WithUnknown {
  /** In topological order. */
  node: NodeProto[];
  name: string;
  initializer: TensorProto[];
  sparseInitializer: Uint8Array[];
  docString: string | undefined;
  input: ValueInfoProto[];
  output: ValueInfoProto[];
  valueInfo: ValueInfoProto[];
  quantizationAnnotation: Uint8Array[];
  metadataProps: StringStringEntryProto[];
}

/** A whole model file. */
export interface ModelProto extends WithUnknown {
  irVersion: number;
  opsetImport: OperatorSetIdProto[];
  producerName: string | undefined;
  producerVersion: string | undefined;
  domain: string | undefined;
  modelVersion: bigint | undefined;
  docString: string | undefined;
  graph: GraphProto;
  metadataProps: StringStringEntryProto[];
  trainingInfo: Uint8Array[];
  functions: Uint8Array[];
}
