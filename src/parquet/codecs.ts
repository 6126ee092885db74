/**
 * Decompression of Parquet pages: gzip and brotli by Node's zlib, the others in JavaScript.
 * In: a compressed page and the size that its header promises. Out: the page, of that size, or an error in words.
 */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { compressors, decompressZstd } from 'hyparquet-compressors';

/** Writers cut pages at about a megabyte; a page of one image is larger, none reaches this. */
export const MAX_PAGE_BYTES = 2 ** 30;

type Codec = keyof Compressors;
type Decompress = (page: Uint8Array, sizeBytes: number) => Uint8Array;

const CODECS: Partial<Record<Codec, Decompress | undefined>> = {
  SNAPPY: compressors.SNAPPY,
  LZ4: compressors.LZ4,
  LZ4_RAW: compressors.LZ4_RAW,
  // Into memory of the promised size: a frame may claim any other.
  ZSTD: (page, sizeBytes) => decompressZstd(page, new Uint8Array(sizeBytes)),
  GZIP: (page, sizeBytes) => gunzipSync(page, { maxOutputLength: Math.max(1, sizeBytes) }),
  BROTLI: (page, sizeBytes) => brotliDecompressSync(page, { maxOutputLength: Math.max(1, sizeBytes) }),
};

/** For hyparquet. A page that promises more than a gibibyte is refused before memory is asked for. */
export const PARQUET_CODECS: Compressors = Object.fromEntries(
  Object.entries(CODECS).map(([codec, decompress]) => [codec, limitSize(codec, decompress!)]),
);

function limitSize(codec: string, decompress: Decompress): Decompress {
  return (page, sizeBytes) => {
    if (!(sizeBytes >= 0 && sizeBytes <= MAX_PAGE_BYTES)) {
      throw new Error(`parquet page promises ${sizeBytes} bytes, more than ${MAX_PAGE_BYTES}`);
    }
    try {
      return decompress(page, sizeBytes);
    } catch (cause) {
      throw new Error(`parquet page is not valid ${codec.toLowerCase()} of ${sizeBytes} bytes`, { cause });
    }
  };
}
