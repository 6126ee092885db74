/**
 * Provisional verdicts, where neither people nor data say anything: a guess from where a class's features fire.
 * In: the maps of a class's pairs, and where their images speak for the class. Out: verdicts with a calibrated probability; every one
 * says that nobody reviewed it.
 */
import type { Verdict } from '../../../records/annotation.js';
import { toAutomaticVerdict } from './automatic-verdict.js';
import { computeEvidenceAgreement, type EvidentPair } from './class-evidence.js';
import { PROVISIONAL_MODEL } from './provisional-model.js';

/** A pair is provisionally spurious from this probability on. */
export const DEFAULT_SPURIOUS_PROBABILITY = 0.5;
/** A class with at least so many pairs marked, and so large a share of them, is a scene: position says nothing about its features. */
const SCENE_PAIRS = 4;
const SCENE_SHARE = 0.8;
/** Not a scene after all: a class with a pair that is so surely core. */
const OBJECT_PROBABILITY = 0.25;
/** What is left to say about the pairs of a scene that do not fire beside the evidence: even odds. */
const SCENE_PROBABILITY = 0.5;

/**
 * Provisional verdicts for the pairs of one class: whether each fires where the class's other, centred features speak for the class
 * (docs/method.md, M32). A guess; every verdict says so.
 */
export function decideProvisionally(pairs: readonly EvidentPair[]): Verdict[] {
  const agreements = pairs.map(computeEvidenceAgreement);
  const probabilities = agreements.map(computeSpuriousProbability);
  const isMarked = probabilities.map((probability) => probability >= DEFAULT_SPURIOUS_PROBABILITY);
  const markedCount = isMarked.filter(Boolean).length;
  const isScene =
    markedCount >= SCENE_PAIRS &&
    markedCount >= SCENE_SHARE * pairs.length &&
    !probabilities.some((probability) => probability < OBJECT_PROBABILITY);
  return pairs.map((pair, place) => {
    const agreement = agreements[place]!;
    // What fires beside the evidence shows that there is an object to fire beside.
    const isSpared = isScene && agreement >= 0;
    return toAutomaticVerdict(pair, {
      spurious: isMarked[place]! && !isSpared,
      source: 'provisional',
      score: agreement,
      probability: isSpared ? Math.min(probabilities[place]!, SCENE_PROBABILITY) : probabilities[place]!,
      basis: Number.isNaN(agreement)
        ? `Unreviewed: fires in none of ${pair.maps.length} images, which says nothing.`
        : `Unreviewed: where it fires correlates ${agreement.toFixed(2)} with where the class's other, centred features speak for the class (mean of ${pair.maps.length} images)` +
          (isSpared && isMarked[place]!
            ? `; it is as low for ${markedCount} of the class's ${pairs.length} features, as in a class that is a scene, so it counts as core.`
            : '.'),
    });
  });
}

/**
 * Probability that a careful person would call the pair spurious, 0..1: a logistic model of its agreement (docs/method.md, M32). Beyond
 * the agreements that it was fitted on, the nearest of them counts. NaN for NaN.
 */
export function computeSpuriousProbability(agreement: number): number {
  const { intercept, slope, lowest, highest } = PROVISIONAL_MODEL;
  const within = Math.min(Math.max(agreement, lowest), highest);
  return 1 / (1 + Math.exp(-(intercept + slope * within)));
}
