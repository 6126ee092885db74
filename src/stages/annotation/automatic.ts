/**
 * Verdicts without a person: from object masks, from known groups, or, failing both, a provisional guess.
 * In: activation maps of a pair's top images, masks, group values, activations. Out: verdicts with score and basis.
 * Reads no image; whoever calls has the maps made.
 */
import { computeAuroc } from '../../numeric/index.js';
import type { Verdict } from '../../records/annotation.js';

/** A pair is spurious when more than this share of its activation lies off the object (paper G: "most"). */
export const DEFAULT_OFF_OBJECT_SHARE = 0.5;
/** A pair is spurious when its activation tells a group within the class with at least this AUROC. */
export const DEFAULT_GROUP_AUROC = 0.75;
/**
 * A pair is provisionally spurious when it fires on the class's core at most this many times as much as a map spread evenly over
 * the frame would. By eye on 50 classes of Tiny ImageNet: below it stand foliage, water and sky; it marks 16% of the pairs
 * (people marked 12.6% on ImageNet).
 */
export const DEFAULT_CORE_PREFERENCE = 1.15;
/** Images per pair whose maps are averaged for an automatic verdict. */
export const DEFAULT_AUTOMATIC_IMAGES = 20;
/** A group with fewer images than this within a class says nothing about a feature. */
export const SMALLEST_GROUP = 5;
/** A cell belongs to the object when its mask covers at least this share of it. */
const OBJECT_COVER = 0.5;
/** Width of the centre prior of the provisional core, as a share of the frame's side. */
const CENTRE_SIGMA = 0.25;
/** How many of a class's features, the most centred ones, make its provisional core. */
const CORE_FEATURES = 2;

/** A non-negative map over the frame: a neural activation map, or a mask in 0..1. Row-major, [height, width]. */
export interface FrameMap {
  width: number;
  height: number;
  values: Float32Array;
}

/** A (class, feature) pair with the activation maps of its top images. */
export interface MappedPair {
  classIndex: number;
  feature: number;
  maps: FrameMap[];
}

/**
 * Share of activation that lies outside the object, mean over images; NaN when no map is active.
 *
 * @param masks one per map, same size as the map, 1 = object (area-averaged, so between 0 and 1 at its edge).
 */
export function computeOffObjectShare(maps: readonly FrameMap[], masks: readonly FrameMap[]): number {
  let sum = 0;
  let count = 0;
  maps.forEach((map, n) => {
    const mask = masks[n]!;
    let inside = 0;
    let all = 0;
    map.values.forEach((value, cell) => {
      all += value;
      inside += value * mask.values[cell]!;
    });
    if (all === 0) return;
    sum += 1 - inside / all;
    count += 1;
  });
  return sum / count;
}

/**
 * Verdict of a pair whose images have object masks. A cell of a map sees more of the image than its own square, so the masks
 * are grown by one cell first; without that, features of small objects would all seem to fire beside them.
 */
export function decideByMask(
  pair: MappedPair,
  masks: readonly FrameMap[],
  limit = DEFAULT_OFF_OBJECT_SHARE,
): Verdict {
  const share = computeOffObjectShare(pair.maps, masks.map(growMask));
  return toVerdict(pair, {
    spurious: share > limit,
    source: 'object-mask',
    score: share,
    basis: `${toPercent(share)} of the activation lies off the object (its mask; mean of ${pair.maps.length} images).`,
  });
}

/** Cells that are mostly object, and their neighbours. */
function growMask({ width, height, values }: FrameMap): FrameMap {
  const grown = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (values[y * width + x]! < OBJECT_COVER) continue;
      for (let ny = Math.max(y - 1, 0); ny <= Math.min(y + 1, height - 1); ny++) {
        grown.fill(1, ny * width + Math.max(x - 1, 0), ny * width + Math.min(x + 1, width - 1) + 1);
      }
    }
  }
  return { width, height, values: grown };
}

/** How well a feature tells the groups of one class apart. */
export interface GroupScore {
  column: string;
  group: string;
  /** AUROC of the activation for the group against the rest of the class; the group is where the feature fires most. */
  auroc: number;
}

/**
 * The group within a class whose images the feature fires on most, or null where no group has enough images on both sides.
 *
 * @param activations of the class's training images.
 * @param groups per column, the value of each of these images.
 */
export function computeGroupScore(
  activations: Float32Array,
  groups: Readonly<Record<string, readonly string[]>>,
): GroupScore | null {
  let best: GroupScore | null = null;
  for (const [column, values] of Object.entries(groups)) {
    for (const group of [...new Set(values)].sort()) {
      const positives = Uint8Array.from(values, (value) => (value === group ? 1 : 0));
      const size = positives.reduce((sum, one) => sum + one, 0);
      if (size < SMALLEST_GROUP || values.length - size < SMALLEST_GROUP) continue;
      const auroc = computeAuroc(activations, positives);
      if (best === null || auroc > best.auroc) best = { column, group, auroc };
    }
  }
  return best;
}

/** Verdict of a pair of a class whose known groups vary. */
export function decideByGroup(
  pair: { classIndex: number; feature: number },
  score: GroupScore,
  limit = DEFAULT_GROUP_AUROC,
): Verdict {
  return toVerdict(pair, {
    spurious: score.auroc >= limit,
    source: 'group-column',
    score: score.auroc,
    basis: `Within the class the activation tells ${score.column} = ${score.group} with an AUROC of ${score.auroc.toFixed(2)}.`,
  });
}

/**
 * Provisional verdicts for the pairs of one class: whether each pair's activation prefers the class's core.
 * The core is the mean map of the class's two most centred features, times a centre prior: objects tend to be in the middle,
 * what fires around them tends to be something else. A guess; every verdict says so.
 */
export function decideProvisionally(
  pairs: readonly MappedPair[],
  limit = DEFAULT_CORE_PREFERENCE,
): Verdict[] {
  const means = pairs.map(({ maps }) => computeMeanMap(maps));
  const core = computeProvisionalCore(means);
  const evenShare = computeOffObjectShare([{ ...core, values: core.values.map(() => 1) }], [core]);
  return pairs.map((pair, place) => {
    const share = computeOffObjectShare([means[place]!], [core]);
    const preference = (1 - share) / (1 - evenShare);
    return toVerdict(pair, {
      spurious: preference <= limit,
      source: 'provisional',
      score: share,
      basis: `Unreviewed: fires on the class's core ${preference.toFixed(2)} times as much as an even spread over the frame would (${limit} or less counts as spurious).`,
    });
  });
}

/** Shrinks a map by averaging: each new cell is the mean of the old ones whose centres lie in it. */
export function averageFrame(map: FrameMap, width: number, height: number): FrameMap {
  const values = new Float32Array(width * height);
  const counts = new Uint32Array(width * height);
  for (let y = 0; y < map.height; y++) {
    const row = Math.floor(((y + 0.5) * height) / map.height) * width;
    for (let x = 0; x < map.width; x++) {
      const cell = row + Math.floor(((x + 0.5) * width) / map.width);
      values[cell]! += map.values[y * map.width + x]!;
      counts[cell]! += 1;
    }
  }
  return { width, height, values: values.map((sum, cell) => sum / Math.max(counts[cell]!, 1)) };
}

/** Mean of max-normalised maps of one size; all zeros where no map is active. */
export function computeMeanMap(maps: readonly FrameMap[]): FrameMap {
  const { width, height } = maps[0]!;
  const values = new Float32Array(width * height);
  for (const map of maps) {
    const top = map.values.reduce((most, value) => Math.max(most, value), 0);
    if (top === 0) continue;
    map.values.forEach((value, cell) => {
      values[cell]! += value / top / maps.length;
    });
  }
  return { width, height, values };
}

function computeProvisionalCore(means: readonly FrameMap[]): FrameMap {
  const prior = computeCentrePrior(means[0]!);
  const centred = means
    .map((mean) => ({ mean, away: computeOffObjectShare([mean], [prior]) }))
    .sort((a, b) => a.away - b.away)
    .slice(0, CORE_FEATURES)
    .map(({ mean }) => mean);
  const { width, height, values } = computeMeanMap(centred);
  const weighted = values.map((value, cell) => value * prior.values[cell]!);
  const top = weighted.reduce((most, value) => Math.max(most, value), 0);
  return { width, height, values: top > 0 ? weighted.map((value) => value / top) : weighted };
}

function computeCentrePrior({ width, height }: FrameMap): FrameMap {
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dx = (x + 0.5) / width - 0.5;
      const dy = (y + 0.5) / height - 0.5;
      values[y * width + x] = Math.exp(-(dx * dx + dy * dy) / (2 * CENTRE_SIGMA * CENTRE_SIGMA));
    }
  }
  return { width, height, values };
}

function toVerdict(
  pair: { classIndex: number; feature: number },
  { spurious, ...rest }: { spurious: boolean } & Pick<Verdict, 'source' | 'score' | 'basis'>,
): Verdict {
  return {
    classIndex: pair.classIndex,
    feature: pair.feature,
    verdict: spurious ? 'spurious' : 'core',
    votesCore: 0,
    votesSpurious: 0,
    ...rest,
    score: Number.isFinite(rest.score) ? rest.score : null,
  };
}

function toPercent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
