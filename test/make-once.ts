/** Slow things that several test files share: made once in a run, whichever process comes first. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inject } from 'vitest';
import { acquireLock } from '../src/storage/index.js';

/** Longer than anything here takes on a busy machine. */
const WAIT_MS = 900_000;

/** Makes `name` in the folder of the run unless it is there; others wait meanwhile. Returns what `make` returned, from JSON. */
export async function makeOnce<T>(name: string, make: (folder: string) => Promise<T>): Promise<T> {
  const folder = path.join(inject('runFolder'), name);
  const result = path.join(folder, 'made.json');
  await mkdir(folder, { recursive: true });
  const lock = await acquireLock(folder, 'making', { waitMs: WAIT_MS });
  try {
    if (!existsSync(result)) await writeFile(result, JSON.stringify(await make(folder)));
    return JSON.parse(await readFile(result, 'utf8'));
  } finally {
    await lock.release();
  }
}
