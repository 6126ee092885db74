/**
 * Which images predict which: labels and groups in, a fold per image and shuffled labels out.
 * Images of one group (a patient) are never on both sides, and keep together when labels are shuffled.
 */
import { createRandom, deriveSeed } from '../../numeric/index.js';

/** Parts that the images are divided into; each is predicted from the others. */
export const FOLD_COUNT = 5;

/** How labels are shuffled: freely within folds, group by group, within each group, or either way by whether a group has several labels. */
export type ShuffleRule = 'images' | 'whole groups' | 'within groups' | 'whole and within groups';
/** In place of the label of a group that has several. */
const MIXED = -1;

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
 * (a code per image, [images]) folds are made of whole groups; groups of one label exchange their labels, in the others labels change
 * places. A field that is the same within each group can be told from chance by groups of one label only.
 */
export function createDesign(labels: Int32Array, groups: Int32Array | null, seed: number): Design {
  const folds =
    groups === null ? spreadClasses(labels, seed) : spreadGroups(groups, deriveSeed(seed, 'folds'));
  if (groups === null)
    return { labels, folds, rule: 'images', shuffle: createInnerShuffle(labels, folds, seed) };
  const ofGroup = new Map<number, number>();
  for (const [image, group] of groups.entries()) {
    const [known, label] = [ofGroup.get(group), labels[image]!];
    ofGroup.set(group, known === undefined || known === label ? label : MIXED);
  }
  const pure = [...ofGroup].filter(([, label]) => label !== MIXED);
  const shuffleInside = createInnerShuffle(labels, groups, seed);
  const shuffle = (draw: number) => {
    const given = createRandom(deriveSeed(seed, 'groups', draw)).shuffle(pure.map(([, label]) => label));
    const labelOf = new Map(pure.map(([group], place) => [group, given[place]!]));
    return shuffleInside(draw).map((label, image) => labelOf.get(groups[image]!) ?? label);
  };
  const rule =
    pure.length === ofGroup.size
      ? 'whole groups'
      : pure.length === 0
        ? 'within groups'
        : 'whole and within groups';
  return { labels, folds, rule, shuffle };
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
    const random = createRandom(deriveSeed(seed, 'shuffle', draw));
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

/** A fold per image: the largest groups first, each into the fold with the fewest images; of equals in random order. */
export function spreadGroups(groups: Int32Array, seed: number): Int32Array {
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
