/**
 * Activation maps of chosen images, with the pixels the network saw and, where the data set has them, object masks.
 * In: image indices and features. Out: one answer per image, in order; nothing is kept.
 */
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import type { GrayImage, RgbImage } from '../../imaging/index.js';
import { type ModelSession, openEncoderSession } from '../../inference/index.js';
import { averageFrame, type FrameMap, roundBox } from '../../stages/annotation/index.js';
import { readFeatureMaps, type WholeFeatureMap } from '../../stages/features/index.js';
import { openRequiredEncoder } from '../encoders/index.js';
import type { Project } from '../workspace/index.js';
import { readImageDecoding } from './image-decoding.js';
import { createImageReader, nullIfUnreadable } from './images.js';
import { openObjectMasks } from './object-masks.js';

export interface MapRequest {
  /** Image index. */
  row: number;
  features: readonly number[];
  /** What else is made of the whole feature map. */
  summarize?: (map: WholeFeatureMap) => Float32Array;
}

export interface MappedImage {
  row: number;
  pixels: RgbImage;
  /** By feature. */
  maps: Map<number, FrameMap>;
  /** What the request's `summarize` made; null where it has none. */
  summary: Float32Array | null;
  /** Area-averaged to the size of the maps, boxes as the ellipse inside; null where there is no mask of the image, or none was asked for. */
  mask: FrameMap | null;
  /** Whether the mask was drawn as a box. */
  isBox: boolean;
}

export interface MapOptions {
  masks: boolean;
  /** Default: a session on the project's encoder, for this call alone. */
  openSession?: (signal: AbortSignal | undefined) => Promise<ModelSession>;
}

/** Hands each image's maps to `take`, in the order of the requests; images that cannot be read are passed over. Throws `no-encoder`. */
export async function readMaps(
  project: Project,
  requests: readonly MapRequest[],
  take: (image: MappedImage) => void | Promise<void>,
  { masks, openSession }: MapOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<void> {
  const dataset = project.readDataset();
  const encoder = await openRequiredEncoder(project);
  const decoding = await readImageDecoding(project);
  const objects = masks ? await openObjectMasks(project) : null;
  const { preprocessing } = encoder.card;
  await readFeatureMaps(
    {
      requests: requests.map(({ row, ...wanted }) => ({ image: dataset.images[row]!, ...wanted })),
      encoder: encoder.card,
      readImage: createImageReader(dataset, preprocessing, decoding),
      openSession: openSession ?? ((signal) => openEncoderSession(encoder, { device: 'auto', signal })),
    },
    async ({ image, pixels, maps, summary }) => {
      if (pixels === null) return;
      const mask = (await objects?.read(image, preprocessing).catch(nullIfUnreadable)) ?? null;
      await take({
        row: image.index,
        pixels,
        maps: new Map(
          maps.map(({ feature, width, height, data }) => [feature, { width, height, values: data }]),
        ),
        summary,
        ...(mask === null || maps.length === 0 ? { mask: null, isBox: false } : toMask(mask, maps[0]!)),
      });
    },
    {},
    observer,
  );
}

function toMask(
  { width, height, data }: GrayImage,
  size: { width: number; height: number },
): Pick<MappedImage, 'mask' | 'isBox'> {
  const mask = { width, height, values: Float32Array.from(data, (value) => value / 255) };
  const rounded = roundBox(mask);
  return { mask: averageFrame(rounded, size.width, size.height), isBox: rounded !== mask };
}
