/**
 * The central directory of a zip file (PKWARE APPNOTE 6.3, with zip64): names, sizes and places of its members.
 * In: bytes of its end and of the directory. Out: members as written. Checks nothing that `openZip` can check better with the whole list.
 */
import { toDataView } from '../../base/bytes.js';

/** One member as the directory describes it. */
export interface ZipMember {
  name: string;
  /** 0 stored, 8 deflated; others are not read. */
  method: number;
  isEncrypted: boolean;
  isLink: boolean;
  crc: number;
  compressedBytes: number;
  sizeBytes: number;
  /** Of the member's local header, from the start of the file. */
  headerOffset: number;
}

/** Where the directory lies, as the end record says. */
export interface ZipEnd {
  directoryOffset: number;
  directoryBytes: number;
  memberCount: number;
}

/** The end record, without its comment. */
export const END_BYTES = 22;
/** The comment's length is 16 bits. */
export const MOST_COMMENT_BYTES = 0xffff;
/** The record before it, in archives of zip64. */
export const ZIP64_LOCATOR_BYTES = 20;
/** The end record of zip64, without what later versions add. */
export const ZIP64_END_BYTES = 56;
/** An entry of the directory, without its name and what else varies in length. */
export const MEMBER_BYTES = 46;
const END = 0x06054b50;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_END = 0x06064b50;
const MEMBER = 0x02014b50;
/** Fields that hold this have their value in the zip64 records. */
const IN_ZIP64 = 0xffffffff;
const COUNT_IN_ZIP64 = 0xffff;
const ZIP64_FIELD = 1;
const UTF8_FLAG = 1 << 11;
const UNIX = 3;
/** Upper half of code page 437, in which names are written that are not UTF-8. */
const CODE_PAGE_437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** Place of the end record in the last bytes of a file, from their start; null where there is none. A comment may follow it. */
export function findEnd(tail: Uint8Array): number | null {
  const view = toDataView(tail);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) === END && at + END_BYTES + view.getUint16(at + 20, true) <= tail.length) {
      return at;
    }
  }
  return null;
}

/** Null where the archive is one of several volumes. */
export function parseEnd(record: Uint8Array): ZipEnd | null {
  const view = toDataView(record);
  if (view.getUint16(4, true) !== view.getUint16(6, true)) return null;
  return {
    memberCount: view.getUint16(10, true),
    directoryBytes: view.getUint32(12, true),
    directoryOffset: view.getUint32(16, true),
  };
}

/** Offset of the zip64 end record, by the locator before the end record; null where there is none. */
export function parseZip64Locator(record: Uint8Array): number | null {
  const view = toDataView(record);
  if (record.length < ZIP64_LOCATOR_BYTES || view.getUint32(0, true) !== ZIP64_LOCATOR) return null;
  return Number(view.getBigUint64(8, true));
}

/** The end record with what did not fit there from that of zip64 (APPNOTE 4.3.14); null where `record` is none. */
export function parseZip64End(record: Uint8Array, end: ZipEnd): ZipEnd | null {
  const view = toDataView(record);
  if (view.getUint32(0, true) !== ZIP64_END) return null;
  const wide = (field: number) => Number(view.getBigUint64(field, true));
  return {
    memberCount: end.memberCount === COUNT_IN_ZIP64 ? wide(32) : end.memberCount,
    directoryBytes: end.directoryBytes === IN_ZIP64 ? wide(40) : end.directoryBytes,
    directoryOffset: end.directoryOffset === IN_ZIP64 ? wide(48) : end.directoryOffset,
  };
}

/** Members in the directory's order. Throws a RangeError, its message a clause, where the directory ends within one, or is none. */
export function* parseMembers(directory: Uint8Array): Iterable<ZipMember> {
  const view = toDataView(directory);
  for (let at = 0; at + MEMBER_BYTES <= directory.length; ) {
    if (view.getUint32(at, true) !== MEMBER)
      throw new RangeError(`its list of members has none at byte ${at}`);
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) =>
      view.getUint16(at + field, true),
    );
    const nameEnd = at + MEMBER_BYTES + nameBytes!;
    const end = nameEnd + extraBytes! + commentBytes!;
    if (end > directory.length) throw new RangeError('its list of members ends within one');
    const flags = view.getUint16(at + 8, true);
    const raw = [24, 20, 42].map((field) => view.getUint32(at + field, true));
    const [sizeBytes, compressedBytes, headerOffset] = widen(
      raw,
      directory.subarray(nameEnd, nameEnd + extraBytes!),
    );
    yield {
      name: decodeName(directory.subarray(at + MEMBER_BYTES, nameEnd), (flags & UTF8_FLAG) !== 0),
      method: view.getUint16(at + 10, true),
      isEncrypted: (flags & 1) !== 0,
      // The upper half of the external attributes is the mode of Unix: 0o12 in its first bits is a symbolic link.
      isLink: directory[at + 5] === UNIX && view.getUint32(at + 38, true) >>> 28 === 0o12,
      crc: view.getUint32(at + 16, true),
      compressedBytes: compressedBytes!,
      sizeBytes: sizeBytes!,
      headerOffset: headerOffset!,
    };
    at = end;
  }
}

/** Values that do not fit 32 bits stand in the zip64 field, one after the other. */
function widen(values: number[], extra: Uint8Array): number[] {
  if (!values.includes(IN_ZIP64)) return values;
  const view = toDataView(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== ZIP64_FIELD) continue;
    let field = at + 4;
    return values.map((value) => {
      if (value !== IN_ZIP64) return value;
      field += 8;
      if (field > extra.length) throw new RangeError('its 64-bit sizes are incomplete');
      return Number(view.getBigUint64(field - 8, true));
    });
  }
  return values;
}

function decodeName(bytes: Uint8Array, isUtf8: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: !isUtf8 }).decode(bytes);
  } catch {
    return [...bytes]
      .map((byte) => (byte < 128 ? String.fromCharCode(byte) : CODE_PAGE_437[byte - 128]))
      .join('');
  }
}
