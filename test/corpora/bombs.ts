/**
 * Few bytes that inflate to many: deflate packs a thousand zeros into one. Made without holding what they inflate to.
 */
import { constants, deflateRawSync } from 'node:zlib';
import { be32, join, le32 } from './bytes.js';

/** More than the memory that a hostile file may take. */
export const BOMB_BYTES = 3 * 2 ** 30;
const BLOCK_BYTES = 2 ** 20;
/** Of Adler's checksum: the largest prime below 2^16. */
const ADLER_BASE = 65521;
/** A last block of deflate without content. */
const LAST_BLOCK = '\x03\0';

const HEADS = { raw: '', zlib: '\x78\xda', gzip: '\x1f\x8b\x08\0\0\0\0\0\0\xff' } as const;

/** Deflated `prefix` and zeros behind it, `sizeBytes` zeros in all; the checksum is right without a prefix, for zlib alone. */
export function packZeros(
  format: keyof typeof HEADS,
  sizeBytes: number,
  prefix: Uint8Array = new Uint8Array(),
): Buffer {
  const pack = (bytes: Uint8Array) => deflateRawSync(bytes, { finishFlush: constants.Z_FULL_FLUSH });
  const blocks = Array<Buffer>(Math.floor(sizeBytes / BLOCK_BYTES)).fill(pack(new Uint8Array(BLOCK_BYTES)));
  const body = join(pack(prefix), ...blocks, pack(new Uint8Array(sizeBytes % BLOCK_BYTES)), LAST_BLOCK);
  const end = {
    raw: '',
    zlib: be32((sizeBytes % ADLER_BASE) * 2 ** 16 + 1),
    gzip: join(le32(0), le32(sizeBytes)),
  };
  return join(HEADS[format], body, end[format]);
}
