/**
 * The bytes of one image, from a file or from inside a file that holds many: tar, zip, Parquet.
 * In: the data set's root and an `ImageLocation`. Out: encoded bytes, not decoded, not checked to be an image.
 * Such files stay open between reads, a few at a time.
 */
import { open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { ImageError, SpuriosityError } from '../../base/errors.js';
import {
  describeSystemError,
  isAbsent,
  isInside,
  readFully,
  toNameText,
  toPortablePath,
  toSystemPath,
} from '../../files/index.js';
import type { ImageLocation, ImageRoot } from '../../records/dataset.js';
import { OpenContainers } from './open-containers.js';
import { closeParquetFiles, readParquetImage } from './parquet-images.js';
import { readRegularFile } from './regular-file.js';
import { closeZips, readZipMember } from './zip-tree.js';

const openTars = new OpenContainers((absolutePath) => open(toSystemPath(absolutePath), 'r'));

/**
 * Reads an image's encoded bytes. Throws `ImageError` with `missing-file`, `unreadable-file`, `truncated`
 * (the archive is shorter than its index says), `outside-root` (also by a link, which may have come after the data set was read),
 * `not-a-file` or `file-too-large`.
 */
export async function readImageBytes(
  { root: rootPath, followsLinks = false }: ImageRoot,
  location: ImageLocation,
): Promise<Uint8Array> {
  const absolutePath = path.resolve(rootPath, location.path);
  if (!isInside(rootPath, location.path)) {
    throw new ImageError('outside-root', { what: `${location.path} leads out of the data set's folder.` });
  }
  const check = (file: string) => (followsLinks ? Promise.resolve() : assertStaysInside(rootPath, file));
  try {
    await check(absolutePath);
    if (location.kind === 'archive') return await readFromTar(absolutePath, location);
    return await readRegularFile(absolutePath).catch((cause) =>
      readThroughContainer(absolutePath, check, cause),
    );
  } catch (cause) {
    if (cause instanceof ImageError) throw cause;
    if (cause instanceof SpuriosityError)
      throw new ImageError('unreadable-file', { what: cause.message, cause });
    if (isAbsent(cause)) {
      throw new ImageError('missing-file', { what: `There is no file ${location.path}.`, cause });
    }
    throw new ImageError('unreadable-file', {
      what: `Cannot read ${location.path}: ${describeSystemError(cause)}.`,
      cause,
    });
  }
}

/** Closes archives that nobody reads at the moment; for orderly endings and for replacing a data set's files. */
export async function closeArchives(): Promise<void> {
  await openTars.closeAll();
  await closeParquetFiles();
  await closeZips();
}

/** As `init` looks at links. What does not exist, or leads through a file as if it were a folder, leads nowhere else. */
async function assertStaysInside(rootPath: string, absolutePath: string): Promise<void> {
  const resolveLinks = async (file: string) => toNameText(await realpath(toSystemPath(file), 'buffer'));
  const target = await resolveLinks(absolutePath).catch((error: unknown) => {
    if (isAbsent(error)) return null;
    throw error;
  });
  if (target === null) return;
  const root = await resolveLinks(rootPath);
  if (target === root || isInside(root, target)) return;
  throw new ImageError('outside-root', {
    what: `${path.relative(rootPath, absolutePath)} is, or lies behind, a link that leads out of the data set's folder.`,
    why: 'Somebody may have put it there since the data set was read.',
    next: 'If it is yours, run `spuriosity init` again with --follow-links.',
  });
}

/** Where a path leads through a file as if it were a folder (`train.parquet/image/17`), that file is asked. */
async function readThroughContainer(
  absolutePath: string,
  check: (file: string) => Promise<void>,
  cause: unknown,
): Promise<Uint8Array> {
  if (!isAbsent(cause)) throw cause;
  for (let container = path.dirname(absolutePath); ; container = path.dirname(container)) {
    const found = await stat(toSystemPath(container)).catch((error: unknown) => {
      if (isAbsent(error)) return null;
      throw error;
    });
    if (found === null && container !== path.dirname(container)) continue;
    if (!found?.isFile()) throw cause;
    await check(container);
    const inner = toPortablePath(absolutePath.slice(container.length + 1));
    if (/\.parquet$/i.test(container)) return readParquetImage(container, inner);
    if (/\.zip$/i.test(container)) return readZipMember(container, inner);
    throw cause;
  }
}

async function readFromTar(
  absolutePath: string,
  { path: name, offset, sizeBytes }: Extract<ImageLocation, { kind: 'archive' }>,
): Promise<Uint8Array> {
  const bytes = await openTars.use(absolutePath, (handle) => readFully(handle, offset, sizeBytes));
  if (bytes.length === sizeBytes) return bytes;
  throw new ImageError('truncated', {
    what: `${name} ends at ${bytes.length} of the image's ${sizeBytes} bytes.`,
  });
}
