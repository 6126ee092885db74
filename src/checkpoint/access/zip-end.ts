/**
 * Finds a zip archive's directory from the archive's end.
 * In: a `RandomAccess`. Out: where the directory stands, how long it is, how many members it lists; zip64 included.
 */
import { malformedError, unsupportedError } from '../errors.js';
import { type RandomAccess, readRange, toDataView } from './random-access.js';

/** A 16- or 32-bit field that is all ones has its value in the zip64 records. */
export const MAX_UINT32 = 0xffffffff;
const MAX_UINT16 = 0xffff;

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = MAX_UINT16;
const LOCATOR_SIGNATURE = 0x07064b50;
const LOCATOR_BYTES = 20;
const END64_SIGNATURE = 0x06064b50;
const END64_BYTES = 56;

export interface ZipDirectoryRange {
  offset: number;
  sizeBytes: number;
  memberCount: number;
}

/** Reads the end record (APPNOTE 4.3.14 to 4.3.16). ModelError `malformed-checkpoint` or `unsupported-checkpoint`. */
export async function locateDirectory(source: RandomAccess, name: string): Promise<ZipDirectoryRange> {
  const tailBytes = Math.min(source.sizeBytes, END_BYTES + MAX_COMMENT_BYTES + LOCATOR_BYTES);
  const tailOffset = source.sizeBytes - tailBytes;
  const tail = toDataView(await readRange(source, tailOffset, tailBytes, { name, part: 'its end' }));
  const endAt = findEndRecord(tail);
  if (endAt < 0) {
    throw malformedError(name, 'it begins like a zip archive but lacks the list of members at the end');
  }
  if (tail.getUint16(endAt + 4, true) !== tail.getUint16(endAt + 6, true)) {
    throw unsupportedError(name, 'is one part of a split archive', 'Join the parts first.');
  }
  const range = {
    memberCount: tail.getUint16(endAt + 10, true),
    sizeBytes: tail.getUint32(endAt + 12, true),
    offset: tail.getUint32(endAt + 16, true),
  };
  const locatorAt = endAt - LOCATOR_BYTES;
  const hasLocator = locatorAt >= 0 && tail.getUint32(locatorAt, true) === LOCATOR_SIGNATURE;
  if (!hasLocator) return range;
  return widenRange(range, source, Number(tail.getBigUint64(locatorAt + 8, true)), name);
}

/** The last record whose comment reaches exactly to the end of the file. */
function findEndRecord(tail: DataView): number {
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    const isEnd = tail.getUint32(at, true) === END_SIGNATURE;
    if (isEnd && at + END_BYTES + tail.getUint16(at + 20, true) === tail.byteLength) return at;
  }
  return -1;
}

async function widenRange(
  range: ZipDirectoryRange,
  source: RandomAccess,
  offset: number,
  name: string,
): Promise<ZipDirectoryRange> {
  const end = toDataView(
    await readRange(source, offset, END64_BYTES, { name, part: 'its 64-bit end record' }),
  );
  if (end.getUint32(0, true) !== END64_SIGNATURE) {
    throw malformedError(name, 'its 64-bit end record is not where it should be');
  }
  return {
    memberCount: range.memberCount === MAX_UINT16 ? Number(end.getBigUint64(32, true)) : range.memberCount,
    sizeBytes: range.sizeBytes === MAX_UINT32 ? Number(end.getBigUint64(40, true)) : range.sizeBytes,
    offset: range.offset === MAX_UINT32 ? Number(end.getBigUint64(48, true)) : range.offset,
  };
}
