/**
 * Images with what models say of them, as the pages of one model and of two list them.
 * In: columns of the server's answer. Out: rows in the order asked for, and as the selection keeps them.
 */
import type {
  ComparedImagesResponse,
  ModelImagesResponse,
  SplitName,
} from '../../../../../src/protocol/index.js';
import type { SelectedImage } from '../../../parts/selection/selection.js';

/** Where links to the images lead, on the pages of one model and of two. */
export const IMAGES_ID = 'images';

export interface ModelImage {
  image: number;
  path: string;
  label: number;
  /** Of each model that is looked at, in their order. */
  predicted: number[];
  /** Null where the class has no ranking. */
  spuriosity: number | null;
}

/** Left out: least spurious first. */
export type SpuriosityOrder = 'most-first' | undefined;

/** Sorted by spuriosity; images without one last, in data set order. */
export function toModelImages(
  response: Pick<ComparedImagesResponse, 'images' | 'paths' | 'labels' | 'spuriosity'>,
  predicted: readonly (readonly number[])[],
  order: SpuriosityOrder,
): ModelImage[] {
  const rows = response.images.map((image, place) => ({
    image,
    path: response.paths[place]!,
    label: response.labels[place]!,
    predicted: predicted.map((ofModel) => ofModel[place]!),
    spuriosity: response.spuriosity[place]!,
  }));
  const sign = order === 'most-first' ? -1 : 1;
  const toKey = ({ spuriosity }: ModelImage) => (spuriosity === null ? Number.MAX_VALUE : sign * spuriosity);
  return rows.sort((a, b) => toKey(a) - toKey(b));
}

/** Those of one cell, row or column of the matrix. */
export function filterCell(
  response: ModelImagesResponse,
  { label, predicted }: { label?: number; predicted?: number },
  order: SpuriosityOrder,
): ModelImage[] {
  return toModelImages(response, [response.predicted], order).filter(
    (row) =>
      (label === undefined || row.label === label) &&
      (predicted === undefined || row.predicted[0] === predicted),
  );
}

export function toSelectedImage(row: ModelImage, split: SplitName): SelectedImage {
  const { image, path, label, predicted, spuriosity } = row;
  return {
    ...{ image, path, classIndex: label, split, rank: null, score: spuriosity },
    scoreName: spuriosity === null ? null : 'spuriosity',
    predicted: predicted[0] ?? null,
    isFlagged: false,
    groups: {},
  };
}
