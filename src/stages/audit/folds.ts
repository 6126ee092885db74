/**
 * Which images predict which: labels and groups in, a fold per image and shuffled labels out.
 * Images of one group (a patient) are never on both sides, and keep together when labels are shuffled.
 */
import { createRandom, deriveSeed, type Random } from '../../numeric/index.js';

/** Parts that the images are divided into; each is predicted from the others. */
export const FOLD_COUNT = 5;

/** How labels are shuffled: freely within folds, group by group, or within each group. */
export type ShuffleRule = 'images' | 'whole groups' | 'within groups';

/** What stays the same over all shuffles. */
export interface Design {
  /** Class per image, and fold per image, [images]. */
  labels: Int32Array;
  folds: Int32Array;
  rule: ShuffleRule;
  /** The labels in an order that is as likely as theirs, [images], if no field had to do with them. */
  shuffle: (draw: number) => Int32Array;
}

/**
 * Folds and shuffles. Without groups every class is spread evenly over the folds, and labels change places within a fold. With groups
 * (a code per image, [images]) folds are made of whole groups; where every group has one label, groups exchange their labels, else labels
 * change places within each group.
 */
export function createDesign(labels: Int32Array, groups: Int32Array | null, seed: number): Design {
  const folds =
    groups === null ? spreadClasses(labels, seed) : spreadGroups(groups, deriveSeed(seed, 'folds'));
  if (groups === null)
    return { labels, folds, rule: 'images', shuffle: createInnerShuffle(labels, folds, seed) };
  const ofGroup = new Map<number, number>();
  let isPure = true;
  for (const [image, group] of groups.entries()) {
    const known = ofGroup.get(group);
    if (known === undefined) ofGroup.set(group, labels[image]!);
    else if (known !== labels[image]) isPure = false;
  }
  if (!isPure) {
    return { labels, folds, rule: 'within groups', shuffle: createInnerShuffle(labels, groups, seed) };
  }
  const keys = [...ofGroup.keys()];
  const shuffle = (draw: number) => {
    const given = toRandom(seed, draw).shuffle([...ofGroup.values()]);
    const labelOf = new Map(keys.map((key, place) => [key, given[place]!]));
    return Int32Array.from(groups, (group) => labelOf.get(group)!);
  };
  return { labels, folds, rule: 'whole groups', shuffle };
}

/** Labels change places among the images of one part. */
function createInnerShuffle(labels: Int32Array, parts: Int32Array, seed: number): Design['shuffle'] {
  const places = new Map<number, number[]>();
  for (const [image, part] of parts.entries()) {
    const own = places.get(part);
    if (own) own.push(image);
    else places.set(part, [image]);
  }
  const all = [...places.values()].map((own) => Int32Array.from(own));
  return (draw) => {
    const random = toRandom(seed, draw);
    const shuffled = new Int32Array(labels.length);
    for (const own of all) {
      const given = random.shuffle(own.map((image) => labels[image]!));
      for (const [place, image] of own.entries()) shuffled[image] = given[place]!;
    }
    return shuffled;
  };
}

/** Every class over all folds in turn, its images in random order. */
function spreadClasses(labels: Int32Array, seed: number): Int32Array {
  const order = createRandom(deriveSeed(seed, 'folds')).shuffle(Int32Array.from(labels.keys()));
  const next = new Map<number, number>();
  const folds = new Int32Array(labels.length);
  for (const image of order) {
    const label = labels[image]!;
    // Classes begin at different folds, so that the first is not the largest.
    const place = next.get(label) ?? label;
    folds[image] = place % FOLD_COUNT;
    next.set(label, place + 1);
  }
  return folds;
}

/** The largest groups first, each into the fold with the fewest images; of equals in random order. */
function spreadGroups(groups: Int32Array, seed: number): Int32Array {
  const counts = new Map<number, number>();
  for (const group of groups) counts.set(group, (counts.get(group) ?? 0) + 1);
  const order = createRandom(seed).shuffle([...counts]);
  order.sort(([, a], [, b]) => b - a);
  const filled = new Array<number>(FOLD_COUNT).fill(0);
  const foldOf = new Map<number, number>();
  for (const [group, count] of order) {
    const fold = filled.indexOf(Math.min(...filled));
    foldOf.set(group, fold);
    filled[fold]! += count;
  }
  return Int32Array.from(groups, (group) => foldOf.get(group)!);
}

function toRandom(seed: number, draw: number): Random {
  return createRandom(deriveSeed(seed, 'shuffle', draw));
}
