/**
 * Provisional verdicts, where neither people nor data say anything: a guess from where a class's features fire.
 * In: the mean maps of a class's pairs. Out: verdicts with a calibrated probability; every one says that nobody reviewed it.
 */
import type { Verdict } from '../../../records/annotation.js';
import { toAutomaticVerdict } from './automatic-verdict.js';
import { computeMeanMap, computeOffObjectShare, type FrameMap, type MappedPair } from './frame-map.js';
import { PROVISIONAL_MODEL } from './provisional-model.js';

/**
 * A pair is provisionally spurious when it fires on the class's core at most this many times as much as a map spread evenly over
 * the frame would.
 */
export const DEFAULT_CORE_PREFERENCE = 1.05;
/** A class with at least so many pairs at the limit, and so large a share of them, is a scene: position says nothing about its features. */
const SCENE_PAIRS = 4;
const SCENE_SHARE = 0.8;
/** What is left to say about the pairs of a scene: even odds. */
const SCENE_PROBABILITY = 0.5;
/** Width of the centre prior of the provisional core, as a share of the frame's side. */
const CENTRE_SIGMA = 0.25;
/** How many of a class's features, the most centred ones, make its provisional core. */
const CORE_FEATURES = 2;

/**
 * Provisional verdicts for the pairs of one class: whether each pair's activation prefers the class's core (docs/method.md, M32).
 * The core is the mean map of the class's two most centred features, times a centre prior: objects tend to be in the middle,
 * what fires around them tends to be something else. A guess; every verdict says so.
 */
export function decideProvisionally(pairs: readonly MappedPair[]): Verdict[] {
  const preferences = computeCorePreferences(pairs);
  const isMarked = preferences.map((preference) => preference <= DEFAULT_CORE_PREFERENCE);
  const markedCount = isMarked.filter(Boolean).length;
  const isScene = markedCount >= SCENE_PAIRS && markedCount >= SCENE_SHARE * pairs.length;
  return pairs.map((pair, place) => {
    const preference = preferences[place]!;
    const probability = computeSpuriousProbability(preference);
    return toAutomaticVerdict(pair, {
      spurious: isMarked[place]! && !isScene,
      source: 'provisional',
      score: preference,
      probability: isScene ? Math.min(probability, SCENE_PROBABILITY) : probability,
      basis:
        `Unreviewed: fires on the class's core ${preference.toFixed(2)} times as much as an even spread over the frame would (${DEFAULT_CORE_PREFERENCE} or less counts as spurious)` +
        (isScene
          ? `; so do ${markedCount} of the class's ${pairs.length} features, as in a class that is a scene, and all count as core.`
          : '.'),
    });
  });
}

/** Share of each pair's activation on the class's provisional core over the share that an even map has there; NaN for dark maps. */
export function computeCorePreferences(pairs: readonly MappedPair[]): number[] {
  const means = pairs.map(({ maps }) => computeMeanMap(maps));
  const core = computeProvisionalCore(means);
  const evenShare = computeOffObjectShare([{ ...core, values: core.values.map(() => 1) }], [core]);
  return means.map((mean) => (1 - computeOffObjectShare([mean], [core])) / (1 - evenShare));
}

/**
 * Probability that a careful person would call the pair spurious, 0..1: a logistic model of the logarithm of the core preference
 * (docs/method.md, M32). Beyond the preferences that it was fitted on, the nearest of them counts. NaN for NaN.
 */
export function computeSpuriousProbability(preference: number): number {
  const { intercept, slope, lowest, highest } = PROVISIONAL_MODEL;
  const within = Math.min(Math.max(preference, lowest), highest);
  return 1 / (1 + Math.exp(-(intercept + slope * Math.log(within))));
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
