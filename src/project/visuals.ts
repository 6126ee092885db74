/**
 * Pictures of what each (class, feature) pair detects, as files that people can open.
 * In: exemplars. Out: `visuals/<class>/<rank>-feature-<i>/` with top images, heatmaps over them, and bottom images.
 */
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Observer, SILENT_OBSERVER } from '../base/observer.js';
import { encodeJpeg, normalizeMap, type RgbImage, renderHeatmap, resizeMap } from '../imaging/index.js';
import type { ClassRecord } from '../records/dataset.js';
import type { Discovery } from '../records/discovery.js';
import type { Preprocessing } from '../records/encoder.js';
import type { FrameMap } from '../stages/annotation/index.js';
import { toStorageError, writeFileAtomic } from '../storage/index.js';
import { openProjectEncoder } from './encoders.js';
import { createImageReader } from './images.js';
import { type MappedImage, readMaps } from './maps.js';
import type { Project } from './project.js';

/** Shorter side of the pictures in pixels. */
export const VISUAL_SIDE = 160;

/** Files of one pair, strongest (or weakest) image first. */
export interface PairVisuals {
  folder: string;
  top: string[];
  heatmaps: string[];
  /** Feature attacks on `top`; made when asked for. */
  attacks: string[];
  bottom: string[];
}

/** Where the pictures of a pair are, whether they were drawn or not. */
export function listPairVisuals(
  project: Project,
  exemplars: Discovery['exemplars'][number],
  rank: number,
): PairVisuals {
  const record = project.readDataset().classes[exemplars.classIndex]!;
  const folder = join(project.layout.visuals, toClassFolder(record), `${rank}-feature-${exemplars.feature}`);
  const name = (kind: string) => (_row: number, place: number) => join(folder, `${kind}-${place + 1}.jpg`);
  return {
    folder,
    top: exemplars.top.map(name('top')),
    heatmaps: exemplars.top.map(name('heatmap')),
    attacks: exemplars.top.map(name('attack')),
    bottom: exemplars.bottom.map(name('bottom')),
  };
}

/** Draws the pictures of every pair anew; each image goes through the network once. */
export async function drawVisuals(
  project: Project,
  { pairs, exemplars }: Discovery,
  observer: Observer = SILENT_OBSERVER,
): Promise<void> {
  const wanted = new Map<number, { path: string; feature: number | null }[]>();
  const want = (row: number, path: string, feature: number | null) => {
    wanted.set(row, [...(wanted.get(row) ?? []), { path, feature }]);
  };
  exemplars.forEach((pair, place) => {
    const paths = listPairVisuals(project, pair, pairs[place]!.rank);
    pair.top.forEach((row, n) => {
      want(row, paths.top[n]!, null);
      want(row, paths.heatmaps[n]!, pair.feature);
    });
    pair.bottom.forEach((row, n) => {
      want(row, paths.bottom[n]!, null);
    });
  });
  const requests = [...wanted]
    .sort(([a], [b]) => a - b)
    .map(([row, files]) => ({ row, features: files.flatMap(({ feature }) => feature ?? []) }));
  try {
    await rm(project.layout.visuals, { recursive: true, force: true });
  } catch (error) {
    throw toStorageError(error, `Clearing ${project.layout.visuals} failed`);
  }
  const readDisplay = await createDisplayReader(project, VISUAL_SIDE);
  const draw = async (image: MappedImage) => {
    const pixels = await readDisplay(image.row);
    for (const { path, feature } of wanted.get(image.row)!) {
      const picture = feature === null ? pixels : drawHeatmap(pixels, image.maps.get(feature)!);
      await writePicture(path, await encodeJpeg(picture));
    }
  };
  await readMaps(project, requests, draw, { masks: false }, observer);
}

/** The activation map laid over the image, red where the feature fires most. */
export function drawHeatmap(image: RgbImage, map: FrameMap): RgbImage {
  const { width, height } = image;
  return renderHeatmap(image, resizeMap(normalizeMap(map.values), map.width, map.height, width, height));
}

/**
 * Reads images for people: the part of the image that the network sees, at `side` pixels of its shorter side.
 * The part is the encoder's crop; where there is no encoder (yet, or for features that a user brought) the middle square is taken.
 */
export async function createDisplayReader(
  project: Project,
  side: number,
): Promise<(row: number) => Promise<RgbImage>> {
  const dataset = project.readDataset();
  const encoder = await openProjectEncoder(project);
  const { features } = await project.readManifest();
  const orientByExif = features !== null && (await project.openFeatureStore()).plan.orientByExif;
  const preprocessing =
    encoder === null ? toMiddleSquare(side) : scalePreprocessing(encoder.card.preprocessing, side);
  const readImage = createImageReader(dataset.root, preprocessing, { applyExifOrientation: orientByExif });
  return (row) => readImage(dataset.images[row]!);
}

/** The same part of an image at another size. */
function scalePreprocessing(preprocessing: Preprocessing, side: number): Preprocessing {
  const { resize, crop } = preprocessing;
  if (crop === null) return { ...preprocessing, ...toMiddleSquare(side) };
  const factor = side / Math.min(crop.width, crop.height);
  const scale = (length: number) => Math.round(length * factor);
  return {
    ...preprocessing,
    resize:
      resize === null
        ? null
        : resize.kind === 'exact'
          ? { kind: 'exact', width: scale(resize.width), height: scale(resize.height) }
          : { kind: 'shorter-side', size: scale(resize.size) },
    crop: { width: scale(crop.width), height: scale(crop.height) },
  };
}

function toMiddleSquare(side: number): Preprocessing {
  return {
    resize: { kind: 'shorter-side', size: side },
    crop: { width: side, height: side },
    interpolation: 'bilinear',
    mean: null,
    std: null,
  };
}

/** Writes an encoded picture, making its folder. */
export async function writePicture(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, bytes);
  } catch (error) {
    throw toStorageError(error, `Drawing ${path} failed`);
  }
}

/** `003-gondola`: sorts as the classes do, and any name becomes a safe one. */
export function toClassFolder({ index, displayName }: ClassRecord): string {
  const readable = displayName
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  return `${String(index).padStart(3, '0')}-${readable || 'class'}`;
}
