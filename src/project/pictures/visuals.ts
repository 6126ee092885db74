/**
 * Pictures of what each (class, feature) pair detects, as files that people can open.
 * In: exemplars. Out: `visuals/<class>/<rank>-feature-<i>/` with top images, heatmaps over them, and bottom images.
 */
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assertNotCancelled, type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { encodeJpeg, type RgbImage } from '../../imaging/index.js';
import type { ClassRecord } from '../../records/dataset.js';
import type { Discovery } from '../../records/discovery.js';
import { DEFAULT_HEATMAP_STYLE } from '../../records/names.js';
import type { Preprocessing } from '../../records/networks/encoder.js';
import type { FrameMap } from '../../stages/annotation/index.js';
import { toStorageError, writeFileAtomic } from '../../storage/index.js';
import { openProjectEncoder } from '../encoders/index.js';
import type { Project } from '../workspace/index.js';
import { computeHeatmapScale, drawHeatmap } from './heatmaps.js';
import { readImageDecoding } from './image-decoding.js';
import { createImageReader } from './images.js';
import { type MapRequest, readMaps } from './maps.js';

/** Shorter side of the pictures in pixels. */
export const VISUAL_SIDE = 160;

/** Files of one pair, strongest (or weakest) image first. */
export interface PairVisuals {
  folder: string;
  top: string[];
  heatmaps: string[];
  /** Feature attacks on `top`; made when asked for. */
  attacks: string[];
  /** How far the attacks went, as JSON. */
  strength: string;
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
    strength: join(folder, 'attack.json'),
    bottom: exemplars.bottom.map(name('bottom')),
  };
}

/** A picture to draw of an image; the place of its pair in the discovery for a heatmap. */
interface WantedPicture {
  path: string;
  place: number | null;
}

/** Draws the pictures of every pair anew; each image goes through the network once. */
export async function drawVisuals(
  project: Project,
  discovery: Discovery,
  observer: Observer = SILENT_OBSERVER,
): Promise<void> {
  const { exemplars, heatmapStyle = DEFAULT_HEATMAP_STYLE } = discovery;
  const wanted = listWantedPictures(project, discovery);
  const rows = [...wanted.keys()].sort((a, b) => a - b);
  const requests = rows.map((row) => ({
    row,
    features: wanted.get(row)!.flatMap(({ place }) => (place === null ? [] : exemplars[place]!.feature)),
  }));
  try {
    await rm(project.layout.visuals, { recursive: true, force: true });
  } catch (error) {
    throw toStorageError(error, `Clearing ${project.layout.visuals} failed`);
  }
  // A pair's scale is known when all of its maps are: they are kept, small as they are, and pictures follow.
  const maps = await collectMaps(project, requests, observer);
  const scales = exemplars.map(({ top, feature }) =>
    computeHeatmapScale(top.flatMap((row) => maps.get(row)?.get(feature) ?? [])),
  );
  const readDisplay = await createDisplayReader(project, VISUAL_SIDE);
  for (const row of rows) {
    const found = maps.get(row);
    if (found === undefined) continue;
    assertNotCancelled(observer);
    const pixels = await readDisplay(row);
    for (const { path, place } of wanted.get(row)!) {
      const picture =
        place === null
          ? pixels
          : drawHeatmap(pixels, found.get(exemplars[place]!.feature)!, heatmapStyle, scales[place]!);
      await writePicture(path, await encodeJpeg(picture));
    }
  }
}

function listWantedPictures(project: Project, { pairs, exemplars }: Discovery): Map<number, WantedPicture[]> {
  const wanted = new Map<number, WantedPicture[]>();
  const want = (row: number, path: string, place: number | null) => {
    const pictures = wanted.get(row);
    if (pictures === undefined) wanted.set(row, [{ path, place }]);
    else pictures.push({ path, place });
  };
  exemplars.forEach((pair, place) => {
    const paths = listPairVisuals(project, pair, pairs[place]!.rank);
    pair.top.forEach((row, n) => {
      want(row, paths.top[n]!, null);
      want(row, paths.heatmaps[n]!, place);
    });
    pair.bottom.forEach((row, n) => {
      want(row, paths.bottom[n]!, null);
    });
  });
  return wanted;
}

/** By image, then feature; images that cannot be read are missing. */
async function collectMaps(
  project: Project,
  requests: readonly MapRequest[],
  observer: Observer,
): Promise<Map<number, Map<number, FrameMap>>> {
  const maps = new Map<number, Map<number, FrameMap>>();
  await readMaps(
    project,
    requests,
    (image) => void maps.set(image.row, image.maps),
    { masks: false },
    observer,
  );
  return maps;
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
  const decoding = await readImageDecoding(project);
  const preprocessing =
    encoder === null ? toMiddleSquare(side) : scalePreprocessing(encoder.card.preprocessing, side);
  const readImage = createImageReader(dataset, preprocessing, decoding);
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
