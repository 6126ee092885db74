/**
 * Hashes of files in a list beside them, as `sha256sum` writes and checks it (rule W43).
 * In: a folder and names in it. Out: the list; later, an error where a file has other bytes. A list that is absent checks nothing.
 */
import { join } from 'node:path';
import { type ErrorParts, StorageError } from '../../base/errors.js';
import { writeFileAtomic } from './atomic.js';
import { computeFileHash } from './file-hash.js';
import { readOptionalText } from './optional.js';

/** Writes the list `name` of the given files, which lie in the same folder. */
export async function writeHashList(folder: string, name: string, files: readonly string[]): Promise<void> {
  const lines: string[] = [];
  for (const file of files) lines.push(`${await computeFileHash(join(folder, file))}  ${file}\n`);
  await writeFileAtomic(join(folder, name), lines.join(''));
}

/**
 * Throws StorageError `file-damaged` unless every file of the list has the bytes that it had when the list was written.
 * @param parts `what` the files are, as the object of a sentence, and what to do `next`
 */
export async function assertListedBytes(
  folder: string,
  name: string,
  { what, next }: Pick<ErrorParts, 'what' | 'next'>,
): Promise<void> {
  const list = await readOptionalText(join(folder, name));
  if (list === null) return;
  for (const line of list.split('\n').filter(Boolean)) {
    const [, sha256, file] = /^([0-9a-f]{64}) {2}([^/\\]+)$/.exec(line) ?? [];
    if (file !== undefined && (await computeFileHash(join(folder, file))) === sha256) continue;
    throw new StorageError('file-damaged', {
      what: `${join(folder, file ?? name)} is damaged: its bytes are not those that were written with ${what}.`,
      why: 'Every number that rests on them would be wrong.',
      ...(next === undefined ? {} : { next }),
    });
  }
}
