/**
 * Verdicts from pictures put together anew: what a feature owes to the object, and what to its surroundings.
 * In: a pair's activations over images of its class as they are and composed. Out: shares, and the verdict that they make.
 * Composes no image; whoever calls has the masks.
 */
import { computeMean, computeSampleVariance } from '../../../numeric/index.js';
import type { Verdict } from '../../../records/annotation.js';
import { formatPercent } from '../../../words/index.js';
import { DEFAULT_OFF_OBJECT_SHARE, nameMask } from './object-mask.js';

/** A pair owes its activation to the surroundings when more than this share of it is theirs: "most", as of a map's mass (paper G). */
const MOST = 0.5;
/** A lead that is divided by has to be larger than so many of its standard errors: 95%. */
const LEAD_ERRORS = 2;
/** By so many a share of images drawn at random, which lead by little, has to be above one half; the strongest were chosen for their lead. */
const USUAL_ERRORS = 2;

/** Activations of a pair over images x of its class, each composed with an image y of another class by x's object mask; [images]. */
export interface ComposedActivations {
  /** x as it is. */
  whole: readonly number[];
  /** y as it is. */
  other: readonly number[];
  /** The object of x before the surroundings of y. */
  object: readonly number[];
  /** The surroundings of x, y in place of the object. */
  surroundings: readonly number[];
  /** x, its surroundings painted over with the colours of the object. */
  painted: readonly number[];
}

/** A share of the mean lead of x over y, and the standard error of how far it is from one half. */
interface Share {
  share: number;
  error: number;
}

/** What surroundings bring; NaN where x does not lead y by more than chance. */
export interface SurroundingsShares {
  /** What they add alone and beside the object: their Shapley value. 0 to 1 as a rule, beyond where one of the two takes away. */
  composed: Share;
  /** What is lost by painting them over. */
  painted: Share;
  imageCount: number;
}

/** The two shares (docs/method.md, M30). */
export function computeSurroundingsShares(activations: ComposedActivations): SurroundingsShares {
  const { whole, other, object, surroundings, painted } = activations;
  const leads = whole.map((own, place) => own - other[place]!);
  const mean = computeMean(leads);
  const lead = mean > LEAD_ERRORS * computeError(leads) ? mean : Number.NaN;
  const toShare = (parts: readonly number[]): Share => ({
    share: computeMean(parts) / lead,
    error: computeError(parts.map((part, place) => part - leads[place]! / 2)) / lead,
  });
  return {
    composed: toShare(
      whole.map((own, place) => (surroundings[place]! - other[place]! + own - object[place]!) / 2),
    ),
    painted: toShare(whole.map((own, place) => own - painted[place]!)),
    imageCount: whole.length,
  };
}

/** Standard error of a mean. */
function computeError(values: readonly number[]): number {
  return Math.sqrt(computeSampleVariance(values) / values.length);
}

/** Either share alone may be due to how a picture was put together: painting hides an object's outline, and another image brings its own. */
function areMost({ composed, painted }: SurroundingsShares, errors: number): boolean {
  return [composed, painted].every(({ share, error }) => share > MOST + errors * error);
}

/**
 * The verdict by mask where most of the activation lies off the object; else spurious where the surroundings bring most of it, in the images
 * that show the feature most or in any images of the class, and otherwise core.
 */
export function decideBySurroundings(
  verdict: Verdict,
  { strongest, usual }: { strongest: SurroundingsShares; usual: SurroundingsShares },
  segmenter: string | null = null,
): Verdict {
  if (verdict.score !== null && verdict.score > DEFAULT_OFF_OBJECT_SHARE) return verdict;
  if (areMost(strongest, 0)) return convict(verdict, strongest, 'that activate it most', segmenter);
  if (areMost(usual, USUAL_ERRORS)) return convict(verdict, usual, 'of the class drawn at random', segmenter);
  if (verdict.verdict === 'core') return verdict;
  return {
    ...verdict,
    verdict: 'core',
    basis: `${verdict.basis} But composing images with those of other classes by the mask, the surroundings bring no more than half of the activation.`,
  };
}

function convict(
  verdict: Verdict,
  { composed, painted, imageCount }: SurroundingsShares,
  which: string,
  segmenter: string | null,
): Verdict {
  return {
    ...verdict,
    verdict: 'spurious',
    basis:
      `Owes ${formatPercent(composed.share)} of its lead over images of other classes to what surrounds the object (${nameMask(segmenter)}), by composing the two, and ` +
      `loses ${formatPercent(painted.share)} of it when that is painted over (mean of ${imageCount} images ${which}).`,
  };
}
