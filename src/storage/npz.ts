/**
 * NumPy's `.npz` archives: a zip of `.npy` files.
 * In: named arrays or bytes. Out: an uncompressed archive that numpy.load reads, or the arrays of one that NumPy wrote.
 * Writes no archive over 4 GiB (no ZIP64); reads stored and deflated members.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import { StorageError } from '../base/errors.js';
import { formatNpy, type NpyArray, parseNpy } from './npy.js';

/** Signatures, sizes and fields of the zip format (APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16). */
const LOCAL = { signature: 0x04034b50, size: 30 };
const CENTRAL = { signature: 0x02014b50, size: 46 };
const END = { signature: 0x06054b50, size: 22, maxCommentSize: 0xffff };
const STORED = 0;
const DEFLATED = 8;
const VERSION_NEEDED = 20;
const MAX_ARCHIVE_BYTES = 0xffffffff;
/** 1 January 1980, the first date zip knows: equal arrays give equal bytes. */
const FIXED_DATE = 0x0021;

/** The bytes of an archive with one member `<name>.npy` per array, in the order given. */
export function formatNpz(arrays: Readonly<Record<string, NpyArray>>): Uint8Array {
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [name, array] of Object.entries(arrays)) {
    const data = formatNpy(array);
    const fileName = Buffer.from(`${name}.npy`);
    const fields = { crc: crc32(data), sizeBytes: data.byteLength, nameBytes: fileName.byteLength };
    pieces.push(formatLocalHeader(fields), fileName, data);
    directory.push(formatCentralHeader(fields, offset), fileName);
    offset += LOCAL.size + fileName.byteLength + data.byteLength;
  }
  const directoryBytes = Buffer.concat(directory);
  if (offset + directoryBytes.length > MAX_ARCHIVE_BYTES) {
    throw new StorageError('npz-too-large', {
      what: `Arrays of ${offset} bytes do not fit into one .npz file.`,
    });
  }
  const end = formatEnd(directory.length / 2, directoryBytes.length, offset);
  return Buffer.concat([...pieces, directoryBytes, end]);
}

/** All arrays of an archive by name, without `.npy`; `name` is how messages call the archive. */
export function parseNpz(bytes: Uint8Array, name: string): Map<string, NpyArray> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const arrays = new Map<string, NpyArray>();
    for (const { fileName, data } of readMembers(buffer)) {
      arrays.set(fileName.replace(/\.npy$/, ''), parseNpy(data, `${fileName} in ${name}`));
    }
    return arrays;
  } catch (error) {
    if (error instanceof StorageError) throw error;
    throw new StorageError('npz-malformed', {
      what: `${name} is not a readable .npz file: ${(error as Error).message}.`,
      next: 'Write it with numpy.savez.',
      cause: error,
    });
  }
}

interface MemberFields {
  crc: number;
  sizeBytes: number;
  nameBytes: number;
}

function formatLocalHeader({ crc, sizeBytes, nameBytes }: MemberFields): Uint8Array {
  const header = Buffer.alloc(LOCAL.size);
  header.writeUInt32LE(LOCAL.signature, 0);
  writeCommonFields(header, 4, crc, sizeBytes, nameBytes);
  return header;
}

function formatCentralHeader({ crc, sizeBytes, nameBytes }: MemberFields, offset: number): Uint8Array {
  const header = Buffer.alloc(CENTRAL.size);
  header.writeUInt32LE(CENTRAL.signature, 0);
  header.writeUInt16LE(VERSION_NEEDED, 4);
  writeCommonFields(header, 6, crc, sizeBytes, nameBytes);
  header.writeUInt32LE(offset, 42);
  return header;
}

/** The fields that both headers share, from "version needed" on; flags and compression method stay 0. */
function writeCommonFields(
  header: Buffer,
  start: number,
  crc: number,
  sizeBytes: number,
  nameBytes: number,
): void {
  header.writeUInt16LE(VERSION_NEEDED, start);
  header.writeUInt16LE(FIXED_DATE, start + 8);
  header.writeUInt32LE(crc, start + 10);
  header.writeUInt32LE(sizeBytes, start + 14);
  header.writeUInt32LE(sizeBytes, start + 18);
  header.writeUInt16LE(nameBytes, start + 22);
}

function formatEnd(memberCount: number, directoryBytes: number, directoryOffset: number): Uint8Array {
  const end = Buffer.alloc(END.size);
  end.writeUInt32LE(END.signature, 0);
  end.writeUInt16LE(memberCount, 8);
  end.writeUInt16LE(memberCount, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(directoryOffset, 16);
  return end;
}

function* readMembers(buffer: Buffer): Generator<{ fileName: string; data: Uint8Array }> {
  const end = findEnd(buffer);
  const memberCount = buffer.readUInt16LE(end + 10);
  let position = buffer.readUInt32LE(end + 16);
  for (let member = 0; member < memberCount; member++) {
    if (buffer.readUInt32LE(position) !== CENTRAL.signature) throw new Error('its directory is damaged');
    const method = buffer.readUInt16LE(position + 10);
    const crc = buffer.readUInt32LE(position + 16);
    const packedBytes = buffer.readUInt32LE(position + 20);
    const sizeBytes = buffer.readUInt32LE(position + 24);
    const nameBytes = buffer.readUInt16LE(position + 28);
    const extraBytes = buffer.readUInt16LE(position + 30) + buffer.readUInt16LE(position + 32);
    const localOffset = buffer.readUInt32LE(position + 42);
    const fileName = buffer.toString('utf8', position + CENTRAL.size, position + CENTRAL.size + nameBytes);
    const data = unpack(readPacked(buffer, localOffset, packedBytes), method, sizeBytes, fileName);
    if (data.byteLength !== sizeBytes || crc32(data) !== crc) throw new Error(`${fileName} is damaged`);
    yield { fileName, data };
    position += CENTRAL.size + nameBytes + extraBytes;
  }
}

/** The end record is last, before a comment of any length: search backwards. */
function findEnd(buffer: Buffer): number {
  const first = Math.max(0, buffer.length - END.size - END.maxCommentSize);
  for (let position = buffer.length - END.size; position >= first; position--) {
    if (buffer.readUInt32LE(position) === END.signature) return position;
  }
  throw new Error('it has no zip directory');
}

function readPacked(buffer: Buffer, localOffset: number, packedBytes: number): Uint8Array {
  if (buffer.readUInt32LE(localOffset) !== LOCAL.signature) throw new Error('a member is damaged');
  // NumPy adds an extra field to the local header that the directory does not have.
  const start =
    localOffset + LOCAL.size + buffer.readUInt16LE(localOffset + 26) + buffer.readUInt16LE(localOffset + 28);
  if (start + packedBytes > buffer.length) throw new Error('it is cut off');
  return buffer.subarray(start, start + packedBytes);
}

function unpack(packed: Uint8Array, method: number, sizeBytes: number, fileName: string): Uint8Array {
  if (method === STORED) return packed;
  if (method === DEFLATED) return inflateRawSync(packed, { maxOutputLength: Math.max(sizeBytes, 1) });
  throw new Error(`${fileName} is compressed in an unknown way (${method})`);
}
