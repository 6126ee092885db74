/**
 * What image files were when they were read, and which of them are others now (rules W36, W37).
 * In: images, features with their sources. Out: sources per row; changed and vanished images. Decodes nothing.
 */
import { createHash } from 'node:crypto';
import { ImageError } from '../../base/errors.js';
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import type { ImageRecord, ImageRoot } from '../../records/dataset.js';
import { computeShardRows, type ShardRows } from '../../records/extraction.js';
import {
  type ChangedImage,
  type FeatureStore,
  type ImageSource,
  readImageStamp,
  readShardSources,
  writeShardSources,
} from '../../storage/index.js';
import { readLocatedBytes } from '../pictures/index.js';
import type { OpenDataset } from '../workspace/index.js';

/** Files looked at together: enough that the disk is busy, few enough for any limit on open files. */
const FILES_AT_ONCE = 64;

/** Reads images' bytes and remembers what they were. */
export interface SourceRecorder {
  readBytes(from: ImageRoot, image: ImageRecord): Promise<Uint8Array>;
  /** The sources of rows that were read, which are then forgotten. */
  takeRows(rows: ShardRows): ImageSource[];
}

export function createSourceRecorder(): SourceRecorder {
  const sources = new Map<number, ImageSource>();
  return {
    async readBytes(from, image) {
      // Looked at first: a file that is replaced in between has another time than was noted, and is looked into the next time.
      const stamp = image.location === null ? null : await readImageStamp(from.root, image.location);
      sources.set(image.index, stamp && { ...stamp, sha256: null });
      const bytes = await readLocatedBytes(from, image);
      sources.set(image.index, stamp && { ...stamp, sha256: hashBytes(bytes) });
      return bytes;
    },
    takeRows({ rowStart, rowEnd }) {
      return Array.from({ length: rowEnd - rowStart }, (_, place) => {
        const source = sources.get(rowStart + place) ?? null;
        sources.delete(rowStart + place);
        return source;
      });
    },
  };
}

/**
 * Images of a finished shard whose bytes are others than when it was computed, ascending; none where nothing is known of it. Files with
 * another time and the same bytes are noted with that time.
 */
export async function findChanges(
  dataset: OpenDataset,
  store: FeatureStore,
  shard: number,
  observer: Observer,
): Promise<ChangedImage[]> {
  const known = await readShardSources(store.folder, shard, ({ path, fault }) =>
    observer.warn(
      `${path} is damaged (${fault}): whether images of shard ${shard} have changed since they were read cannot be known.`,
    ),
  );
  const { rowStart, rowEnd } = computeShardRows(store.plan, shard);
  if (known?.length !== rowEnd - rowStart) return [];
  const now: ImageSource[] = [];
  for (let place = 0; place < known.length; place += FILES_AT_ONCE) {
    assertNotCancelled(observer);
    const sources = known.slice(place, place + FILES_AT_ONCE);
    now.push(
      ...(await Promise.all(
        sources.map((source, n) => lookAgain(dataset, dataset.images[rowStart + place + n]!, source)),
      )),
    );
  }
  const changes = now.flatMap((source, place) =>
    source?.sha256 === known[place]?.sha256 && (source === null) === (known[place] === null)
      ? []
      : [{ row: rowStart + place, sha256: source?.sha256 ?? null }],
  );
  if (changes.length === 0 && now.some((source, place) => source !== known[place])) {
    await writeShardSources(store.folder, shard, now);
  }
  return changes;
}

/** The same object where size and time are the same; else what the file is now. */
async function lookAgain(from: ImageRoot, image: ImageRecord, known: ImageSource): Promise<ImageSource> {
  if (image.location === null) return known;
  const stamp = await readImageStamp(from.root, image.location);
  if (stamp === null) return null;
  if (known?.sizeBytes === stamp.sizeBytes && known.modifiedMs === stamp.modifiedMs) return known;
  try {
    return { ...stamp, sha256: hashBytes(await readLocatedBytes(from, image)) };
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return { ...stamp, sha256: null };
  }
}

function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}
