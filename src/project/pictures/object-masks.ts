/**
 * Object masks, wherever they are from: the data set's own, else those that a segmenter made for this workspace, kept by the content of
 * the image files. In: a project. Out: masks as the encoder sees them. Makes none.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { decodeMask, type GrayImage, hasObject, preprocessMask } from '../../imaging/index.js';
import type { ImageRecord } from '../../records/dataset.js';
import type { Preprocessing } from '../../records/networks/encoder.js';
import { readImageBytes, readOptionalFile } from '../../storage/index.js';
import type { Project } from '../workspace/index.js';
import { readLocatedBytes } from './images.js';

/** Reads the masks of a workspace. */
export interface ObjectMasks {
  /** Whose masks they are, for sentences: null for the data set's own. */
  segmenter: string | null;
  /** Whether an image may have one; a segmenter's is missing where nobody has asked for it yet. */
  mayHave(image: ImageRecord): boolean;
  /** Prepared as the image is; null where it has none or no object was found. Rejects with ImageError where image or mask cannot be read. */
  read(image: ImageRecord, preprocessing: Preprocessing): Promise<GrayImage | null>;
}

/** Null where neither data set nor workspace has any. */
export async function openObjectMasks(project: Project): Promise<ObjectMasks | null> {
  const dataset = project.readDataset();
  const { maskColumn } = dataset;
  if (maskColumn !== null) {
    const toPath = (image: ImageRecord) => image.columns[maskColumn] || null;
    return {
      segmenter: null,
      mayHave: (image) => toPath(image) !== null,
      read: async (image, preprocessing) => {
        const path = toPath(image);
        if (path === null) return null;
        const bytes = await readImageBytes(dataset, { kind: 'file', path });
        return preprocessMask(await decodeMask(bytes), preprocessing);
      },
    };
  }
  const { masks } = await project.readManifest();
  if (masks === undefined) return null;
  return {
    segmenter: masks.segmenter,
    mayHave: ({ location }) => location !== null,
    read: async (image, preprocessing) => {
      const path = toMaskPath(project, masks.folder, await readLocatedBytes(dataset, image));
      const bytes = await readOptionalFile(path);
      if (bytes === null) return null;
      const mask = await decodeMask(bytes);
      return hasObject(mask) ? preprocessMask(mask, preprocessing) : null;
    },
  };
}

/** Where a segmenter's mask of an image lies: by what is in the image's file, so that equal files share one and a changed file has none. */
export function toMaskPath({ folder: workspace }: Project, folder: string, imageBytes: Uint8Array): string {
  const hash = createHash('sha256').update(imageBytes).digest('hex');
  return join(workspace, 'masks', folder, hash.slice(0, 2), `${hash}.png`);
}
