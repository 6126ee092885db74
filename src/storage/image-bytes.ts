/**
 * The bytes of one image, from a file or from inside a tar archive.
 * In: the data set's root and an `ImageLocation`. Out: encoded bytes, not decoded, not checked to be an image.
 * Archives stay open between reads, a few at a time.
 */
import { type FileHandle, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ImageError } from '../base/errors.js';
import type { ImageLocation } from '../records/dataset.js';
import { readFully } from './tar.js';

/** Extraction reads one shard after another, and the app a few at once; more open files would gain nothing. */
const MAX_OPEN_ARCHIVES = 8;

interface OpenArchive {
  handle: Promise<FileHandle>;
  readerCount: number;
}

/** By absolute path, least recently used first. */
const openArchives = new Map<string, OpenArchive>();

/**
 * Reads an image's encoded bytes. Throws `ImageError` with `missing-file`, `unreadable-file`, `truncated`
 * (the archive is shorter than its index says) or `outside-root`.
 */
export async function readImageBytes(rootPath: string, location: ImageLocation): Promise<Uint8Array> {
  const absolutePath = path.resolve(rootPath, location.path);
  const fromRoot = path.relative(rootPath, absolutePath);
  if (fromRoot === '..' || fromRoot.startsWith(`..${path.sep}`) || path.isAbsolute(fromRoot)) {
    throw new ImageError('outside-root', { what: `${location.path} leads out of the data set's folder.` });
  }
  try {
    if (location.kind === 'file') return await readFile(absolutePath);
    return await readFromArchive(absolutePath, location);
  } catch (cause) {
    if (cause instanceof ImageError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new ImageError('missing-file', { what: `There is no file ${location.path}.`, cause });
    }
    throw new ImageError('unreadable-file', {
      what: `Cannot read ${location.path} (${code ?? String(cause)}).`,
      cause,
    });
  }
}

/** Closes archives that nobody reads at the moment; for orderly endings and for replacing a data set's files. */
export async function closeArchives(): Promise<void> {
  await closeIdle(0);
}

async function readFromArchive(
  absolutePath: string,
  location: Extract<ImageLocation, { kind: 'archive' }>,
): Promise<Uint8Array> {
  const archive = openArchives.get(absolutePath) ?? { handle: open(absolutePath, 'r'), readerCount: 0 };
  archive.readerCount++;
  openArchives.delete(absolutePath);
  openArchives.set(absolutePath, archive);
  try {
    const handle = await archive.handle.catch((cause) => {
      openArchives.delete(absolutePath);
      throw cause;
    });
    const bytes = await readFully(handle, location.offset, location.sizeBytes);
    if (bytes.length === location.sizeBytes) return bytes;
    throw new ImageError('truncated', {
      what: `${location.path} ends at ${bytes.length} of the image's ${location.sizeBytes} bytes.`,
    });
  } finally {
    archive.readerCount--;
    await closeIdle(MAX_OPEN_ARCHIVES);
  }
}

async function closeIdle(keepCount: number): Promise<void> {
  for (const [absolutePath, archive] of [...openArchives]) {
    if (openArchives.size <= keepCount) return;
    if (archive.readerCount > 0) continue;
    openArchives.delete(absolutePath);
    await (await archive.handle).close();
  }
}
