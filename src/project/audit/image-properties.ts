/**
 * Properties of images on disk, read once: an open project and some of its images in, their properties out, in order.
 * Kept in `cache/image-properties/` under size and time of each file (docs/formats/workspace.md, W87); a run that was stopped goes on there.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { ImageError, StorageError } from '../../base/errors.js';
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import { readImageProperties } from '../../imaging/index.js';
import { type ImageProperties, imagePropertiesSchema } from '../../records/audit/image-properties.js';
import type { ImageRecord } from '../../records/dataset.js';
import {
  formatRecord,
  makeFolder,
  readImageStamp,
  readOptionalRecord,
  writeFileAtomic,
} from '../../storage/index.js';
import { type ImageDecoding, readImageDecoding, readLocatedBytes } from '../pictures/index.js';
import { hashPart, type Project } from '../workspace/index.js';

/** Images whose properties stand in one file, and are lost together when a run is stopped. */
const IMAGES_PER_FILE = 512;
/** Images decoded at once. */
const READ_AT_ONCE = 8;
/** Counts up when a property is computed otherwise. */
const VERSION = '1';

const entrySchema = z.object({
  path: z.string(),
  sizeBytes: z.number(),
  modifiedMs: z.number(),
  /** Null where the image could not be read; `reason` says why. */
  properties: imagePropertiesSchema.nullable(),
  reason: z.string(),
});
type Entry = z.infer<typeof entrySchema>;
const fileSchema = z.object({ basis: z.string(), entries: z.array(entrySchema) });

/** Properties parallel to the images asked for, and those that could not be read with why. */
export interface ReadProperties {
  properties: (ImageProperties | null)[];
  skipped: { image: number; reason: string }[];
}

/** Reads what is not known yet; `images` are ascending places in the data set, all with files. */
export async function readProperties(
  project: Project,
  images: readonly number[],
  observer: Observer,
): Promise<ReadProperties> {
  const decoding = await readImageDecoding(project);
  const basis = hashPart([VERSION, decoding]);
  const folder = join(project.layout.cache, 'image-properties');
  const found: ReadProperties = { properties: [], skipped: [] };
  for (let start = 0; start < images.length; ) {
    const file = Math.floor(images[start]! / IMAGES_PER_FILE);
    let end = start + 1;
    while (end < images.length && Math.floor(images[end]! / IMAGES_PER_FILE) === file) end += 1;
    const path = join(folder, `${String(file).padStart(5, '0')}.json`);
    const known = await readKnown(project, path, basis);
    const wanted = images.slice(start, end);
    const progress = (done: number) =>
      observer.progress({
        task: 'reading image properties',
        done: start + done,
        total: images.length,
        unit: 'images',
      });
    const { entries, isNew } = await readEntries(project, wanted, known, decoding, observer, progress);
    if (isNew) {
      for (const entry of entries) known.set(entry.path, entry);
      await makeFolder(folder);
      await writeCache(path, { basis, entries: [...known.values()] });
    }
    for (const [place, { properties, reason }] of entries.entries()) {
      found.properties.push(properties);
      if (properties === null) found.skipped.push({ image: wanted[place]!, reason });
    }
    start = end;
  }
  return found;
}

async function readEntries(
  project: Project,
  wanted: readonly number[],
  known: ReadonlyMap<string, Entry>,
  decoding: ImageDecoding,
  observer: Observer,
  progress: (done: number) => void,
): Promise<{ entries: Entry[]; isNew: boolean }> {
  const dataset = project.readDataset();
  const entries: Entry[] = [];
  let isNew = false;
  for (let start = 0; start < wanted.length; start += READ_AT_ONCE) {
    assertNotCancelled(observer);
    const read = wanted.slice(start, start + READ_AT_ONCE).map(async (row) => {
      const image = dataset.images[row]!;
      const stamp = await readImageStamp(dataset.root, image.location!);
      const before = known.get(image.path);
      if (
        before !== undefined &&
        stamp?.sizeBytes === before.sizeBytes &&
        stamp.modifiedMs === before.modifiedMs
      ) {
        return before;
      }
      isNew = true;
      const { sizeBytes, modifiedMs } = stamp ?? { sizeBytes: 0, modifiedMs: 0 };
      return { path: image.path, sizeBytes, modifiedMs, ...(await readOne(project, image, decoding)) };
    });
    entries.push(...(await Promise.all(read)));
    progress(entries.length);
  }
  return { entries, isNew };
}

async function readOne(
  project: Project,
  image: ImageRecord,
  decoding: ImageDecoding,
): Promise<Pick<Entry, 'properties' | 'reason'>> {
  try {
    const bytes = await readLocatedBytes(project.readDataset(), image);
    return { properties: await readImageProperties(bytes, decoding), reason: '' };
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return { properties: null, reason: error.what };
  }
}

/** By path; empty where nothing is known under this basis. */
async function readKnown(project: Project, path: string, basis: string): Promise<Map<string, Entry>> {
  const record = await readOptionalRecord(path, fileSchema, (damage) =>
    project.noteDamage(damage, 'the properties of its images are read anew'),
  );
  const entries = record?.basis === basis ? record.entries : [];
  // What could not be read may have been locked, or on a disk that was away.
  return new Map(entries.filter(({ properties }) => properties !== null).map((entry) => [entry.path, entry]));
}

/** Where the disk refuses, the next run reads the images again. */
async function writeCache(path: string, record: z.infer<typeof fileSchema>): Promise<void> {
  try {
    await writeFileAtomic(path, formatRecord(record));
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
  }
}
