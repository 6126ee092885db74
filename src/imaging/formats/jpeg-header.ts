/**
 * The few header fields of a JPEG that decide how to decode it: bytes in, size, channels and orientation out.
 * About a hundred times cheaper than asking the decoder. Does not look beyond the first scan.
 */
import { toDataView } from '../../base/bytes.js';
import { type ExifBlock, readExifOrientation } from './exif.js';
import { isFrame, MARKER, walkSegments } from './jpeg-markers.js';

/** What the first frame and the Exif segment say. */
export interface JpegHeader {
  width: number;
  height: number;
  /** Components of the first frame: 1 grey, 3 colour, 4 CMYK or YCCK. */
  channels: number;
  exif: ExifBlock | null;
  /** 1 to 8; 1 when absent or unreadable. */
  exifOrientation: number;
  /** Marker of the frame: 0xc0 and 0xc1 are sequential, 0xc2 is progressive. */
  frame: number;
  /** Where the coded pixels of the first scan begin; the length of the file where there is none. */
  scanStart: number;
}

/** Reads the header, or null when no frame is declared before the pixels begin; the decoder will then say why. */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | null {
  const view = toDataView(bytes);
  let header: Omit<JpegHeader, 'exif' | 'exifOrientation' | 'scanStart'> | null = null;
  let exif: ExifBlock | null = null;
  let scanStart = bytes.length;
  for (const { marker, start, end } of walkSegments(view)) {
    if (marker === MARKER.startOfScan) {
      scanStart = end;
    } else if (header === null && isFrame(marker) && start + 6 <= end) {
      header = {
        height: view.getUint16(start + 1),
        width: view.getUint16(start + 3),
        channels: view.getUint8(start + 5),
        frame: marker,
      };
    } else if (marker === MARKER.exif) {
      exif = toExifBlock(view, start, end) ?? exif;
    }
  }
  const exifOrientation = (exif && readExifOrientation(exif)) ?? 1;
  return header && { ...header, exif, exifOrientation, scanStart };
}

/** "Exif\0\0" before the TIFF of an APP1 segment. */
const EXIF_MARK = 0x45786966;

/** The TIFF in the data of an APP1 segment; null for other data than EXIF. */
function toExifBlock(view: DataView, start: number, end: number): ExifBlock | null {
  if (start + 14 > end || view.getUint32(start) !== EXIF_MARK) return null;
  return { view, start: start + 6, end };
}
