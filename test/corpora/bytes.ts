/**
 * Numbers and texts as bytes, for files that are put together by hand. Numbers wrap, so that lies of any size can be told.
 */

const toBuffer = (sizeBytes: number, write: (buffer: Buffer) => void): Buffer => {
  const buffer = Buffer.alloc(sizeBytes);
  write(buffer);
  return buffer;
};

export const be16 = (value: number): Buffer => toBuffer(2, (buffer) => buffer.writeUInt16BE(value & 0xffff));
export const be32 = (value: number): Buffer => toBuffer(4, (buffer) => buffer.writeUInt32BE(value >>> 0));
export const le16 = (value: number): Buffer => toBuffer(2, (buffer) => buffer.writeUInt16LE(value & 0xffff));
export const le32 = (value: number): Buffer => toBuffer(4, (buffer) => buffer.writeUInt32LE(value >>> 0));
export const le64 = (value: bigint): Buffer =>
  toBuffer(8, (buffer) => buffer.writeBigUInt64LE(BigInt.asUintN(64, value)));

/** Seven bits a byte, lowest first, as protobuf and Thrift write numbers. */
export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

/** A field of protobuf that holds bytes: its number, their length, themselves. */
export function field(number: number, content: Uint8Array | string): Buffer {
  const bytes = join(content);
  return join(varint(number * 8 + 2), varint(bytes.length), bytes);
}

/** One character of a text is one byte. */
export function join(...parts: (Uint8Array | string | number)[]): Buffer {
  return Buffer.concat(
    parts.map((part) =>
      typeof part === 'number'
        ? Buffer.of(part)
        : typeof part === 'string'
          ? Buffer.from(part, 'latin1')
          : part,
    ),
  );
}

/** A copy with other bytes from `at` on. */
export function overwrite(bytes: Uint8Array, at: number, change: Uint8Array | string): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(join(change), at < 0 ? bytes.length + at : at);
  return copy;
}

/** A copy with bytes put in at `at`. */
export function insert(bytes: Uint8Array, at: number, added: Uint8Array | string): Buffer {
  return join(bytes.subarray(0, at), added, bytes.subarray(at));
}
