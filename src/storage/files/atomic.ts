/**
 * Files that exist whole or not at all, also after a power cut.
 * In: a path and bytes. Out: a temporary file in the same folder, synced, then renamed or linked; then the folder synced.
 * Does not lock: the last of two writers of one path wins, unless they use `createFileOnce`.
 */
import { randomBytes } from 'node:crypto';
import fs, { type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { toSystemCode } from '../../files/index.js';
import { toStorageError } from '../errors.js';
import { readOptionalFile, statOptional } from './optional.js';
import { isProcessAlive, MACHINE_ID } from './processes.js';
import { reachStep } from './steps.js';

type FileData = string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** A file under construction; nobody sees it under its own name before `commit`. */
export interface AtomicFile {
  /** Appends all bytes; returns once the system has taken them. */
  write(chunk: string | Uint8Array): Promise<void>;
  /** Syncs the file and gives it its name, replacing what had that name. */
  commit(): Promise<void>;
  /** As `commit`, under another name in the same folder; for names that depend on the content. */
  commitAs(name: string): Promise<void>;
  /** Removes what was written; does nothing after a commit. */
  discard(): Promise<void>;
}

/** Folders in which this process has removed what killed writers left. */
const sweptFolders = new Set<string>();

/** Starts a file that becomes visible at `path` when committed. Its folder must exist; what killed writers left in it goes. */
export async function createAtomicFile(path: string): Promise<AtomicFile> {
  const folder = dirname(path);
  await sweepOnce(folder);
  const temporary = toTemporaryPath(path);
  const what = `Writing ${path} failed`;
  let handle: FileHandle | null = await fs.open(temporary, 'wx').catch((error) => {
    throw toStorageError(error, what);
  });

  async function discard(): Promise<void> {
    if (handle === null) return;
    const opened = handle;
    handle = null;
    await opened.close().catch(() => {});
    await fs.rm(temporary, { force: true });
  }
  async function attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      await discard();
      throw toStorageError(error, what);
    }
  }
  const commitAs = (name: string) =>
    attempt(async () => {
      await handle!.sync();
      reachStep(`before ${name}`);
      await fs.rename(temporary, join(folder, name));
      reachStep(`after ${name}`);
      await handle!.close();
      handle = null;
      await syncFolder(folder);
    });
  return {
    write: (chunk) => attempt(() => writeFully(handle!, chunk)),
    commit: () => commitAs(basename(path)),
    commitAs,
    discard,
  };
}

/** Writes a whole file: readers see the old content or the new, never a part. */
export async function writeFileAtomic(path: string, data: FileData): Promise<void> {
  const file = await createAtomicFile(path);
  try {
    if (typeof data === 'string' || data instanceof Uint8Array) await file.write(data);
    else for await (const chunk of data) await file.write(chunk);
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.commit();
}

/**
 * Creates a file unless it is there: of many processes that try at once exactly one gets `created`.
 * The others learn whether the file holds the `same` bytes or `different` ones; it is never changed. What killed writers left in its
 * folder goes.
 */
export async function createFileOnce(
  path: string,
  data: string | Uint8Array,
): Promise<'created' | 'same' | 'different'> {
  const what = `Writing ${path} failed`;
  const bytes =
    typeof data === 'string' ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  await sweepOnce(dirname(path));
  const temporary = toTemporaryPath(path);
  try {
    const handle = await fs.open(temporary, 'wx');
    try {
      await writeFully(handle, bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    reachStep(`before ${basename(path)}`);
    for (;;) {
      if (await linkOnce(temporary, path)) {
        reachStep(`after ${basename(path)}`);
        await syncFolder(dirname(path));
        return 'created';
      }
      const standing = await readOptionalFile(path);
      if (standing !== null) return bytes.equals(standing) ? 'same' : 'different';
      // Removed between the two steps: try again.
    }
  } catch (error) {
    throw toStorageError(error, what);
  } finally {
    await fs.rm(temporary, { force: true });
  }
}

/** A name beside `path` for what is not finished, file or folder; it tells whose it is. */
export function toTemporaryPath(path: string): string {
  const name = `.${basename(path)}.${MACHINE_ID}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
  return join(dirname(path), name);
}

/** Removes the temporary files and folders that writers of this machine left in `folder` when they were killed. */
export async function removeDeadTemporaries(folder: string): Promise<void> {
  const names = await fs.readdir(folder).catch(() => []);
  for (const name of names) {
    const [, machine, pid] = TEMPORARY_NAME.exec(name) ?? [];
    if (machine !== MACHINE_ID || isProcessAlive(Number(pid))) continue;
    // A folder that cannot be changed is no reason to fail a reader.
    await fs.rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
  }
}

async function sweepOnce(folder: string): Promise<void> {
  if (sweptFolders.has(folder)) return;
  sweptFolders.add(folder);
  await removeDeadTemporaries(folder);
}

/** Makes names in a folder durable; systems that cannot sync folders do it on their own. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await fs.open(folder, 'r');
    await handle.sync();
  } catch (error) {
    if (!CANNOT_SYNC_FOLDERS.has(toSystemCode(error))) throw error;
  } finally {
    await handle?.close();
  }
}

const TEMPORARY_NAME = /^\..*\.([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.tmp$/;
const CANNOT_SYNC_FOLDERS = new Set(['EISDIR', 'EINVAL', 'EPERM', 'EACCES', 'ENOTSUP', 'EBADF']);
const CANNOT_LINK = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

async function writeFully(handle: FileHandle, chunk: string | Uint8Array): Promise<void> {
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  let position = 0;
  while (position < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, position, bytes.length - position);
    position += bytesWritten;
  }
}

/** True when `path` became a name of `temporary`'s file, false when `path` existed. */
async function linkOnce(temporary: string, path: string): Promise<boolean> {
  try {
    await fs.link(temporary, path);
    return true;
  } catch (error) {
    // On NFS a link can succeed and its answer get lost: two names on the file tell.
    if ((await fs.stat(temporary)).nlink === 2) return true;
    const code = toSystemCode(error);
    if (code === 'EEXIST') return false;
    if (!CANNOT_LINK.has(code)) throw error;
    return await renameIfAbsent(temporary, path);
  }
}

/** For file systems without hard links (exFAT, some network mounts): whole files still, but two at the same instant may both win. */
async function renameIfAbsent(temporary: string, path: string): Promise<boolean> {
  if ((await statOptional(path)) !== null) return false;
  await fs.rename(temporary, path);
  return true;
}
