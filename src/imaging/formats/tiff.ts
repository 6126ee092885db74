/**
 * Kinds of TIFF that libvips reads wrongly or not at all, told to it as kinds that it reads: bytes in; bytes with other tags out, and
 * what the samples then mean. Changes tags of the first page only, never a sample; decodes nothing.
 */
import { toDataView } from '../../base/bytes.js';

/** What is to be done with the samples that libvips hands out. */
export type SampleMeaning = 'as-read' | 'lab' | 'ycbcr' | 'signed-16';

const TAG = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  byteCounts: 279,
  sampleFormat: 339,
} as const;
const PHOTOMETRIC = { rgb: 2, ycbcr: 6, lab: 8 } as const;
const UNSIGNED = 1;
const SIGNED = 2;
/** Bytes of a value by type: SHORT, LONG, LONG8; others are not asked for. */
const VALUE_BYTES: Readonly<Record<number, number>> = { 3: 2, 4: 4, 16: 8 };

interface Field {
  /** Where each value stands. */
  offsets: number[];
  values: number[];
}

/** The file as libvips is to see it; the same bytes where it reads them right. */
export function describeTiffSamples(bytes: Uint8Array): { bytes: Uint8Array; meaning: SampleMeaning } {
  const asRead = { bytes, meaning: 'as-read' } as const;
  const fields = readFields(bytes);
  const value = (tag: number) => fields.get(tag)?.values[0];
  const bits = value(TAG.bits);
  const photometric = value(TAG.photometric);
  const set = (tag: number, to: number, meaning: SampleMeaning) => {
    const changed = new Uint8Array(bytes);
    // Values of these tags are SHORTs below 256.
    const low = bytes[0] === 0x49 ? 0 : 1;
    for (const offset of fields.get(tag)!.offsets) changed[offset + low] = to;
    return { bytes: changed, meaning };
  };
  if (photometric === PHOTOMETRIC.lab && bits === 8) return set(TAG.photometric, PHOTOMETRIC.rgb, 'lab');
  if (photometric === PHOTOMETRIC.ycbcr && bits === 8 && value(TAG.compression) === 1) {
    const stored = (fields.get(TAG.byteCounts)?.values ?? []).reduce((sum, count) => sum + count, 0);
    // Pillow and ImageMagick leave out the tag that says that colours are stored at every pixel; its absence means at every fourth.
    if (stored === (value(TAG.width) ?? 0) * (value(TAG.height) ?? 0) * 3) {
      return set(TAG.photometric, PHOTOMETRIC.rgb, 'ycbcr');
    }
  }
  if (bits === 16 && value(TAG.sampleFormat) === SIGNED) return set(TAG.sampleFormat, UNSIGNED, 'signed-16');
  return asRead;
}

/** The tags above of the first directory; empty where the file does not hold it in full. */
function readFields(bytes: Uint8Array): Map<number, Field> {
  const fields = new Map<number, Field>();
  const view = toDataView(bytes);
  const little = bytes[0] === 0x49;
  const isBig = bytes[little ? 2 : 3] === 0x2b;
  const [countBytes, entryBytes, inlineBytes] = isBig ? [8, 20, 8] : [2, 12, 4];
  const readInteger = (at: number, size: number) =>
    size === 2
      ? view.getUint16(at, little)
      : size === 4
        ? view.getUint32(at, little)
        : Number(view.getBigUint64(at, little));
  try {
    const directory = readInteger(isBig ? 8 : 4, inlineBytes);
    const count = readInteger(directory, countBytes);
    for (let entry = 0; entry < count; entry++) {
      const at = directory + countBytes + entry * entryBytes;
      const tag = view.getUint16(at, little);
      const size = VALUE_BYTES[view.getUint16(at + 2, little)];
      if (size === undefined || !Object.values<number>(TAG).includes(tag)) continue;
      const length = readInteger(at + 4, inlineBytes);
      const inline = at + 4 + inlineBytes;
      const start = length * size <= inlineBytes ? inline : readInteger(inline, inlineBytes);
      if (start + length * size > bytes.length) continue;
      const offsets = Array.from({ length }, (_, n) => start + n * size);
      fields.set(tag, { offsets, values: offsets.map((offset) => readInteger(offset, size)) });
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return fields;
}
