/**
 * Advisory locks: one process at a time does a named thing to a workspace (rules W10 to W13).
 * In: a folder and a purpose. Out: a lock to release, or `workspace-busy` naming who holds it.
 * Keeps nobody from reading, and cannot see whether a process of another machine still lives.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { StorageError } from '../../base/errors.js';
import { toSystemCode } from '../../files/index.js';
import { toStorageError } from '../errors.js';
import { createFileOnce, removeDeadTemporaries } from './atomic.js';
import { readOptionalFolder, statOptional } from './optional.js';
import { isProcessAlive, MACHINE_ID, readProcessStart } from './processes.js';

/** A lock that is held. */
export interface Lock {
  /** Gives the lock back; may be called twice. */
  release(): Promise<void>;
}

/** How patient to be. */
export interface LockOptions {
  /** How long to wait for another holder before failing. */
  waitMs?: number;
}

const holderSchema = z.object({
  pid: z.number().int(),
  host: z.string(),
  machine: z.string(),
  processStart: z.string().nullable(),
  purpose: z.string(),
  time: z.string(),
  token: z.string(),
});
type Holder = z.infer<typeof holderSchema>;

/** Folder of the locks in a workspace. */
export const LOCKS_FOLDER = 'locks';
const RETRY_MS = 20;
const TAKEOVER_SUFFIX = '.takeover';
/** A takeover lasts milliseconds; one that cannot be read counts as left behind after this. */
const LONGEST_TAKEOVER_MS = 10_000;

/**
 * Takes the lock `purpose` of a workspace; a lock whose process has died on this machine is taken over.
 * @param purpose kebab-case; different purposes do not exclude each other
 */
export async function acquireLock(folder: string, purpose: string, options: LockOptions = {}): Promise<Lock> {
  const path = join(folder, LOCKS_FOLDER, `${purpose}.json`);
  const holder = createHolder(purpose);
  const deadlineMs = performance.now() + (options.waitMs ?? 0);
  try {
    await mkdir(join(folder, LOCKS_FOLDER), { recursive: true });
    while ((await createFileOnce(path, JSON.stringify(holder))) !== 'created') {
      const other = await readHolder(path);
      if (other === 'gone') continue;
      if (isDead(other)) await removeDeadLock(path, other.token);
      else if (performance.now() < deadlineMs) await sleep(RETRY_MS);
      else throw toBusyError(path, other);
    }
  } catch (error) {
    throw toStorageError(error, `Locking ${folder} failed`);
  }
  return { release: () => removeOwnLock(path, holder.token) };
}

/** Takes the lock as `acquireLock` does; where another process has it, whether that is one of this machine, which can be seen to live. */
export async function tryLock(folder: string, purpose: string): Promise<Lock | 'here' | 'elsewhere'> {
  try {
    return await acquireLock(folder, purpose);
  } catch (error) {
    if (!(error instanceof StorageError) || error.code !== 'workspace-busy') throw error;
    const holder = await readHolder(join(folder, LOCKS_FOLDER, `${purpose}.json`)).catch(() => null);
    return holder !== null && holder !== 'gone' && holder.machine !== MACHINE_ID ? 'elsewhere' : 'here';
  }
}

/**
 * Removes everything that processes of this machine left among the locks of a folder when they died: locks, those that nobody will ask for
 * again, too; takeovers; temporary files. Leaves locks that cannot be read, and all where nothing can be removed.
 */
export async function removeDeadLocks(folder: string): Promise<void> {
  const locks = join(folder, LOCKS_FOLDER);
  await removeDeadTemporaries(locks);
  try {
    const paths = ((await readOptionalFolder(locks)) ?? []).map((name) => join(locks, name));
    // Before locks, which cannot be removed while they stand.
    for (const path of paths) if (path.endsWith(TAKEOVER_SUFFIX)) await removeAbandonedTakeover(path);
    for (const path of paths.filter((path) => path.endsWith('.json'))) {
      const holder = await readHolder(path).catch(() => 'gone' as const);
      if (holder !== 'gone' && isDead(holder)) await removeDeadLock(path, holder.token);
    }
  } catch {
    // No reason to fail a reader: whoever needs such a lock hears of it.
  }
}

function createHolder(purpose: string): Holder {
  return {
    pid: process.pid,
    host: hostname(),
    machine: MACHINE_ID,
    processStart: readProcessStart(process.pid),
    purpose,
    time: new Date().toISOString(),
    token: randomUUID(),
  };
}

async function removeOwnLock(path: string, token: string): Promise<void> {
  const current = await readHolder(path);
  if (current !== 'gone' && current.token === token) await rm(path, { force: true });
}

/**
 * Removes the lock with this token and no other. Of several processes that see the same dead holder, only the one
 * that creates the takeover file may remove the lock, and only while the token is still the dead one's.
 */
async function removeDeadLock(path: string, token: string): Promise<void> {
  const takeover = `${path}${TAKEOVER_SUFFIX}`;
  if ((await createFileOnce(takeover, JSON.stringify(createHolder('takeover')))) !== 'created') {
    await removeAbandonedTakeover(takeover);
    await sleep(RETRY_MS);
    return;
  }
  try {
    const current = await readHolder(path);
    if (current !== 'gone' && current.token === token) await rm(path, { force: true });
  } finally {
    await rm(takeover, { force: true });
  }
}

/** Of a process that died in the middle of it, also where its id lives on in another process. */
async function removeAbandonedTakeover(path: string): Promise<void> {
  const holder = await readHolder(path).catch(() => 'unreadable' as const);
  if (holder === 'gone') return;
  const isAbandoned =
    holder === 'unreadable'
      ? Date.now() - ((await statOptional(path))?.mtimeMs ?? 0) > LONGEST_TAKEOVER_MS
      : isDead(holder);
  if (isAbandoned) await rm(path, { force: true });
}

async function readHolder(path: string): Promise<Holder | 'gone'> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (toSystemCode(error) === 'ENOENT') return 'gone';
    throw error;
  }
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new StorageError('workspace-busy', {
      status: 503,
      what: `The lock ${path} is not readable.`,
      next: 'When no other spuriosity process uses this workspace, delete that file.',
      cause: error,
    });
  }
}

function isDead(holder: Holder): boolean {
  if (holder.machine !== MACHINE_ID) return false;
  if (!isProcessAlive(holder.pid)) return true;
  // The id lives, but may have been given to another process since.
  const start = readProcessStart(holder.pid);
  return start !== null && holder.processStart !== null && start !== holder.processStart;
}

function toBusyError(path: string, holder: Holder): StorageError {
  const isElsewhere = holder.machine !== MACHINE_ID;
  return new StorageError('workspace-busy', {
    status: 503,
    what: `The workspace is in use: process ${holder.pid} on ${holder.host} holds the lock "${holder.purpose}" since ${holder.time}.`,
    next: isElsewhere
      ? `Wait for it to end; if that machine no longer runs it, delete ${path}.`
      : 'Wait for it to end, or stop it.',
  });
}
