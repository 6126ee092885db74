/**
 * Folders made, given their place, and tried: may files be written there, and is there room?
 * In: a path. Out: nothing, or a StorageError with the true reason where the system or SQLite gives a poor one.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { toSystemCode } from '../../files/index.js';
import { toStorageError } from '../errors.js';
import { reachStep } from './steps.js';

/** Larger than the index that SQLite keeps beside its log (32 KiB), the largest thing that it needs room for at once. */
const TRIAL_SIZE_BYTES = 64 * 1024;

/** Makes a folder and those above it; nothing happens where it is there. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw toStorageError(await findCause(folder, error), `Making the folder ${folder} failed`);
  }
}

/** Gives a finished folder its place; what had that place goes. A process that is killed in between leaves neither there. */
export async function replaceFolder(finished: string, folder: string): Promise<void> {
  reachStep(`before ${basename(folder)}/`);
  await rm(folder, { recursive: true, force: true });
  reachStep(`within ${basename(folder)}/`);
  await rename(finished, folder);
  reachStep(`after ${basename(folder)}/`);
}

/** The failure of writing a small file into `folder`; null when that works. Leaves nothing behind. */
export function findWriteFailure(folder: string): unknown {
  const path = join(folder, `.trial-${randomBytes(6).toString('hex')}.tmp`);
  let file: number | null = null;
  try {
    file = openSync(path, 'wx');
    const bytes = Buffer.alloc(TRIAL_SIZE_BYTES);
    let written = 0;
    while (written < bytes.length) written += writeSync(file, bytes, written);
    fsyncSync(file);
    return null;
  } catch (error) {
    return error;
  } finally {
    if (file !== null) {
      closeSync(file);
      rmSync(path, { force: true });
    }
  }
}

/** On a read-only disk Node's recursive `mkdir` says ENOENT; making the first missing folder alone tells the truth. */
async function findCause(folder: string, error: unknown): Promise<unknown> {
  if (toSystemCode(error) !== 'ENOENT') return error;
  let missing = resolve(folder);
  while (!existsSync(dirname(missing))) missing = dirname(missing);
  return await mkdir(missing).then(
    () => error,
    (cause: unknown) => cause,
  );
}
