/**
 * Activation maps of chosen images, with the pixels the network saw and, where the data set has them, object masks.
 * In: image indices and features. Out: one answer per image, in order; nothing is kept.
 */
import { type Observer, SILENT_OBSERVER } from '../base/observer.js';
import type { GrayImage, RgbImage } from '../imaging/index.js';
import { type ModelSession, openEncoderSession } from '../inference/index.js';
import { averageFrame, type FrameMap } from '../stages/annotation/index.js';
import { readFeatureMaps } from '../stages/features/index.js';
import { openRequiredEncoder } from './encoders.js';
import { createImageReader, readPreparedMask } from './images.js';
import type { Project } from './project.js';

export interface MapRequest {
  /** Image index. */
  row: number;
  features: readonly number[];
}

export interface MappedImage {
  row: number;
  pixels: RgbImage;
  /** By feature. */
  maps: Map<number, FrameMap>;
  /** At the size of the maps; null where the data set has no mask for the image, or none was asked for. */
  mask: FrameMap | null;
}

export interface MapOptions {
  masks: boolean;
  /** Default: a session on the project's encoder, for this call alone. */
  openSession?: () => Promise<ModelSession>;
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
  const { orientByExif } = (await project.openFeatureStore()).plan;
  const { preprocessing } = encoder.card;
  await readFeatureMaps(
    {
      requests: requests.map(({ row, features }) => ({ image: dataset.images[row]!, features })),
      encoder: encoder.card,
      readImage: createImageReader(dataset.root, preprocessing, { applyExifOrientation: orientByExif }),
      openSession: openSession ?? (() => openEncoderSession(encoder, { device: 'auto' })),
    },
    async ({ image, pixels, maps }) => {
      if (pixels === null) return;
      const mask =
        masks && dataset.maskColumn !== null
          ? await readPreparedMask(dataset.root, image, dataset.maskColumn, preprocessing).catch(() => null)
          : null;
      await take({
        row: image.index,
        pixels,
        maps: new Map(
          maps.map(({ feature, width, height, data }) => [feature, { width, height, values: data }]),
        ),
        mask: mask === null || maps.length === 0 ? null : toFrameMap(mask, maps[0]!),
      });
    },
    {},
    observer,
  );
}

function toFrameMap(mask: GrayImage, size: { width: number; height: number }): FrameMap {
  const values = Float32Array.from(mask.data, (value) => value / 255);
  return averageFrame({ width: mask.width, height: mask.height, values }, size.width, size.height);
}
