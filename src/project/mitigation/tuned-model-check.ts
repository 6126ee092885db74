/**
 * Whether an exported network says of images what the tuned head says of their features.
 * In: the file, the tuned model, a number of images. Out: the largest difference, or an error. Opens the file in the runtime as
 * anybody would; compares logits, not only classes.
 */
import { ImageError, ModelError, StageError } from '../../base/errors.js';
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import { DEVICE_NAMES, type DeviceName, type ModelSession, openSession } from '../../inference/index.js';
import { chooseEvenly, computeLogits } from '../../numeric/index.js';
import type { ImageRecord } from '../../records/dataset.js';
import type { LinearHead } from '../../records/networks/encoder.js';
import { createImageReader } from '../pictures/index.js';
import { chooseMeasuredSplit, listUsableRows, type Project } from '../workspace/index.js';
import { requireNetwork, SCORES_NAME, type TunedModel } from './tuned-model.js';

/** What comparing the two found. */
export interface TunedModelCheck {
  imageCount: number;
  /** Largest difference of a logit, over the largest logit of its image. */
  largestDifference: number;
}

/** Largest difference that may pass: single precision summed in another order stays far below. */
export const CHECK_TOLERANCE = 1e-4;
export const DEFAULT_CHECKED_IMAGES = 64;
/** Images that enter a network with an open number of images at once. */
const BATCH_SIZE = 16;

/**
 * Compares on validation images spread evenly over the split. Throws StageError `check-impossible` where none of them can be read,
 * ModelError `export-differs`.
 */
export async function checkTunedModel(
  project: Project,
  path: string,
  tuned: TunedModel,
  imageCount: number,
  observer: Observer,
): Promise<TunedModelCheck> {
  const { deviceClass } = requireNetwork(tuned.before);
  const session = await openSession(path, { device: toDevice(deviceClass), signal: observer.signal });
  try {
    const check = await compareLogits(project, session, tuned, imageCount, observer);
    if (check.largestDifference <= CHECK_TOLERANCE) return check;
    throw new ModelError('export-differs', {
      what: `On ${check.imageCount} validation images the exported network's scores differ from the tuned head's by up to ${check.largestDifference.toPrecision(2)} of the largest score; ${CHECK_TOLERANCE} is allowed.`,
      why: `It would not do what was measured. Features were computed on ${deviceClass}, the check ran on ${session.device}.`,
      next: 'Check that the image files are those that were extracted, extract again on this machine (`spuriosity extract`), then mitigate and export.',
    });
  } finally {
    await session.close();
  }
}

/** The device of the features where it has that name, so that its way of rounding is no difference. */
function toDevice(deviceClass: string): DeviceName {
  return DEVICE_NAMES.find((name) => name === deviceClass) ?? 'cpu';
}

async function compareLogits(
  project: Project,
  session: ModelSession,
  { head, before }: TunedModel,
  imageCount: number,
  observer: Observer,
): Promise<TunedModelCheck> {
  const dataset = project.readDataset();
  const { card, orientByExif, intensity } = requireNetwork(before);
  const images = chooseEvenly(
    listUsableRows(dataset, before.source.valid, chooseMeasuredSplit(dataset)),
    imageCount,
  );
  const readImage = createImageReader(dataset, card.preprocessing, {
    applyExifOrientation: orientByExif,
    intensity,
  });
  const fixed = session.inputs.find(({ name }) => name === card.input)?.dims[0];
  const { crop, resize } = card.preprocessing;
  const isOneSize = crop !== null || resize?.kind === 'exact';
  const batchSize = typeof fixed === 'number' ? fixed : isOneSize ? BATCH_SIZE : 1;
  const check: TunedModelCheck = { imageCount: 0, largestDifference: 0 };
  for (let start = 0; start < images.length; start += batchSize) {
    assertNotCancelled(observer);
    const read = await readBatch(
      images.slice(start, start + batchSize).map((row) => dataset.images[row]!),
      readImage,
    );
    if (read.length > 0) {
      const count = typeof fixed === 'number' ? fixed : read.length;
      const pixels = joinPixels(read, count);
      const { [SCORES_NAME]: scores } = await session.run({ [card.input]: pixels }, [SCORES_NAME]);
      const expected = await computeExpected(
        before.source,
        head,
        read.map(({ row }) => row),
      );
      const logits = (scores!.data as Float32Array).subarray(0, expected.length);
      const difference = findLargestDifference(logits, expected, head.classCount);
      check.largestDifference = Math.max(check.largestDifference, difference);
      check.imageCount += read.length;
    }
    const done = Math.min(images.length, start + batchSize);
    observer.progress({ task: 'checking the network', done, total: images.length, unit: 'images' });
  }
  if (check.imageCount > 0) return check;
  throw new StageError('check-impossible', {
    what: `None of ${images.length} validation images could be read, so the exported network could not be checked.`,
    next: 'Put the images back where they were, or export without the check (--check-images 0).',
  });
}

interface ReadImage {
  row: number;
  width: number;
  height: number;
  data: Uint8Array;
}

/** Images that have become unreadable since are left out. */
async function readBatch(
  images: readonly ImageRecord[],
  readImage: ReturnType<typeof createImageReader>,
): Promise<ReadImage[]> {
  const read: ReadImage[] = [];
  for (const image of images) {
    try {
      read.push({ row: image.index, ...(await readImage(image)) });
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
    }
  }
  return read;
}

/** @param count of images in the batch; those beyond the ones given are black */
function joinPixels(images: readonly ReadImage[], count: number) {
  const { width, height } = images[0]!;
  const data = new Uint8Array(count * width * height * 3);
  for (const [place, image] of images.entries()) data.set(image.data, place * width * height * 3);
  return { kind: 'pixels' as const, count, width, height, data, mean: null, std: null };
}

/** Logits of the head, [rows, classes]. */
async function computeExpected(
  source: TunedModel['before']['source'],
  head: LinearHead,
  rows: readonly number[],
): Promise<Float32Array> {
  const features = new Float32Array(rows.length * source.featureCount);
  const placeOf = new Map(rows.map((row, place) => [row, place]));
  const range = { rowStart: rows[0]!, rowEnd: rows.at(-1)! + 1 };
  for await (const { rowStart, data } of source.blocks(range)) {
    const count = data.length / source.featureCount;
    for (let row = 0; row < count; row++) {
      const place = placeOf.get(rowStart + row);
      if (place === undefined) continue;
      const own = data.subarray(row * source.featureCount, (row + 1) * source.featureCount);
      features.set(own, place * source.featureCount);
    }
  }
  return computeLogits(features, rows.length, head);
}

function findLargestDifference(logits: Float32Array, expected: Float32Array, classCount: number): number {
  let largest = 0;
  for (let start = 0; start < expected.length; start += classCount) {
    const own = expected.subarray(start, start + classCount);
    const scale = own.reduce((highest, value) => Math.max(highest, Math.abs(value)), Number.MIN_VALUE);
    for (const [index, value] of own.entries()) {
      const difference = Math.abs(logits[start + index]! - value) / scale;
      // NaN compares as smaller; it must not pass.
      largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(largest, difference);
    }
  }
  return largest;
}
