/**
 * Whole images at their own resolution, beside what the encoder makes of them.
 * In: an open project with an encoder. Out: pixels of one image at a time, turned as the extraction turned them. Keeps nothing.
 */
import { ImageError } from '../../base/errors.js';
import { decodeImage, type RgbImage } from '../../imaging/index.js';
import type { Preprocessing } from '../../records/networks/encoder.js';
import { readImageBytes } from '../../storage/index.js';
import { openRequiredEncoder } from '../encoders/index.js';
import type { Project } from '../workspace/index.js';
import { readImageDecoding } from './image-decoding.js';

export interface Originals {
  /** How the encoder prepares an image. */
  preprocessing: Preprocessing;
  /** Throws `ImageError`. */
  read(row: number): Promise<RgbImage>;
}

/** Throws `no-encoder` for features that a user brought: nothing says which part of an image they are about. */
export async function openOriginals(project: Project): Promise<Originals> {
  const encoder = await openRequiredEncoder(project);
  const dataset = project.readDataset();
  const decoding = await readImageDecoding(project);
  return {
    preprocessing: encoder.card.preprocessing,
    read: async (row) => {
      const { path, location } = dataset.images[row]!;
      if (location === null) {
        throw new ImageError('no-image', { what: `${path} was declared without an image file.` });
      }
      return decodeImage(await readImageBytes(dataset, location), decoding);
    },
  };
}
