/** The markers of JPEG (ITU-T T.81, table B.1): which byte after 0xff means what, and the segments that they begin. */

export const MARKER = {
  /** TEM, which no file of today has. */
  temporary: 0x01,
  endOfImage: 0xd9,
  startOfScan: 0xda,
  quantization: 0xdb,
  jfif: 0xe0,
  exif: 0xe1,
  adobe: 0xee,
} as const;

/** SOF0 to SOF15, less the three codes in that range that mean something else (DHT, JPG, DAC). */
export function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Frames whose pixels are all in the first scan: baseline and extended sequential with Huffman codes. */
export function isSequential(frame: number): boolean {
  return frame <= 0xc1;
}

/** RST0 to RST7, between runs of coded pixels. */
export function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

/** Markers that no length follows. */
export function isAlone(marker: number): boolean {
  return isRestart(marker) || marker === MARKER.temporary;
}

/** What a marker begins: its data from `start`, behind the length, up to `end`. */
export interface JpegSegment {
  marker: number;
  start: number;
  end: number;
}

/**
 * The segments of a file in order, stray bytes passed over. The header of the first scan is the last; a segment that leads beyond the file
 * is none, and nothing is looked for behind it.
 */
export function* walkSegments(view: DataView): Generator<JpegSegment> {
  for (let offset = 2; offset + 4 <= view.byteLength; ) {
    const marker = view.getUint8(offset + 1);
    if (view.getUint8(offset) !== 0xff || marker === 0xff) {
      offset += 1;
      continue;
    }
    if (marker === MARKER.endOfImage) return;
    offset += 2;
    // 0 makes of 0xff a stray byte.
    if (marker === 0 || isAlone(marker)) continue;
    const end = offset + view.getUint16(offset);
    const isScan = marker === MARKER.startOfScan;
    if (end > view.byteLength && !isScan) return;
    yield { marker, start: offset + 2, end };
    if (isScan) return;
    offset = Math.max(end, offset + 2);
  }
}
