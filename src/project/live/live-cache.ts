/**
 * Arrays in the workspace's cache, named by what they hold and keyed by what they were computed from.
 * In: arrays. Out: the same, or null. Of every name only the newest key is kept; losing a file costs time only.
 */
import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '../../base/errors.js';
import { makeFolder, readNpy, writeNpy } from '../../storage/index.js';
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

/** Null where the cache has no such array of that length. */
export async function readCachedArray<D extends ArrayName>(
  project: Project,
  name: string,
  key: string,
  dtype: D,
  length: number,
): Promise<ArrayOf<D> | null> {
  try {
    const { data } = await readNpy(join(toFolder(project), `${name}-${key}.npy`));
    return data instanceof ARRAYS[dtype] && data.length === length ? (data as ArrayOf<D>) : null;
  } catch (error) {
    if (error instanceof StorageError) return null;
    throw error;
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
  const file = `${name}-${key}.npy`;
  try {
    const folder = toFolder(project);
    await makeFolder(folder);
    for (const other of await readdir(folder)) {
      // Names of models may begin alike; keys always have as many digits.
      const isOlder = other !== file && other.length === file.length && other.startsWith(`${name}-`);
      if (isOlder) await rm(join(folder, other), { force: true });
    }
    await writeNpy(join(folder, file), { dtype, shape: [data.length], data });
  } catch (error) {
    // Full or read-only: errors of the system and of storage have a code, mistakes in this program have none.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

function toFolder({ layout }: Project): string {
  return join(layout.cache, 'live');
}
