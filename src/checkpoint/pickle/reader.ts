/**
 * The operands of pickle opcodes.
 * In: bytes. Out: integers, floats and texts in the encodings of CPython's pickletools; `PickleEnd` where the bytes run out.
 */
import { toDataView } from '../../base/bytes.js';

/** The bytes ended inside a pickle; the caller knows whether there are more. */
export class PickleEnd extends Error {}

/** A pickle that no pickler writes; the message completes "it cannot be read: …". */
export class PickleError extends Error {}

/** A pickle that a pickler could write, but that asks for more than a checkpoint needs; the message completes "it is refused: …". */
export class PickleLimit extends PickleError {}

/** Python integers beyond this are refused: converting them takes quadratic time. */
const MAX_INTEGER_BYTES = 1024;
const NEWLINE = 0x0a;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** A place in a pickle that moves forward as operands are read. */
export class PickleReader {
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    public offset: number,
  ) {
    this.view = toDataView(bytes);
  }

  private advance(length: number): number {
    const at = this.offset;
    if (length > this.bytes.length - at) throw new PickleEnd();
    this.offset = at + length;
    return at;
  }

  uint8(): number {
    return this.view.getUint8(this.advance(1));
  }

  uint16(): number {
    return this.view.getUint16(this.advance(2), true);
  }

  uint32(): number {
    return this.view.getUint32(this.advance(4), true);
  }

  int32(): number {
    return this.view.getInt32(this.advance(4), true);
  }

  /** A length; beyond 2^53 it is rounded, and larger than any file all the same. */
  uint64(): number {
    return Number(this.view.getBigUint64(this.advance(8), true));
  }

  /** Big-endian, unlike everything else. */
  float64(): number {
    return this.view.getFloat64(this.advance(8), false);
  }

  data(length: number): Uint8Array {
    const at = this.advance(length);
    return this.bytes.subarray(at, at + length);
  }

  text(length: number): string {
    return utf8.decode(this.data(length));
  }

  /** Up to the next newline, which is consumed. */
  line(): string {
    const end = this.bytes.indexOf(NEWLINE, this.offset);
    if (end < 0) throw new PickleEnd();
    const line = utf8.decode(this.bytes.subarray(this.offset, end));
    this.offset = end + 1;
    return line;
  }

  /** Two's complement, little-endian, of any length. */
  integer(length: number): number | bigint {
    if (length > MAX_INTEGER_BYTES) throw new PickleLimit(`it holds an integer of ${length} bytes`);
    const data = this.data(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(data[i]!);
    return toInteger(BigInt.asIntN(length * 8, value));
  }

  /** A decimal integer on a line of its own, as protocol 0 writes it. */
  decimal(): number | bigint {
    const line = this.line().replace(/L$/, '').trim();
    if (line.length > MAX_INTEGER_BYTES || !/^[+-]?\d+$/.test(line)) {
      throw new PickleError('it holds a malformed integer');
    }
    return toInteger(BigInt(line));
  }
}

/** A number where it is exact. */
function toInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Python's `repr` of a byte string or raw-unicode-escape, to text; rare escapes of names that nobody uses stay as they are. */
export function unescapeText(text: string): string {
  return text.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|([\\'"]))/gi, (_, byte, unit, plain) =>
    plain ? plain : String.fromCharCode(Number.parseInt(byte ?? unit, 16)),
  );
}
