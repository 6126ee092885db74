/**
 * Index of a tar file: names, byte offsets and sizes of its regular members, for random access later.
 * Reads ustar prefixes, PAX paths and sizes, GNU long names and base-256 sizes; skips links, folders and devices.
 * Does not extract and does not read compressed archives: a member inside gzip has no offset to seek to.
 */
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { DatasetError } from '../../base/errors.js';
import { describeSystemError, readFully } from '../../files/index.js';
import { assertNotCompressed, PEEK_BYTES } from './tar-compression.js';
import { applyPax, isZeroBlock, parseTarHeader, TAR_BLOCK_BYTES, type TarOverrides } from './tar-header.js';

/** A regular file of an archive. */
export interface TarMember {
  /** As written in the archive. */
  name: string;
  /** Of the first byte of the content, from the start of the archive. */
  offset: number;
  sizeBytes: number;
  /** False when the archive ends before the member does. */
  complete: boolean;
  /** Only for complete members that the caller asked for. */
  content: Uint8Array | null;
}

/** Reading ahead this far finds the small label members beside a header without another read. */
const WINDOW_BYTES = 64 * 1024;

/**
 * Regular members in file order. Throws `archive-compressed`, `archive-damaged` (a header whose checksum is wrong),
 * `dataset-not-readable`.
 */
export async function* readTarMembers(
  archivePath: string,
  wantsContent: (name: string) => boolean = () => false,
): AsyncIterable<TarMember> {
  const file = await openArchive(archivePath);
  try {
    const window = new ReadWindow(file);
    const { size: archiveBytes } = await file.stat();
    assertNotCompressed(await readFully(file, 0, Math.min(archiveBytes, PEEK_BYTES)), archivePath);
    let overrides: TarOverrides = {};
    let globals: TarOverrides = {};
    for (let at = 0; at + TAR_BLOCK_BYTES <= archiveBytes; ) {
      const block = await window.read(at, TAR_BLOCK_BYTES);
      if (isZeroBlock(block)) return;
      const header = parseTarHeader(block);
      if (header === null) throw damaged(archivePath, at);
      const offset = at + TAR_BLOCK_BYTES;
      const isMember = header.kind !== 'pax' && header.kind !== 'pax-global' && header.kind !== 'long-name';
      const sizeBytes = isMember ? (overrides.sizeBytes ?? header.sizeBytes) : header.sizeBytes;
      const complete = offset + sizeBytes <= archiveBytes;
      at = offset + Math.ceil(sizeBytes / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
      if (!isMember) {
        if (!complete) return;
        const content = await window.read(offset, sizeBytes);
        if (header.kind === 'pax-global') globals = applyPax(globals, content);
        else if (header.kind === 'pax') overrides = applyPax(overrides, content);
        else overrides = { ...overrides, name: readName(content) };
        continue;
      }
      const name = overrides.name ?? globals.name ?? header.name;
      overrides = {};
      if (header.kind !== 'file' || name.endsWith('/')) continue;
      const content = complete && wantsContent(name) ? (await window.read(offset, sizeBytes)).slice() : null;
      yield { name, offset, sizeBytes, complete, content };
    }
  } finally {
    await file.close();
  }
}

/** A moving window over a file: one read serves the headers and label members that lie close together. */
class ReadWindow {
  #start = 0;
  #bytes = new Uint8Array(0);

  constructor(readonly file: FileHandle) {}

  /** A view that the next read may overwrite. */
  async read(offset: number, sizeBytes: number): Promise<Uint8Array> {
    if (offset < this.#start || offset + sizeBytes > this.#start + this.#bytes.length) {
      this.#bytes = (await readFully(
        this.file,
        offset,
        Math.max(sizeBytes, WINDOW_BYTES),
      )) as Uint8Array<ArrayBuffer>;
      this.#start = offset;
    }
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + sizeBytes);
  }
}

function readName(content: Uint8Array): string {
  const end = content.indexOf(0);
  return new TextDecoder().decode(end < 0 ? content : content.subarray(0, end));
}

async function openArchive(archivePath: string): Promise<FileHandle> {
  try {
    return await open(archivePath, 'r');
  } catch (cause) {
    throw new DatasetError('dataset-not-readable', {
      what: `Cannot open the archive ${archivePath}: ${describeSystemError(cause)}.`,
      next: 'Check that it exists and that you may read it.',
      cause,
    });
  }
}

function damaged(archivePath: string, offset: number): DatasetError {
  return new DatasetError('archive-damaged', {
    what: `${path.basename(archivePath)} is not a tar file, or is damaged at byte ${offset}.`,
    next: 'Download or pack it again.',
  });
}
