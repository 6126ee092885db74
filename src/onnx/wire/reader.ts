/**
 * Reads the protobuf wire format from bytes in memory.
 * In: bytes of unknown origin. Out: tags, numbers, views. Every read is bounds-checked; nesting is bounded;
 * whatever is malformed ends in a ModelError `malformed-protobuf` that names the byte.
 */
import { toDataView } from '../../base/bytes.js';
import { ModelError } from '../../base/errors.js';

/** The kinds of values on the wire; groups (3 and 4) were withdrawn before ONNX existed and are rejected. */
export const WIRE_TYPE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
export type WireType = (typeof WIRE_TYPE)[keyof typeof WIRE_TYPE];

/** Messages within messages that are followed; protobuf's own libraries stop at the same depth. */
const MAX_DEPTH = 100;
/** Messages in all; far beyond any real model, and few enough that two-byte messages cannot fill the memory. */
const MAX_MESSAGES = 1_000_000;
/** 64 bits in groups of 7. */
const MAX_VARINT_BYTES = 10;
const MAX_FIELD_NUMBER = 2 ** 29 - 1;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Number and kind of the field that follows. */
export interface Tag {
  field: number;
  wireType: WireType;
}

/** A cursor over the bytes of one message. */
export class WireReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #depth: number;
  /** Shared by all readers of one file. */
  readonly #seen: { messages: number };
  #position = 0;

  constructor(bytes: Uint8Array, parent?: WireReader) {
    this.#bytes = bytes;
    this.#view = toDataView(bytes);
    this.#depth = parent ? parent.#depth + 1 : 0;
    this.#seen = parent ? parent.#seen : { messages: 0 };
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#position;
  }

  get atEnd(): boolean {
    return this.#position >= this.#bytes.length;
  }

  /** Bytes from `start` to here, as a view. */
  viewFrom(start: number): Uint8Array {
    return this.#bytes.subarray(start, this.#position);
  }

  readTag(): Tag {
    const start = this.#position;
    const tag = this.readVarint();
    const field = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (field === 0 || field > MAX_FIELD_NUMBER) throw this.#malformed(start, `field number ${field}`);
    if (
      wireType !== WIRE_TYPE.varint &&
      wireType !== WIRE_TYPE.fixed64 &&
      wireType !== WIRE_TYPE.bytes &&
      wireType !== WIRE_TYPE.fixed32
    ) {
      throw this.#malformed(start, `wire type ${wireType}`);
    }
    return { field, wireType };
  }

  /** An unsigned number below 2^53, as tags and lengths are. */
  readVarint(): number {
    const start = this.#position;
    let value = 0;
    let scale = 1;
    for (let count = 0; count < MAX_VARINT_BYTES; count++) {
      const byte = this.#readByte();
      value += (byte & 0x7f) * scale;
      if (value > Number.MAX_SAFE_INTEGER) break;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw this.#malformed(start, 'a number above 2^53');
  }

  /** A signed 64-bit number. */
  readInt64(): bigint {
    const [low, high] = this.#readVarintHalves();
    return (BigInt(high | 0) << 32n) | BigInt(low >>> 0);
  }

  /** An unsigned 64-bit number. */
  readUint64(): bigint {
    return BigInt.asUintN(64, this.readInt64());
  }

  /** A signed 32-bit number or enum; higher bits are dropped, as protobuf does. */
  readInt32(): number {
    return this.#readVarintHalves()[0] | 0;
  }

  readFloat(): number {
    return this.#view.getFloat32(this.#advance(4), true);
  }

  readDouble(): number {
    return this.#view.getFloat64(this.#advance(8), true);
  }

  /** Length-delimited bytes, as a view into the input. */
  readBytes(): Uint8Array {
    const start = this.#position;
    const length = this.readVarint();
    if (length > this.#bytes.length - this.#position) {
      throw this.#malformed(
        start,
        `${length} bytes of which ${this.#bytes.length - this.#position} are there`,
      );
    }
    const offset = this.#advance(length);
    return this.#bytes.subarray(offset, offset + length);
  }

  readString(): string {
    const start = this.#position;
    const bytes = this.readBytes();
    try {
      return utf8.decode(bytes);
    } catch {
      throw this.#malformed(start, 'text that is not UTF-8');
    }
  }

  /** A reader over the embedded message or packed values that follow. */
  readEmbedded(): WireReader {
    if (this.#depth + 1 >= MAX_DEPTH) {
      throw this.#malformed(this.#position, `messages nested more than ${MAX_DEPTH} deep`);
    }
    if (++this.#seen.messages > MAX_MESSAGES) {
      throw this.#malformed(this.#position, `more than ${MAX_MESSAGES} messages`);
    }
    return new WireReader(this.readBytes(), this);
  }

  /** Steps over a value that nobody asked for. */
  skip(wireType: WireType): void {
    if (wireType === WIRE_TYPE.varint) this.#readVarintHalves();
    else if (wireType === WIRE_TYPE.fixed64) this.#advance(8);
    else if (wireType === WIRE_TYPE.fixed32) this.#advance(4);
    else this.readBytes();
  }

  /** The low and high 32 bits of a varint, as signed numbers. */
  #readVarintHalves(): [low: number, high: number] {
    const start = this.#position;
    let low = 0;
    let high = 0;
    for (let count = 0; count < MAX_VARINT_BYTES; count++) {
      const byte = this.#readByte();
      const bits = byte & 0x7f;
      if (count < 4) low |= bits << (7 * count);
      else if (count === 4) {
        low |= bits << 28;
        high |= bits >> 4;
      } else high |= bits << (7 * count - 32);
      if (byte < 0x80) return [low, high];
    }
    throw this.#malformed(start, `a number of more than ${MAX_VARINT_BYTES} bytes`);
  }

  #readByte(): number {
    return this.#bytes[this.#advance(1)]!;
  }

  #advance(length: number): number {
    const start = this.#position;
    if (length > this.#bytes.length - start) throw this.#malformed(start, 'the end of the data');
    this.#position = start + length;
    return start;
  }

  #malformed(position: number, found: string): ModelError {
    return new ModelError('malformed-protobuf', {
      what: `Not a readable protobuf message: ${found} at byte ${position} of a message of ${this.#bytes.length} bytes.`,
      next: 'Check that the file is a complete ONNX model; download or export it again.',
    });
  }
}
