/**
 * Whether a worker sees the folder that the queue was filled from, and may write to it.
 * In: a workspace's folder, what the queue knows of it. Out: nothing, or a sentence. Leaves one small file, which is `queue start`'s (docs/formats/workspace.md, W88).
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StorageError } from '../../base/errors.js';
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import { createAtomicFile, readOptionalText, writeFileAtomic } from '../../storage/index.js';

const PROBE_FILE = 'queue.json';
/** A network file system may show a new file as late as this: entries of folders are kept for up to 60 s by default (nfs(5), acdirmax). */
const LATEST_MS = 65_000;
const LOOK_MS = 500;

/** Puts a mark into the workspace's folder and returns what it says. */
export async function writeProbe(folder: string): Promise<string> {
  const token = randomUUID();
  await writeFileAtomic(join(folder, PROBE_FILE), `${JSON.stringify({ token })}\n`);
  return token;
}

/** Throws StorageError `folder-not-shared`, or the system's where nothing can be written. `token` is null where the queue has forgotten. */
export async function assertSharedFolder(
  folder: string,
  token: string | null,
  observer: Observer,
): Promise<void> {
  const path = join(folder, PROBE_FILE);
  const trial = await createAtomicFile(path);
  await trial.write('a worker may write here\n');
  await trial.discard();
  if (token === null) return;
  const deadlineMs = performance.now() + LATEST_MS;
  for (let isSaid = false; !(await readOptionalText(path))?.includes(token); isSaid = true) {
    assertNotCancelled(observer);
    if (performance.now() > deadlineMs) {
      throw new StorageError('folder-not-shared', {
        what: `${folder} is not the folder that the queue was filled from: ${PROBE_FILE} in it does not hold the mark of the last \`queue start\`.`,
        why: 'Shards that this machine computes would reach nobody.',
        next: 'Mount the same folder on all machines and name it with -w; or run `spuriosity queue start` again.',
      });
    }
    if (!isSaid) observer.info('Waiting for the file system to show the mark of `queue start` …');
    await sleep(LOOK_MS);
  }
}
