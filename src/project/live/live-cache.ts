/**
 * Arrays in the workspace's cache, named by what they hold and keyed by what they were computed from.
 * In: arrays. Out: the same, or null. Of every name only the newest key is kept; losing a file costs time only.
 */
import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '../../base/errors.js';
import {
  assertListedBytes,
  makeFolder,
  readNpy,
  readOptionalText,
  writeHashList,
  writeNpy,
} from '../../storage/index.js';
import type { Project } from '../workspace/index.js';

/** Constructors of the arrays that are kept, by their names in `.npy` files. */
const ARRAYS = { float32: Float32Array, float64: Float64Array, int32: Int32Array };
type ArrayName = keyof typeof ARRAYS;
type ArrayOf<D extends ArrayName> = InstanceType<(typeof ARRAYS)[D]>;

/** 16 hexadecimal digits that stand for all the parts. */
export function toCacheKey(...parts: (string | ArrayBufferView)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(
      typeof part === 'string' ? part : new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
    );
  }
  return hash.digest('hex').slice(0, 16);
}

/** Null where the cache has no such array of that length; other bytes than were written are none, and noted. */
export async function readCachedArray<D extends ArrayName>(
  project: Project,
  name: string,
  key: string,
  dtype: D,
  length: number,
): Promise<ArrayOf<D> | null> {
  const [folder, stem] = [toFolder(project), `${name}-${key}`];
  try {
    // Written last: without it the array is none, or one of an earlier version.
    if ((await readOptionalText(join(folder, `${stem}.sha256`))) === null) return null;
    await assertListedBytes(folder, `${stem}.sha256`, { what: 'the cache' });
    const { data } = await readNpy(join(folder, `${stem}.npy`));
    return data instanceof ARRAYS[dtype] && data.length === length ? (data as ArrayOf<D>) : null;
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    const path = join(folder, `${stem}.npy`);
    if (error.code === 'file-damaged') {
      project.noteDamage({ path, fault: 'its bytes are not those that were written' }, 'it is computed anew');
    }
    return null;
  }
}

/** Keeps an array instead of all others of its name; where the disk refuses, the next start computes it again. */
export async function writeCachedArray<D extends ArrayName>(
  project: Project,
  name: string,
  key: string,
  dtype: D,
  data: ArrayOf<D>,
): Promise<void> {
  const stem = `${name}-${key}`;
  try {
    const folder = toFolder(project);
    await makeFolder(folder);
    for (const other of await readdir(folder)) {
      // Names of models may begin alike; keys always have as many digits.
      const otherStem = other.slice(0, stem.length);
      const isOfName = otherStem.startsWith(`${name}-`) && /^\.(npy|sha256)$/.test(other.slice(stem.length));
      if (isOfName) await rm(join(folder, other), { force: true });
    }
    await writeNpy(join(folder, `${stem}.npy`), { dtype, shape: [data.length], data });
    await writeHashList(folder, `${stem}.sha256`, [`${stem}.npy`]);
  } catch (error) {
    // Full or read-only: errors of the system and of storage have a code, mistakes in this program have none.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

function toFolder({ layout }: Project): string {
  return join(layout.cache, 'live');
}
