/**
 * What the images of a shard were when they were read (rule W36), so that files that changed since are found.
 * In: a folder of features and a shard. Out: size, time and hash per row. Absent for shards of earlier versions: nothing is known.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../files/atomic.js';
import { makeFolder } from '../files/folders.js';
import { formatRecord, type OnDamage, readOptionalRecord } from '../files/optional.js';
import { formatShardNumber } from './shard-receipts.js';

/** Folder below the folder of the features. */
export const SOURCES_FOLDER = 'sources';

const sourceSchema = z
  .object({
    /** Of the file, or of the archive that holds the image. */
    sizeBytes: z.number(),
    modifiedMs: z.number(),
    /** First 16 digits of the SHA-256 of the image's own bytes; null where they could not be read. */
    sha256: z.string().nullable(),
  })
  .nullable();
/** An image's file when it was read; null where there was none. */
export type ImageSource = z.infer<typeof sourceSchema>;

const shardSourcesSchema = z.object({ rows: z.array(sourceSchema) });

/** The images of a shard in the order of its rows; null where nothing is known. `onDamage` hears of a file that cannot be read. */
export async function readShardSources(
  folder: string,
  shard: number,
  onDamage: OnDamage,
): Promise<ImageSource[] | null> {
  const path = toSourcesPath(folder, shard);
  return (await readOptionalRecord(path, shardSourcesSchema, onDamage))?.rows ?? null;
}

/** Written before the shard's receipt, or again once files have other times and the same bytes. */
export async function writeShardSources(
  folder: string,
  shard: number,
  rows: readonly ImageSource[],
): Promise<void> {
  const path = toSourcesPath(folder, shard);
  await makeFolder(join(folder, SOURCES_FOLDER));
  await writeFileAtomic(path, formatRecord({ rows }));
}

function toSourcesPath(folder: string, shard: number): string {
  return join(folder, SOURCES_FOLDER, `${formatShardNumber(shard)}.json`);
}
