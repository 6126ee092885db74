/**
 * JPEGs that every viewer opens though their bytes are not in order: padding, stray bytes, header fields out of range.
 * A file in, the same picture without the disorder out, and what was wrong. libjpeg names its first warning only; so the disorder that
 * it names is taken out and the file decoded again, until it is silent. What is missing stays an error: nothing is filled in.
 */
import { isAlone, isFrame, isRestart, isSequential, MARKER } from './jpeg-markers.js';

/** A segment with its marker, or a run of coded pixels; `next` is the marker behind the run. */
type Piece =
  | { kind: 'segment'; marker: number; bytes: Uint8Array }
  | { kind: 'coded'; next: number; bytes: Uint8Array };

interface JpegPieces {
  pieces: Piece[];
  /** From the end marker on, or from where the file can no longer be divided. */
  tail: Uint8Array;
  /** What was left out or corrected. */
  remarks: Set<string>;
}

const STRAY_BYTES = 'stray bytes between its parts';
const ODD_FIELDS = 'header fields out of range';
const STRAY_WARNING = /(\d+) extraneous bytes before marker 0x([0-9a-f]{2})/;
const LOST_WARNING = /premature end of data segment/i;
/** Decodings of one file at most; only files with stray bytes between many restart markers come near it. */
const MAX_TRIALS = 40;

/**
 * Decodes a file that `decode` refused with `refusal`, with the disorder taken out that leaves its pixels whole. `decode` must throw at
 * libjpeg's first warning, with its words; what it throws in the end is thrown.
 */
export async function decodeRepaired<T>(
  bytes: Uint8Array,
  refusal: unknown,
  decode: (bytes: Uint8Array) => Promise<T>,
): Promise<{ result: T; remarks: string[] }> {
  const { pieces, tail, remarks } = divideJpeg(bytes);
  let trials = 0;
  const attempt = (candidate: readonly Piece[]) =>
    decode(joinPieces(bytes, candidate, tail)).then(
      (result) => ({ result, warning: '', error: null }),
      (error: unknown) => ({ result: null, warning: String(error), error }),
    );
  let current = pieces;
  let outcome =
    remarks.size > 0 ? await attempt(current) : { result: null, warning: String(refusal), error: refusal };
  while (outcome.result === null) {
    const [, count, marker] = STRAY_WARNING.exec(outcome.warning) ?? [];
    if (count === undefined) throw outcome.error;
    remarks.add(STRAY_BYTES);
    const before = outcome;
    for (const candidate of listTrimmed(current, Number(count), Number.parseInt(marker!, 16))) {
      if (++trials > MAX_TRIALS) throw before.error;
      const next = await attempt(candidate);
      // Trimmed at the wrong place, pixels are missing there, or nothing has changed.
      if (LOST_WARNING.test(next.warning) || next.warning === before.warning) continue;
      [current, outcome] = [candidate, next];
      break;
    }
    if (outcome === before) throw before.error;
  }
  return { result: outcome.result, remarks: [...remarks] };
}

/** Divides a file as libjpeg does, leaving out what it would pass over with a warning before or between segments. */
function divideJpeg(bytes: Uint8Array): JpegPieces {
  const pieces: Piece[] = [];
  const remarks = new Set<string>();
  let offset = 2;
  for (;;) {
    const found = findMarker(bytes, offset);
    const sizeAt = found.offset + 2;
    const size = sizeAt + 2 <= bytes.length ? bytes[sizeAt]! * 256 + bytes[sizeAt + 1]! : 0;
    const isLast =
      found.marker === MARKER.endOfImage ||
      (!isAlone(found.marker) && (size < 2 || sizeAt + size > bytes.length));
    if (found.hasStrayBytes) remarks.add(STRAY_BYTES);
    if (isLast) {
      if (correctFields(pieces)) remarks.add(ODD_FIELDS);
      return { pieces, tail: bytes.subarray(found.offset), remarks };
    }
    offset = sizeAt;
    if (isAlone(found.marker)) continue;
    pieces.push({ kind: 'segment', marker: found.marker, bytes: bytes.slice(found.offset, sizeAt + size) });
    offset += size;
    if (found.marker === MARKER.startOfScan) offset = divideScan(bytes, offset, pieces);
  }
}

/** The next marker at or after `start`, past fill bytes; at the end of the file where there is none. */
function findMarker(bytes: Uint8Array, start: number) {
  let hasStrayBytes = false;
  let offset = start;
  for (; offset + 1 < bytes.length; offset++) {
    if (bytes[offset] !== 0xff) hasStrayBytes = true;
    else if (bytes[offset + 1] === 0) {
      hasStrayBytes = true;
      offset++;
    } else if (bytes[offset + 1] !== 0xff) return { offset, marker: bytes[offset + 1]!, hasStrayBytes };
  }
  return { offset, marker: 0, hasStrayBytes: false };
}

/** The coded pixels of one scan, in runs between restart markers; returns where they end. */
function divideScan(bytes: Uint8Array, start: number, pieces: Piece[]): number {
  let runStart = start;
  for (let offset = start; offset + 1 < bytes.length; offset++) {
    if (bytes[offset] !== 0xff || bytes[offset + 1] === 0 || bytes[offset + 1] === 0xff) continue;
    const next = bytes[offset + 1]!;
    pieces.push({ kind: 'coded', next, bytes: bytes.subarray(runStart, offset) });
    if (!isRestart(next)) return offset;
    pieces.push({ kind: 'segment', marker: next, bytes: bytes.subarray(offset, offset + 2) });
    runStart = offset + 2;
  }
  pieces.push({ kind: 'coded', next: 0, bytes: bytes.subarray(runStart) });
  return bytes.length;
}

/** Sets fields that libjpeg warns of and then ignores to what it takes them for; whether there were any. */
function correctFields(pieces: readonly Piece[]): boolean {
  const segments = pieces.flatMap((piece) => (piece.kind === 'segment' ? [piece] : []));
  const frame = segments.find(({ marker }) => isFrame(marker));
  let isCorrected = false;
  const set = (bytes: Uint8Array, at: number, value: number) => {
    if (at >= bytes.length || bytes[at] === value) return;
    bytes[at] = value;
    isCorrected = true;
  };
  for (const { marker, bytes } of segments) {
    const name = String.fromCharCode(...bytes.subarray(4, 9));
    if (marker === MARKER.jfif && name === 'JFIF\0' && bytes[9] !== 2) set(bytes, 9, 1);
    // 0 is RGB or CMYK; everything else is taken for YCbCr (1) or YCCK (2).
    if (marker === MARKER.adobe && name === 'Adobe' && bytes[15] !== 0) {
      set(bytes, 15, frame?.bytes[9] === 4 ? 2 : 1);
    }
    // First and last coefficient and bit position mean nothing in sequential files.
    if (marker === MARKER.startOfScan && frame && isSequential(frame.marker)) {
      for (const [n, value] of [0, 63, 0].entries()) set(bytes, bytes.length - 3 + n, value);
    }
  }
  return isCorrected;
}

/** The pieces with `count` bytes less at the end of one run before `marker`, for each such run. */
function* listTrimmed(pieces: readonly Piece[], count: number, marker: number): Generator<Piece[]> {
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind !== 'coded' || piece.next !== marker || piece.bytes.length < count) continue;
    yield pieces.with(index, { ...piece, bytes: piece.bytes.subarray(0, piece.bytes.length - count) });
  }
}

function joinPieces(original: Uint8Array, pieces: readonly Piece[], tail: Uint8Array): Uint8Array {
  return Buffer.concat([original.subarray(0, 2), ...pieces.map(({ bytes }) => bytes), tail]);
}
