/**
 * Zip archives, zip64 included, read member by member and never unpacked.
 * In: a `ByteSource`, limits, and how the caller says what is wrong. Out: members as the archive lists them, and their contents.
 * Refuses what no honest archive holds: members that share bytes, sizes that lie, growth without end. What names mean is the caller's.
 */
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { toDataView } from '../../base/bytes.js';
import { type ByteSource, readWhole } from '../byte-source.js';
import {
  END_BYTES,
  findEnd,
  MEMBER_BYTES,
  MOST_COMMENT_BYTES,
  parseEnd,
  parseMembers,
  parseZip64End,
  parseZip64Locator,
  ZIP64_END_BYTES,
  ZIP64_LOCATOR_BYTES,
  type ZipEnd,
  type ZipMember,
} from './zip-directory.js';

const LOCAL_HEADER_BYTES = 30;
const LOCAL_HEADER = 0x04034b50;
const [STORED, DEFLATED] = [0, 8];
/** Deflate cannot expand further than this: 258 bytes from 2 bits. */
const MAX_DEFLATE_RATIO = 1032;
/** Photographs do not shrink and tables shrink tenfold; an archive that grows to more than a gibibyte at this rate is a bomb. */
const MAX_GROWTH = 200;
const MAX_GROWN_BYTES = 2 ** 30;
/** Of the list of members, for each: its fields and the name. */
const MAX_MEAN_ENTRY_BYTES = 64;
/** Of a member that is read for its checksum alone. */
const PIECE_BYTES = 2 ** 22;

/** What is wrong with an archive. `reason` is a clause in which the archive is "it" (`it ends in the middle of "a.jpg"`). */
export type ZipProblem =
  | {
      kind: 'damaged' | 'bomb' | 'volumes' | 'encrypted' | 'method' | 'too-large';
      reason: string;
      cause?: unknown;
    }
  | { kind: 'truncated'; reason: string; part: string };

/** What a caller allows, and the error that it throws for a problem. */
export interface ZipRules {
  mostMembers: number;
  /** Of one member that is read whole or expanded. */
  mostMemberBytes: number;
  /** Whether a checksum of 0 says that none was computed, as torch can be told to write. */
  mayLackChecksums?: boolean;
  toError(problem: ZipProblem): Error;
}

/** An open archive; it lasts as long as its source. */
export interface ZipArchive {
  /** In the order of the archive's list; folders and links are members too. */
  readonly members: readonly ZipMember[];
  /** Whole content, which has the size and the checksum that the archive says. */
  read(member: ZipMember): Promise<Uint8Array>;
  /** A range of the content, which as a whole has the checksum that the archive says: a stored member is read once for that, in pieces. */
  readRange(member: ZipMember, offset: number, length: number): Promise<Uint8Array>;
}

const inflate = promisify(inflateRaw);

/** Reads the list of members. All errors are those of `rules`, and of the source. */
export async function openZip(source: ByteSource, rules: ZipRules): Promise<ZipArchive> {
  const end = await readEnd(source, rules);
  const members = await readMembers(source, end, rules);
  assertHonest(members, end, rules);
  const read = (member: ZipMember) => readContent(source, member, rules);
  let kept: { member: ZipMember; content: Promise<Uint8Array> } | null = null;
  /** Stored members of which a part was read. */
  const verified = new Map<ZipMember, Promise<void>>();
  return {
    members,
    read,
    async readRange(member, offset, length) {
      if (offset < 0 || offset + length > member.sizeBytes) {
        throw toTruncated(quote(member), rules);
      }
      if (member.method === STORED) {
        const start = await locateContent(source, member, rules);
        const part = await readPart(source, start + offset, length, quote(member), rules);
        if (length === member.sizeBytes) assertChecksum(crc32(part), member, rules);
        else {
          if (!verified.has(member)) verified.set(member, verifyStored(source, start, member, rules));
          await verified.get(member);
        }
        return part;
      }
      // The member expanded last: ranges of one are mostly asked for one after the other.
      if (kept?.member !== member) kept = { member, content: read(member) };
      return (await kept.content).subarray(offset, offset + length);
    },
  };
}

async function readEnd(source: ByteSource, rules: ZipRules): Promise<ZipEnd> {
  const tailBytes = Math.min(source.sizeBytes, ZIP64_LOCATOR_BYTES + END_BYTES + MOST_COMMENT_BYTES);
  const tail = await readPart(source, source.sizeBytes - tailBytes, tailBytes, 'its end', rules);
  const at = findEnd(tail);
  if (at === null) {
    const reason = 'its list of members, which ends the file, is not there';
    throw rules.toError({ kind: 'damaged', reason });
  }
  const end = parseEnd(tail.subarray(at));
  if (end === null) {
    throw rules.toError({ kind: 'volumes', reason: 'it is one of several volumes of a zip archive' });
  }
  const locator = parseZip64Locator(tail.subarray(Math.max(0, at - ZIP64_LOCATOR_BYTES), at));
  if (locator === null) return end;
  const record = await readPart(source, locator, ZIP64_END_BYTES, 'its 64-bit end record', rules);
  const widened = parseZip64End(record, end);
  if (widened !== null) return widened;
  throw rules.toError({ kind: 'damaged', reason: 'its 64-bit end record is not where it should be' });
}

async function readMembers(source: ByteSource, end: ZipEnd, rules: ZipRules): Promise<ZipMember[]> {
  const { directoryOffset, directoryBytes, memberCount } = end;
  const isPlausible =
    memberCount * MEMBER_BYTES <= directoryBytes &&
    directoryBytes <= rules.mostMembers * MAX_MEAN_ENTRY_BYTES;
  if (!isPlausible) {
    const reason = `it claims ${memberCount} members in a list of ${directoryBytes} bytes`;
    throw rules.toError({ kind: 'damaged', reason });
  }
  const directory = await readPart(source, directoryOffset, directoryBytes, 'its list of members', rules);
  let members: ZipMember[];
  try {
    members = [...parseMembers(directory)];
  } catch (cause) {
    throw rules.toError({ kind: 'damaged', reason: (cause as RangeError).message, cause });
  }
  if (members.length === memberCount) return members;
  throw rules.toError({ kind: 'damaged', reason: `it lists ${members.length} of ${memberCount} members` });
}

/** Members neither overlap nor grow beyond reason (D. Fifield, "A better zip bomb", WOOT 2019). */
function assertHonest(members: readonly ZipMember[], { directoryOffset }: ZipEnd, rules: ZipRules): void {
  const places = Float64Array.from(members, ({ headerOffset }) => headerOffset).sort();
  const nextOf = new Map(Array.from(places, (place, at) => [place, places[at + 1] ?? directoryOffset]));
  let [sum, compressed] = [0, 0];
  for (const member of members) {
    const end = member.headerOffset + LOCAL_HEADER_BYTES + member.compressedBytes;
    if (!(end <= nextOf.get(member.headerOffset)!)) {
      throw rules.toError({ kind: 'bomb', reason: `${quote(member)} overlaps another member` });
    }
    sum += member.sizeBytes;
    compressed += member.compressedBytes;
  }
  if (nextOf.size < members.length) {
    throw rules.toError({ kind: 'bomb', reason: 'several members share their bytes' });
  }
  if (sum > MAX_GROWN_BYTES && sum > compressed * MAX_GROWTH) {
    throw rules.toError({ kind: 'bomb', reason: `${compressed} bytes would become ${sum}` });
  }
}

async function readContent(source: ByteSource, member: ZipMember, rules: ZipRules): Promise<Uint8Array> {
  const { method, compressedBytes, sizeBytes } = member;
  const damaged = (reason: string, cause?: unknown) =>
    rules.toError({ kind: 'damaged', reason: `${quote(member)} ${reason}`, cause });
  if (sizeBytes > rules.mostMemberBytes) {
    const reason = `${quote(member)} has ${sizeBytes} bytes, more than ${rules.mostMemberBytes}`;
    throw rules.toError({ kind: 'too-large', reason });
  }
  const start = await locateContent(source, member, rules);
  if (method === DEFLATED && sizeBytes > compressedBytes * MAX_DEFLATE_RATIO) {
    const reason = `${quote(member)} claims to expand from ${compressedBytes} to ${sizeBytes} bytes`;
    throw rules.toError({ kind: 'bomb', reason });
  }
  const packed = await readPart(source, start, compressedBytes, quote(member), rules);
  const content =
    method === STORED
      ? packed
      : await expand(packed, sizeBytes).catch((cause: unknown) => {
          throw damaged(`does not expand to its ${sizeBytes} bytes`, cause);
        });
  if (content.length !== sizeBytes) throw damaged(`has ${content.length} of its ${sizeBytes} bytes`);
  assertChecksum(crc32(content), member, rules);
  return content;
}

/** The checksum of a stored member whose content begins at `start`. */
async function verifyStored(
  source: ByteSource,
  start: number,
  member: ZipMember,
  rules: ZipRules,
): Promise<void> {
  if (lacksChecksum(member, rules)) return;
  let checksum = 0;
  for (let offset = 0; offset < member.sizeBytes; offset += PIECE_BYTES) {
    const length = Math.min(PIECE_BYTES, member.sizeBytes - offset);
    checksum = crc32(await readPart(source, start + offset, length, quote(member), rules), checksum);
  }
  assertChecksum(checksum, member, rules);
}

function lacksChecksum({ crc }: ZipMember, { mayLackChecksums = false }: ZipRules): boolean {
  return crc === 0 && mayLackChecksums;
}

function assertChecksum(checksum: number, member: ZipMember, rules: ZipRules): void {
  if (lacksChecksum(member, rules) || checksum === member.crc) return;
  const reason = `${quote(member)} has another checksum than it should`;
  throw rules.toError({ kind: 'damaged', reason });
}

async function expand(packed: Uint8Array, sizeBytes: number): Promise<Uint8Array> {
  const { buffer, byteOffset, length } = await inflate(packed, { maxOutputLength: Math.max(1, sizeBytes) });
  return new Uint8Array(buffer, byteOffset, length);
}

/** Where the content begins: the local header's extra field may differ from the list's (torch and NumPy pad it). */
async function locateContent(source: ByteSource, member: ZipMember, rules: ZipRules): Promise<number> {
  const { method, isEncrypted, headerOffset, sizeBytes, compressedBytes } = member;
  if (isEncrypted) throw rules.toError({ kind: 'encrypted', reason: `${quote(member)} is encrypted` });
  if (method !== STORED && method !== DEFLATED) {
    const reason = `${quote(member)} is compressed by method ${method}, not by deflate`;
    throw rules.toError({ kind: 'method', reason });
  }
  if (method === STORED && sizeBytes !== compressedBytes) {
    throw rules.toError({ kind: 'damaged', reason: `${quote(member)} is stored but has two sizes` });
  }
  const part = `the header of ${quote(member)}`;
  const header = toDataView(await readPart(source, headerOffset, LOCAL_HEADER_BYTES, part, rules));
  if (header.getUint32(0, true) !== LOCAL_HEADER) {
    throw rules.toError({ kind: 'damaged', reason: `${part} is not where it should be` });
  }
  return headerOffset + LOCAL_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
}

async function readPart(
  source: ByteSource,
  offset: number,
  length: number,
  part: string,
  rules: ZipRules,
): Promise<Uint8Array> {
  const bytes = await readWhole(source, offset, length);
  if (bytes === null) throw toTruncated(part, rules);
  return bytes;
}

function toTruncated(part: string, rules: ZipRules): Error {
  return rules.toError({ kind: 'truncated', reason: `it ends in the middle of ${part}`, part });
}

function quote({ name }: ZipMember): string {
  return JSON.stringify(name);
}
