/**
 * Doubtful labels by their neighbours: an image among whose nearest images nobody has its label (docs/method.md, M122).
 * In: features, labels. Out: flags. Not the paper's rule (`label-noise.ts`): it needs no verdict and no gap, and finds no
 * mistake that is as common as the truth.
 */
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import type { FeatureSource } from '../../records/features.js';
import { findNearPairs } from './near-pairs.js';

/** Nearest images that are asked. */
export const DEFAULT_NEIGHBOURS = 20;
/** Share of the neighbours with the image's own label up to which the label is doubted. */
const DEFAULT_AGREEMENT = 0;
/** Share of the neighbours that must have one and the same other label. */
const DEFAULT_SUPPORT = 0.5;

/** Settings of the search; what is left out has the defaults above. */
export interface NeighbourOptions {
  neighbours?: number;
  agreement?: number;
  support?: number;
  blockBytes?: number;
}

/** An image whose label its neighbours contradict. */
export interface NeighbourFlag {
  image: number;
  classIndex: number;
  /** Share of the neighbours with the image's label. */
  agreement: number;
  /** The most frequent other label; of several, the one with the nearest neighbour. */
  suspectedClassIndex: number;
  /** Share of the neighbours with the suspected label. */
  support: number;
}

/** Per image its nearest other images, nearest first. */
export interface NearestImages {
  /** How many are kept of each; fewer where there are not so many others with features. */
  count: number;
  /** Int32Array, [image count, count]; -1 where there is none. */
  images: Int32Array;
}

/** The nearest other images of every image by cosine similarity, of all splits; ties in data set order. */
export async function findNearestImages(
  source: FeatureSource,
  count: number,
  options: { blockBytes?: number },
  observer: Observer = SILENT_OBSERVER,
): Promise<NearestImages> {
  const images = new Int32Array(source.rowCount * count).fill(-1);
  const distances = new Float64Array(source.rowCount * count).fill(Number.POSITIVE_INFINITY);
  const reach = new Float64Array(source.rowCount).fill(Number.POSITIVE_INFINITY);
  const insert = (image: number, other: number, distance: number) => {
    const start = image * count;
    let place = start + count;
    const isAfter = (at: number) =>
      distances[at]! > distance || (distances[at] === distance && images[at]! > other);
    while (place > start && (images[place - 1] === -1 || isAfter(place - 1))) place -= 1;
    if (place === start + count) return;
    images.copyWithin(place + 1, place, start + count - 1);
    distances.copyWithin(place + 1, place, start + count - 1);
    images[place] = other;
    distances[place] = distance;
    reach[image] = distances[start + count - 1]!;
  };
  const take = (image: number, other: number, distance: number) => {
    insert(image, other, distance);
    insert(other, image, distance);
  };
  await findNearPairs(source, reach, take, options, observer);
  return { count, images };
}

/** Flags by falling support, then in data set order. `labels` are class indices, one per image. */
export function flagByNeighbours(
  { count, images }: NearestImages,
  labels: Int32Array,
  {
    agreement: mostAgreement = DEFAULT_AGREEMENT,
    support: leastSupport = DEFAULT_SUPPORT,
  }: NeighbourOptions = {},
): NeighbourFlag[] {
  const flags: NeighbourFlag[] = [];
  for (const [image, classIndex] of labels.entries()) {
    const nearest = images.subarray(image * count, (image + 1) * count).filter((other) => other >= 0);
    if (nearest.length === 0) continue;
    const votes = new Map<number, number>();
    for (const other of nearest) votes.set(labels[other]!, (votes.get(labels[other]!) ?? 0) + 1);
    const agreement = (votes.get(classIndex) ?? 0) / nearest.length;
    votes.delete(classIndex);
    // A map keeps the order of insertion, and the sort is stable: of equal counts the nearer one wins.
    const [suspected] = [...votes].sort((a, b) => b[1] - a[1]);
    if (suspected === undefined) continue;
    const support = suspected[1] / nearest.length;
    if (agreement > mostAgreement || support < leastSupport) continue;
    flags.push({ image, classIndex, agreement, suspectedClassIndex: suspected[0], support });
  }
  return flags.sort((a, b) => b.support - a.support || a.image - b.image);
}
