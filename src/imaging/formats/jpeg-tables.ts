/**
 * How strongly a JPEG was compressed, by its quantisation tables: bytes in, a quality and a mark of the tables out.
 * Decodes nothing. Programs with tables of their own (Photoshop, cameras) get the nearest quality of libjpeg's scale.
 */
import { createHash } from 'node:crypto';
import { toDataView } from '../../base/bytes.js';
import { MARKER, walkSegments } from './jpeg-markers.js';

/** What the tables of a file say. */
export interface JpegTables {
  /** On libjpeg's scale, 1..100, whose luminance table is nearest to the file's first one. */
  quality: number;
  /** 8 hexadecimal digits of the hash of all tables: the same where all are equal. */
  mark: string;
}

/** Luminance table of ITU-T T.81, K.1, which libjpeg scales; in zigzag order, as files hold it. */
const STANDARD = [
  16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58,
  51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103,
  62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
];

/** Null where no table stands before the pixels. */
export function readJpegTables(bytes: Uint8Array): JpegTables | null {
  const tables = listTables(bytes);
  const first = tables.get(0) ?? [...tables.values()][0];
  if (first === undefined) return null;
  const text = [...tables].sort(([a], [b]) => a - b).map(([id, table]) => `${id}:${table.join(',')}`);
  return {
    quality: findQuality(first),
    mark: createHash('sha256').update(text.join(';')).digest('hex').slice(0, 8),
  };
}

/** By their number, each 64 entries in zigzag order. */
function listTables(bytes: Uint8Array): Map<number, number[]> {
  const view = toDataView(bytes);
  const tables = new Map<number, number[]>();
  for (const { marker, start, end } of walkSegments(view)) {
    if (marker === MARKER.quantization) addTables(view, start, end, tables);
  }
  return tables;
}

function addTables(view: DataView, start: number, end: number, tables: Map<number, number[]>): void {
  for (let offset = start; offset < end; ) {
    const byte = view.getUint8(offset);
    const size = byte >> 4 === 0 ? 1 : 2;
    if (offset + 1 + 64 * size > end) return;
    const read = (n: number) =>
      size === 1 ? view.getUint8(offset + 1 + n) : view.getUint16(offset + 1 + 2 * n);
    tables.set(
      byte & 15,
      Array.from({ length: 64 }, (_, n) => read(n)),
    );
    offset += 1 + 64 * size;
  }
}

/** The nearest; of equals the highest. */
function findQuality(table: readonly number[]): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let quality = 100; quality >= 1; quality -= 1) {
    // As libjpeg's `jpeg_quality_scaling`, in percent.
    const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
    let distance = 0;
    for (const [n, standard] of STANDARD.entries()) {
      const level = Math.min(255, Math.max(1, Math.floor((standard * scale + 50) / 100)));
      distance += Math.abs(level - table[n]!);
    }
    if (distance < least) [best, least] = [quality, distance];
  }
  return best;
}
