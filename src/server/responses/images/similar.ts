/** Images that the encoder takes for alike. In: the engine, an image. Out: `SimilarImagesResponse`, computed anew each time. */
import { StageError } from '../../../base/errors.js';
import { findImage } from '../../../project/index.js';
import type { LiveProject } from '../../../project/live/index.js';
import type { SimilarImagesResponse } from '../../../protocol/index.js';
import { findSimilarImages } from '../../../stages/cleaning/index.js';

const SHOWN = 12;

/** Throws `image-unknown`, `no-features`. */
export async function buildSimilarImagesResponse(
  { facts }: LiveProject,
  image: number,
): Promise<SimilarImagesResponse> {
  const { dataset, features } = facts;
  findImage(dataset, image);
  if (features === null) {
    throw new StageError('no-features', {
      what: facts.missing.features ?? 'The workspace has no features yet.',
    });
  }
  const found = await findSimilarImages(features, image, SHOWN);
  return {
    images: found.map(({ image: other, similarity }) => {
      const { path, classIndex, split } = dataset.images[other]!;
      return { image: other, path, classIndex, split, similarity };
    }),
  };
}
