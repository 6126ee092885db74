/**
 * Makes a decoder notice that a JPEG ends before its picture does.
 * In: a file and its header. Out: the same picture, at whose end a decoder fails where pixels are missing. Repairs nothing.
 */
import type { JpegHeader } from './jpeg-header.js';
import { isRestart, isSequential, MARKER } from './jpeg-markers.js';

/** As many bits as libjpeg reads ahead, 64; 0xff 0x00 are eight coded ones, which no code may consist of, so that the decoder does not live on them. */
const CODED_ONES = Uint8Array.from({ length: 16 }, (_, at) => (at % 2 === 0 ? 0xff : 0));

/**
 * The file with its end marker replaced by coded ones. A decoder that runs out of pixels at an end marker only warns, and libvips does
 * not pass on the warnings of the last rows; at the end of the file it fails. A whole picture is decoded without coming there.
 * The same bytes where the first scan is not all: in progressive files, whose warnings come early, and others without an end.
 */
export function exposeMissingPixels(bytes: Uint8Array, { frame, scanStart }: JpegHeader): Uint8Array {
  if (!isSequential(frame)) return bytes;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = buffer.indexOf(0xff, scanStart); at >= 0; at = buffer.indexOf(0xff, at + 1)) {
    const marker = buffer[at + 1]!;
    if (marker === MARKER.endOfImage) return Buffer.concat([buffer.subarray(0, at), CODED_ONES]);
    if (marker !== 0 && marker !== 0xff && !isRestart(marker)) return bytes;
  }
  return bytes;
}
