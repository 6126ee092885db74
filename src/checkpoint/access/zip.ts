/**
 * The directory of a zip archive, zip64 included, and its members one by one.
 * In: a `RandomAccess` and an `Inflate`. Out: members by name and their bytes. Nothing is ever written, so names are only keys.
 * Does not check CRCs: torch can be told to write none, and does not say so in the file.
 */
import { malformedError, tooLargeError, truncatedError, unsupportedError } from '../errors.js';
import type { Inflate } from './inflate.js';
import { type RandomAccess, readRange, toDataView } from './random-access.js';
import { locateDirectory, MAX_UINT32, type ZipDirectoryRange } from './zip-end.js';

const DIRECTORY_SIGNATURE = 0x02014b50;
const DIRECTORY_HEADER_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;
const ZIP64_EXTRA_ID = 0x0001;
const ENCRYPTED_FLAG = 0x1;
const STORED = 0;
const DEFLATED = 8;
/** Deflate cannot expand further than this: 258 bytes from 2 bits. */
const MAX_DEFLATE_RATIO = 1032;
/** torch stores its tensors uncompressed; what was packed again by hand stays below this per member. */
const MAX_INFLATED_BYTES = 2 ** 29;
/** A directory entry takes about 100 bytes, and a checkpoint has some thousands. */
const MAX_DIRECTORY_BYTES = 64 * 2 ** 20;

export interface ZipMember {
  name: string;
  sizeBytes: number;
  compressedBytes: number;
  isDeflated: boolean;
  /** Where its local header stands. */
  headerOffset: number;
}

export interface ZipArchive {
  readonly members: ReadonlyMap<string, ZipMember>;
  /** Part of a member; a stored one is read in place, a deflated one is expanded first. */
  read(member: ZipMember, offset: number, length: number): Promise<Uint8Array>;
}

/** Reads the directory. ModelError `malformed-checkpoint`, `checkpoint-truncated`, `checkpoint-too-large`, `unsupported-checkpoint`. */
export async function openZip(source: RandomAccess, name: string, inflate: Inflate): Promise<ZipArchive> {
  const range = await locateDirectory(source, name);
  if (range.sizeBytes > MAX_DIRECTORY_BYTES) {
    throw tooLargeError(name, `its list of members takes ${range.sizeBytes} bytes`);
  }
  const bytes = await readRange(source, range.offset, range.sizeBytes, { name, part: 'its list of members' });
  const members = parseDirectory(bytes, range, name);
  assertApart(members, name);
  const readDeflated = createInflatedReader(source, name, inflate);
  return {
    members,
    async read(member, offset, length) {
      if (offset < 0 || offset + length > member.sizeBytes) throw truncatedError(name, `"${member.name}"`);
      if (member.isDeflated) return (await readDeflated(member)).subarray(offset, offset + length);
      const dataOffset = await locateData(source, member, name);
      return readRange(source, dataOffset + offset, length, { name, part: `"${member.name}"` });
    },
  };
}

function parseDirectory(bytes: Uint8Array, range: ZipDirectoryRange, name: string): Map<string, ZipMember> {
  const members = new Map<string, ZipMember>();
  const view = toDataView(bytes);
  const decoder = new TextDecoder();
  let at = 0;
  for (let index = 0; index < range.memberCount; index++) {
    if (at + DIRECTORY_HEADER_BYTES > bytes.length) throw truncatedError(name, 'its list of members');
    if (view.getUint32(at, true) !== DIRECTORY_SIGNATURE) {
      throw malformedError(name, `entry ${index} of its list of members has no signature`);
    }
    const nameEnd = at + DIRECTORY_HEADER_BYTES + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const end = extraEnd + view.getUint16(at + 32, true);
    if (end > bytes.length) throw truncatedError(name, 'its list of members');
    const memberName = decoder.decode(bytes.subarray(at + DIRECTORY_HEADER_BYTES, nameEnd));
    if (members.has(memberName)) throw malformedError(name, `it has two members "${memberName}"`);
    const header = new DataView(bytes.buffer, bytes.byteOffset + at, DIRECTORY_HEADER_BYTES);
    members.set(memberName, toMember(memberName, header, bytes.subarray(nameEnd, extraEnd), name));
    at = end;
  }
  return members;
}

function toMember(memberName: string, header: DataView, extra: Uint8Array, name: string): ZipMember {
  const method = header.getUint16(10, true);
  if (header.getUint16(8, true) & ENCRYPTED_FLAG || (method !== STORED && method !== DEFLATED)) {
    const problem = `has a member "${memberName}" that is encrypted or packed with method ${method}`;
    throw unsupportedError(name, problem, 'Save it again with torch.save.');
  }
  const [sizeBytes, compressedBytes, headerOffset] = widen(
    [header.getUint32(24, true), header.getUint32(20, true), header.getUint32(42, true)],
    extra,
    `"${memberName}" in "${name}"`,
  ) as [number, number, number];
  const isDeflated = method === DEFLATED;
  if (!isDeflated && sizeBytes !== compressedBytes) {
    throw malformedError(name, `"${memberName}" is stored but has two sizes`);
  }
  if (isDeflated && (sizeBytes > MAX_INFLATED_BYTES || sizeBytes > compressedBytes * MAX_DEFLATE_RATIO)) {
    throw tooLargeError(
      name,
      `"${memberName}" claims to expand from ${compressedBytes} to ${sizeBytes} bytes`,
    );
  }
  return { name: memberName, sizeBytes, compressedBytes, isDeflated, headerOffset };
}

/** Replaces each field that is all ones by the next 64-bit number of the zip64 extra field (APPNOTE 4.5.3). */
function widen(fields: number[], extra: Uint8Array, where: string): number[] {
  if (fields.every((field) => field !== MAX_UINT32)) return fields;
  const view = toDataView(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== ZIP64_EXTRA_ID) continue;
    let next = at + 4;
    const end = Math.min(extra.length, next + view.getUint16(at + 2, true));
    return fields.map((field) => {
      if (field !== MAX_UINT32) return field;
      if (next + 8 > end) throw malformedError(where, 'its 64-bit sizes are incomplete');
      next += 8;
      return Number(view.getBigUint64(next - 8, true));
    });
  }
  return fields;
}

/** Members that share bytes are how small archives claim to be huge. */
function assertApart(members: ReadonlyMap<string, ZipMember>, name: string): void {
  const ordered = [...members.values()].sort((a, b) => a.headerOffset - b.headerOffset);
  for (let i = 1; i < ordered.length; i++) {
    const before = ordered[i - 1]!;
    if (before.headerOffset + LOCAL_HEADER_BYTES + before.compressedBytes > ordered[i]!.headerOffset) {
      throw malformedError(name, `its members "${before.name}" and "${ordered[i]!.name}" overlap`);
    }
  }
}

/** The data follow a local header whose extra field may differ from the directory's (torch pads it to align tensors). */
async function locateData(source: RandomAccess, member: ZipMember, name: string): Promise<number> {
  const part = `the header of "${member.name}"`;
  const view = toDataView(await readRange(source, member.headerOffset, LOCAL_HEADER_BYTES, { name, part }));
  if (view.getUint32(0, true) !== LOCAL_SIGNATURE)
    throw malformedError(name, `${part} is not where it should be`);
  return member.headerOffset + LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
}

/** Keeps the member expanded last: the tensors of one storage are mostly read one after the other. */
function createInflatedReader(
  source: RandomAccess,
  name: string,
  inflate: Inflate,
): (member: ZipMember) => Promise<Uint8Array> {
  let kept: { member: ZipMember; bytes: Promise<Uint8Array> } | null = null;
  const expand = async (member: ZipMember): Promise<Uint8Array> => {
    const offset = await locateData(source, member, name);
    const packed = await readRange(source, offset, member.compressedBytes, {
      name,
      part: `"${member.name}"`,
    });
    const bytes = await inflate(packed, member.sizeBytes);
    if (!bytes)
      throw malformedError(name, `"${member.name}" does not expand to its ${member.sizeBytes} bytes`);
    return bytes;
  };
  return (member) => {
    if (kept?.member !== member) kept = { member, bytes: expand(member) };
    return kept.bytes;
  };
}
