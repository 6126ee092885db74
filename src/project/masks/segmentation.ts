/**
 * Finds the object in the images whose masks a verdict may ask for, by a network that runs here.
 * In: an open project with important features, a segmenter. Out: masks in the workspace, by the content of the images; those that are there
 * are kept, so that an interrupted run goes on.
 */
import { dirname } from 'node:path';
import { CancelledError, StageError } from '../../base/errors.js';
import { assertNotCancelled, type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { decodeImage, encodeGrayPng, preprocessImage, toObjectMask } from '../../imaging/index.js';
import {
  type DeviceName,
  type ModelSession,
  openModelSession,
  readModelFile,
} from '../../inference/index.js';
import { chooseEvenly, computeQuantile } from '../../numeric/index.js';
import type { SegmenterCard } from '../../records/networks/segmenter.js';
import { makeFolder, writeFileAtomic } from '../../storage/index.js';
import { listMaskedRows } from '../annotation/index.js';
import { readDiscovery } from '../discovery/index.js';
import {
  fileExists,
  type ImageDecoding,
  nullIfUnreadable,
  readImageDecoding,
  readLocatedBytes,
  toMaskPath,
} from '../pictures/index.js';
import type { Project } from '../workspace/index.js';
import { openSegmenter, type Segmenter } from './segmenter.js';
import { DEFAULT_SEGMENTER } from './segmenter-registry.js';

export interface ObjectMaskOptions {
  /** A name in the user's cache, or a folder with a card. */
  segmenter: string;
  device: DeviceName;
  /** Images so small that the masks have been seen to mislead are taken, too. */
  anySize: boolean;
}

/** Shorter side in pixels, in the median, below which they have (docs/guide/masks.md). */
const LEAST_SIDE = 128;
/** Images whose size is looked at. */
const SIZED_IMAGES = 15;

export const DEFAULT_OBJECT_MASK_OPTIONS: ObjectMaskOptions = {
  segmenter: DEFAULT_SEGMENTER,
  device: 'auto',
  anySize: false,
};

export interface ObjectMaskSummary {
  /** Title of the network. */
  segmenter: string;
  imageCount: number;
  /** Of those, found in this run. */
  newCount: number;
  /** Images that could not be read. */
  skippedCount: number;
  folder: string;
}

/**
 * Makes the masks and lets the workspace use them. Throws `no-discovery`, `data-has-masks`, those of `openSegmenter` and of sessions,
 * `segmenter-output`, or CancelledError.
 */
export async function findObjects(
  project: Project,
  options: ObjectMaskOptions = DEFAULT_OBJECT_MASK_OPTIONS,
  observer: Observer = SILENT_OBSERVER,
): Promise<ObjectMaskSummary> {
  const dataset = project.readDataset();
  if (dataset.maskColumn !== null) {
    throw new StageError('data-has-masks', {
      what: `The data set has object masks of its own, in the column ${dataset.maskColumn}.`,
      why: 'They are used where they are, and masks by a network beside them would be used nowhere.',
      next: 'Nothing has to be done: `spuriosity annotate auto` looks at them.',
    });
  }
  const segmenter = await openSegmenter(options.segmenter);
  const { card } = segmenter;
  const rows = await listMaskedRows(project, await readDiscovery(project), observer);
  if (!options.anySize) await assertLargeEnough(project, rows);
  const folder = `${card.name}-${card.modelSha256.slice(0, 12)}`;
  const work = { project, segmenter, folder, decoding: await readImageDecoding(project), options };
  const { newCount, skippedCount } = await segmentRows(work, rows, observer);
  await project.updateManifest((manifest) => ({ ...manifest, masks: { folder, segmenter: card.name } }));
  return { segmenter: card.title, imageCount: rows.length, newCount, skippedCount, folder };
}

/** Throws `images-too-small`. Images that cannot be read are told of by whoever needs them. */
async function assertLargeEnough(project: Project, rows: readonly number[]): Promise<void> {
  const dataset = project.readDataset();
  const sides: number[] = [];
  for (const row of chooseEvenly(rows, SIZED_IMAGES)) {
    const bytes = await readLocatedBytes(dataset, dataset.images[row]!).catch(nullIfUnreadable);
    const image = bytes && (await decodeImage(bytes).catch(nullIfUnreadable));
    if (image) sides.push(Math.min(image.width, image.height));
  }
  const side = computeQuantile(sides, 0.5);
  if (!(side < LEAST_SIDE)) return;
  throw new StageError('images-too-small', {
    what: `The images have ${side} pixels a side; a segmenter finds parts of objects in such, or nothing.`,
    why: 'On pictures of 64 × 64 its masks made verdicts worse than none did (docs/guide/masks.md).',
    next: 'Judge without masks (`spuriosity annotate auto`), or say --any-size to try it.',
  });
}

interface Work {
  project: Project;
  segmenter: Segmenter;
  folder: string;
  decoding: ImageDecoding;
  options: ObjectMaskOptions;
}

async function segmentRows(
  work: Work,
  rows: readonly number[],
  observer: Observer,
): Promise<{ newCount: number; skippedCount: number }> {
  const { project, folder, decoding, options, segmenter } = work;
  const dataset = project.readDataset();
  let session: ModelSession | null = null;
  let [newCount, skippedCount] = [0, 0];
  try {
    for (const [done, row] of rows.entries()) {
      assertNotCancelled(observer);
      const bytes = await readLocatedBytes(dataset, dataset.images[row]!).catch(nullIfUnreadable);
      const path = bytes && toMaskPath(project, folder, bytes);
      if (bytes !== null && path !== null && !(await fileExists(path))) {
        const image = await decodeImage(bytes, decoding).catch(nullIfUnreadable);
        if (image === null) skippedCount += 1;
        else {
          session ??= await openSession(segmenter, options, observer);
          const mask = await segment(session, segmenter.card, image);
          await makeFolder(dirname(path));
          await writeFileAtomic(path, await encodeGrayPng(mask));
          newCount += 1;
        }
      } else if (bytes === null) skippedCount += 1;
      observer.progress({
        task: 'finding objects',
        done: done + 1,
        total: rows.length,
        unit: 'images',
      });
    }
  } finally {
    await session?.close();
  }
  return { newCount, skippedCount };
}

async function openSession(
  { modelPath }: Segmenter,
  { device }: ObjectMaskOptions,
  { signal }: Observer,
): Promise<ModelSession> {
  if (signal?.aborted) throw new CancelledError();
  return openModelSession(await readModelFile(modelPath), modelPath, { device, signal });
}

async function segment(
  session: ModelSession,
  card: SegmenterCard,
  image: Awaited<ReturnType<typeof decodeImage>>,
) {
  const { width, height, data } = preprocessImage(image, card.preprocessing);
  const { mean, std } = card.preprocessing;
  const pixels = { kind: 'pixels' as const, count: 1, width, height, data, mean, std };
  const { [card.output]: output } = await session.run({ [card.input]: pixels }, [card.output]);
  const [columns, lines] = [output!.dims.at(-1) ?? 0, output!.dims.at(-2) ?? 0];
  if (columns * lines !== output!.data.length || output!.dtype !== 'float32') {
    throw new StageError('segmenter-output', {
      what: `The output ${card.output} of ${card.name} is ${output!.dtype} of shape [${output!.dims.join(', ')}]; a mask has one float32 a pixel.`,
      next: 'Name another output in the card.',
    });
  }
  return toObjectMask(output!.data as Float32Array, { width: columns, height: lines }, card.values, image);
}
