/**
 * Pictures of activation maps in 8 bits, at the size that the encoder sees or at the image's own.
 * In: which maps of which images. Out: PNG files; those that are there stay, as long as they show the same.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Observer } from '../../base/observer.js';
import { computeFrame, encodeGrayPng, type GrayImage, normalizeMap, resizeMap } from '../../imaging/index.js';
import type { FrameMap } from '../../stages/annotation/index.js';
import { readOptionalText, toStorageError } from '../../storage/index.js';
import { fileExists, type Originals, openOriginals, readMaps, writePicture } from '../pictures/index.js';
import type { Project } from '../workspace/index.js';
import type { SegmentedPair } from './segmentation-coco.js';

/** Pictures of other features, images or sizes are cleared away: their names say nothing of these. */
export async function prepareFolder(project: Project, folder: string, originalSize: boolean): Promise<void> {
  const { features } = await project.readManifest();
  const stamp = join(folder, 'segmentations.json');
  const wanted = `${JSON.stringify({ features: features!.folder, originalSize }, null, 1)}\n`;
  if ((await readOptionalText(stamp)) === wanted) return;
  try {
    await rm(folder, { recursive: true, force: true });
  } catch (error) {
    throw toStorageError(error, `Clearing ${folder} failed`);
  }
  await writePicture(stamp, new TextEncoder().encode(wanted));
}

/** Draws what is not there yet and says how many that were. Each image goes through the network once, however many pairs want it. */
export async function drawMissing(
  project: Project,
  folder: string,
  pairs: readonly SegmentedPair[],
  originalSize: boolean,
  observer: Observer,
): Promise<number> {
  const wanted = new Map<number, { feature: number; path: string }[]>();
  for (const { feature, images } of pairs) {
    for (const { row, picture } of images) {
      const path = join(folder, picture);
      if (await fileExists(path)) continue;
      wanted.set(row, [...(wanted.get(row) ?? []), { feature, path }]);
    }
  }
  const requests = [...wanted].map(([row, files]) => ({
    row,
    features: files.map(({ feature }) => feature),
  }));
  const originals = await openOriginals(project);
  let drawnCount = 0;
  await readMaps(
    project,
    requests,
    async ({ row, pixels, maps }) => {
      const original = originalSize ? await originals.read(row) : null;
      for (const { feature, path } of wanted.get(row)!) {
        const map = maps.get(feature)!;
        const picture = original === null ? drawMap(map, pixels) : drawOverOriginal(map, original, originals);
        await writePicture(path, await encodeGrayPng(picture));
        drawnCount += 1;
      }
    },
    { masks: false },
    observer,
  );
  return drawnCount;
}

/** The activation map over its maximum, bilinear, in 8 bits. */
function drawMap({ values, width, height }: FrameMap, size: { width: number; height: number }): GrayImage {
  const map = resizeMap(normalizeMap(values), width, height, size.width, size.height);
  return {
    width: size.width,
    height: size.height,
    data: Uint8Array.from(map, (value) => Math.round(255 * value)),
  };
}

/** The map where the encoder saw the image, to the nearest pixel. */
function drawOverOriginal(
  map: FrameMap,
  { width, height }: { width: number; height: number },
  { preprocessing }: Originals,
): GrayImage {
  const frame = computeFrame({ width, height }, preprocessing);
  const [left, top] = [Math.round(frame.left), Math.round(frame.top)];
  const seen = drawMap(map, {
    width: Math.max(1, Math.round(frame.left + frame.width) - left),
    height: Math.max(1, Math.round(frame.top + frame.height) - top),
  });
  const data = new Uint8Array(width * height);
  for (let y = Math.max(0, top); y < Math.min(height, top + seen.height); y++) {
    for (let x = Math.max(0, left); x < Math.min(width, left + seen.width); x++) {
      data[y * width + x] = seen.data[(y - top) * seen.width + x - left]!;
    }
  }
  return { width, height, data };
}
