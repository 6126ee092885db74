/**
 * Segmentations of one class in COCO's layout: pairs with their pictures enter, the text of a JSON file leaves.
 * Masks are what the 8-bit pictures hold from a threshold on, so that both say the same.
 */
import { type GrayImage, toRunLengths } from '../../imaging/index.js';
import type { Pair, Verdict } from '../../records/annotation.js';
import type { OpenDataset } from '../workspace/index.js';

/** A pair with the images that activate its feature most, strongest first. */
export interface SegmentedPair extends Pair, Pick<Verdict, 'verdict'> {
  images: SegmentedImage[];
}

export interface SegmentedImage {
  row: number;
  activation: number;
  /** Relative to the folder of segmentations, with `/`. */
  picture: string;
}

/**
 * Images, categories (one a pair) and annotations, each with the run lengths of its mask; pictures without a pixel above the
 * threshold have no annotation. Ids count from 1, as COCO's tools expect; an image's is its place in the data set plus 1.
 */
export async function formatCocoFile(
  { images, classes }: OpenDataset,
  pairs: readonly SegmentedPair[],
  { threshold }: { threshold: number },
  readPicture: (picture: string) => Promise<GrayImage>,
): Promise<string> {
  const listed = new Map<number, object>();
  const annotations: object[] = [];
  for (const [place, pair] of pairs.entries()) {
    for (const { row, activation, picture } of pair.images) {
      const image = await readPicture(picture);
      const { width, height } = image;
      listed.set(row, { id: row + 1, file_name: images[row]!.path, width, height });
      const annotation = toAnnotation(image, threshold);
      if (annotation === null) continue;
      annotations.push({
        id: annotations.length + 1,
        image_id: row + 1,
        category_id: place + 1,
        ...annotation,
        activation,
        soft_mask: picture,
      });
    }
  }
  return `${JSON.stringify({
    info: {
      description: `Neural activation maps from ${threshold} of their maximum on, at the size of the soft masks.`,
    },
    images: [...listed].sort(([a], [b]) => a - b).map(([, image]) => image),
    categories: pairs.map(({ classIndex, feature, verdict }, place) => ({
      id: place + 1,
      name: `${classes[classIndex]!.name}, feature ${feature}`,
      supercategory: classes[classIndex]!.name,
      ...{ class_index: classIndex, feature, verdict },
    })),
    annotations,
  })}\n`;
}

/** Run lengths, area and bounding box of the pixels from the threshold on; null for none. */
function toAnnotation({ width, height, data }: GrayImage, threshold: number) {
  const mask = data.map((value) => (value >= threshold * 255 ? 1 : 0));
  let [left, top, right, bottom, area] = [width, height, -1, -1, 0];
  for (const [pixel, inside] of mask.entries()) {
    if (inside === 0) continue;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    area += 1;
  }
  if (area === 0) return null;
  return {
    segmentation: toRunLengths(mask, width, height),
    area,
    bbox: [left, top, right - left + 1, bottom - top + 1],
    iscrowd: 0,
  };
}
