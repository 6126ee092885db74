/**
 * The few header fields of a JPEG that decide how to decode it: bytes in, size, channels and orientation out.
 * About a hundred times cheaper than asking the decoder. Does not look beyond the first scan.
 */

export interface JpegHeader {
  width: number;
  height: number;
  /** Components of the first frame: 1 grey, 3 colour, 4 CMYK or YCCK. */
  channels: number;
  /** 1 to 8; 1 when absent or unreadable. */
  exifOrientation: number;
}

const MARKER = { startOfScan: 0xda, endOfImage: 0xd9, exif: 0xe1 } as const;

/** SOF0 to SOF15, less the three codes in that range that mean something else (DHT, JPG, DAC). */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** TEM and RST0 to RST7 stand alone; every other marker before the scan is followed by its length. */
function hasNoLength(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}

/** Reads the header, or null when no frame is declared before the pixels begin; the decoder will then say why. */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: Omit<JpegHeader, 'exifOrientation'> | null = null;
  let exifOrientation = 1;
  let offset = 2;
  while (offset + 4 <= bytes.length) {
    if (bytes[offset] !== 0xff || bytes[offset + 1] === 0xff) {
      offset++;
      continue;
    }
    const marker = bytes[offset + 1]!;
    if (marker === MARKER.startOfScan || marker === MARKER.endOfImage) break;
    offset += 2;
    if (hasNoLength(marker)) continue;
    const segmentEnd = offset + view.getUint16(offset);
    if (segmentEnd > bytes.length) break;
    if (header === null && isStartOfFrame(marker) && offset + 8 <= segmentEnd) {
      header = {
        height: view.getUint16(offset + 3),
        width: view.getUint16(offset + 5),
        channels: bytes[offset + 7]!,
      };
    } else if (marker === MARKER.exif) {
      exifOrientation = readExifOrientation(view, offset + 2, segmentEnd) ?? exifOrientation;
    }
    offset = Math.max(segmentEnd, offset + 2);
  }
  return header && { ...header, exifOrientation };
}

/** Tag 0x0112 of the first directory of an APP1 segment "Exif\0\0" + TIFF header + directory. */
function readExifOrientation(view: DataView, start: number, end: number): number | null {
  const tiff = start + 6;
  if (tiff + 8 > end || view.getUint32(start) !== 0x45786966) return null;
  const littleEndian = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, littleEndian);
  if (directory + 2 > end) return null;
  const entryCount = view.getUint16(directory, littleEndian);
  for (let index = 0; index < entryCount; index++) {
    const entry = directory + 2 + index * 12;
    if (entry + 12 > end) return null;
    if (view.getUint16(entry, littleEndian) !== 0x0112) continue;
    const orientation = view.getUint16(entry + 8, littleEndian);
    return orientation >= 1 && orientation <= 8 ? orientation : null;
  }
  return null;
}
