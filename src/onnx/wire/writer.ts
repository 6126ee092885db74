/**
 * Writes the protobuf wire format.
 * In: tags, numbers, bytes. Out: one array. Large byte runs (tensor values) are referenced until `finish`,
 * so that a model is copied once however deeply its tensors nest; do not change them in between.
 */
import type { WireType } from './reader.js';

const SCRATCH_SIZE_BYTES = 256;
/** Runs up to this size are cheaper to copy than to keep as a part of their own. */
const COPY_UP_TO_BYTES = 64;
/** The longest thing that is written into scratch at once: a 64-bit varint. */
const MAX_NUMBER_BYTES = 10;

const utf8 = new TextEncoder();

/** Collects the bytes of one message. */
export class WireWriter {
  readonly #parts: Uint8Array[] = [];
  #partBytes = 0;
  #scratch = new Uint8Array(SCRATCH_SIZE_BYTES);
  #scratchStart = 0;
  #scratchEnd = 0;

  get sizeBytes(): number {
    return this.#partBytes + this.#scratchEnd - this.#scratchStart;
  }

  writeTag(field: number, wireType: WireType): void {
    this.writeVarint(field * 8 + wireType);
  }

  /** An unsigned number below 2^53. */
  writeVarint(value: number): void {
    this.#reserve(MAX_NUMBER_BYTES);
    let rest = value;
    while (rest >= 0x80) {
      this.#scratch[this.#scratchEnd++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.#scratch[this.#scratchEnd++] = rest;
  }

  /** A 64-bit number, signed or unsigned; negative ones take ten bytes. */
  writeInt64(value: bigint): void {
    this.#reserve(MAX_NUMBER_BYTES);
    let rest = BigInt.asUintN(64, value);
    while (rest >= 0x80n) {
      this.#scratch[this.#scratchEnd++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#scratch[this.#scratchEnd++] = Number(rest);
  }

  /** A signed 32-bit number or enum. */
  writeInt32(value: number): void {
    if (value >= 0) this.writeVarint(value);
    else this.writeInt64(BigInt(value));
  }

  writeFloat(value: number): void {
    const offset = this.#reserve(4);
    new DataView(this.#scratch.buffer).setFloat32(offset, value, true);
    this.#scratchEnd += 4;
  }

  writeDouble(value: number): void {
    const offset = this.#reserve(8);
    new DataView(this.#scratch.buffer).setFloat64(offset, value, true);
    this.#scratchEnd += 8;
  }

  /** A length and then the bytes. */
  writeBytes(bytes: Uint8Array): void {
    this.writeVarint(bytes.length);
    this.appendRaw(bytes);
  }

  writeString(text: string): void {
    this.writeBytes(utf8.encode(text));
  }

  /** A length and then another writer's content. */
  writeEmbedded(body: WireWriter): void {
    this.writeVarint(body.sizeBytes);
    body.#flush();
    for (const part of body.#parts) this.appendRaw(part);
  }

  /** Bytes that are already in wire format, without a length. */
  appendRaw(bytes: Uint8Array): void {
    if (bytes.length <= COPY_UP_TO_BYTES) {
      const offset = this.#reserve(bytes.length);
      this.#scratch.set(bytes, offset);
      this.#scratchEnd += bytes.length;
      return;
    }
    this.#flush();
    this.#parts.push(bytes);
    this.#partBytes += bytes.length;
  }

  /** Everything written, in one new array. */
  finish(): Uint8Array {
    this.#flush();
    const bytes = new Uint8Array(this.#partBytes);
    let offset = 0;
    for (const part of this.#parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    return bytes;
  }

  /** Makes room in scratch for `sizeBytes` and returns where they go. */
  #reserve(sizeBytes: number): number {
    if (this.#scratchEnd + sizeBytes > this.#scratch.length) {
      this.#flush();
      this.#scratch = new Uint8Array(SCRATCH_SIZE_BYTES);
      this.#scratchStart = 0;
      this.#scratchEnd = 0;
    }
    return this.#scratchEnd;
  }

  /** Closes the current run of scratch as a part; what follows in scratch starts a new one. */
  #flush(): void {
    if (this.#scratchEnd === this.#scratchStart) return;
    const part = this.#scratch.subarray(this.#scratchStart, this.#scratchEnd);
    this.#parts.push(part);
    this.#partBytes += part.length;
    this.#scratchStart = this.#scratchEnd;
  }
}
