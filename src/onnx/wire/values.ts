/**
 * How single values of protobuf's types are read and written.
 * In: a reader or writer at the value. Out: the value. Fields, presence and repetition are in `message.ts`.
 */
import { ModelError } from '../../base/errors.js';
import { WIRE_TYPE, type WireReader, type WireType } from './reader.js';
import type { WireWriter } from './writer.js';

/** One type of value on the wire. */
export interface ValueCodec<T> {
  readonly wireType: WireType;
  /** Whether repeated values of this type may stand in one length-delimited run. */
  readonly packable: boolean;
  read(reader: WireReader): T;
  write(writer: WireWriter, value: T): void;
}

/** Whole numbers of 32 bits, as varints. */
export const int32: ValueCodec<number> = {
  wireType: WIRE_TYPE.varint,
  packable: true,
  read: (reader) => reader.readInt32(),
  write: (writer, value) => writer.writeInt32(value),
};

/** Whole numbers of 64 bits, as varints. */
export const int64: ValueCodec<bigint> = {
  wireType: WIRE_TYPE.varint,
  packable: true,
  read: (reader) => reader.readInt64(),
  write: (writer, value) => writer.writeInt64(value),
};

/** Whole numbers of 64 bits without sign, as varints. */
export const uint64: ValueCodec<bigint> = {
  wireType: WIRE_TYPE.varint,
  packable: true,
  read: (reader) => reader.readUint64(),
  write: (writer, value) => writer.writeInt64(value),
};

/** A 64-bit field whose values are small in practice (sizes, versions); refuses what a number cannot hold. */
export const smallInt64: ValueCodec<number> = {
  wireType: WIRE_TYPE.varint,
  packable: true,
  read: (reader) => {
    const value = reader.readInt64();
    if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER) {
      throw new ModelError('malformed-protobuf', {
        what: `A size or version of ${value} is beyond what any model needs.`,
        next: 'Check that the file is a complete ONNX model; download or export it again.',
      });
    }
    return Number(value);
  },
  write: (writer, value) => writer.writeInt64(BigInt(value)),
};

/** Numbers of 32 bits. */
export const float: ValueCodec<number> = {
  wireType: WIRE_TYPE.fixed32,
  packable: true,
  read: (reader) => reader.readFloat(),
  write: (writer, value) => writer.writeFloat(value),
};

/** Numbers of 64 bits. */
export const double: ValueCodec<number> = {
  wireType: WIRE_TYPE.fixed64,
  packable: true,
  read: (reader) => reader.readDouble(),
  write: (writer, value) => writer.writeDouble(value),
};

/** UTF-8 text. */
export const string: ValueCodec<string> = {
  wireType: WIRE_TYPE.bytes,
  packable: false,
  read: (reader) => reader.readString(),
  write: (writer, value) => writer.writeString(value),
};

/** A view into the input when read; referenced until the writer finishes when written. */
export const bytes: ValueCodec<Uint8Array> = {
  wireType: WIRE_TYPE.bytes,
  packable: false,
  read: (reader) => reader.readBytes(),
  write: (writer, value) => writer.writeBytes(value),
};
