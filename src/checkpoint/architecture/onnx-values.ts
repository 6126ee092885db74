/**
 * Attributes and typed values as ONNX spells them.
 * In: plain numbers and names. Out: protobuf messages.
 */
import {
  ATTRIBUTE_TYPE,
  type AttributeProto,
  attributeCodec,
  DATA_TYPE,
  dimensionCodec,
  tensorShapeCodec,
  tensorTypeCodec,
  typeCodec,
  type ValueInfoProto,
  valueInfoCodec,
} from '../../onnx/index.js';

/** Numbers are integers unless marked. */
export type AttributeValue = number | number[] | { float: number };

export function toAttribute(name: string, value: AttributeValue): AttributeProto {
  if (Array.isArray(value)) {
    return attributeCodec.create({ name, type: ATTRIBUTE_TYPE.ints, ints: value.map(BigInt) });
  }
  if (typeof value === 'number') {
    return attributeCodec.create({ name, type: ATTRIBUTE_TYPE.int, i: BigInt(value) });
  }
  return attributeCodec.create({ name, type: ATTRIBUTE_TYPE.float, f: value.float });
}

/** A float32 value; a text names an axis of any length. */
export function toValueInfo(name: string, dims: readonly (number | string)[]): ValueInfoProto {
  const dim = dims.map((length) =>
    dimensionCodec.create(typeof length === 'number' ? { dimValue: length } : { dimParam: length }),
  );
  const shape = tensorShapeCodec.create({ dim });
  const tensorType = tensorTypeCodec.create({ elemType: DATA_TYPE.float32, shape });
  return valueInfoCodec.create({ name, type: typeCodec.create({ tensorType }) });
}
