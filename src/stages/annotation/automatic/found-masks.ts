/**
 * Verdicts from object masks that a network found (docs/method.md, M34): as M30, where what it found can be believed.
 * In: a class's pairs with their maps, and masks where an object was found. Out: verdicts, or null where the network does not see the class.
 */
import type { Verdict } from '../../../records/annotation.js';
import type { FrameMap, MappedPair } from './frame-map.js';
import { decideByMask } from './object-mask.js';

/** Of a pair's images at least this share must show an object. */
const LEAST_SEEN = 0.5;
/** With so many pairs, and so large a share of them off what was found, something else was found than the class is called after. */
const DOUBTFUL_PAIRS = 4;
const DOUBTFUL_SHARE = 0.8;

/** A pair whose maps have a mask each, or null where no object was found. */
export interface FoundPair extends MappedPair {
  masks: readonly (FrameMap | null)[];
}

/** Verdicts of all pairs of one class, or null: an object in too few images, or nearly all features off it. */
export function decideByFoundMasks(pairs: readonly FoundPair[], segmenter: string): Verdict[] | null {
  const seen = pairs.map((pair) => ({
    ...pair,
    maps: pair.maps.filter((_, place) => pair.masks[place] !== null),
    masks: pair.masks.filter((mask) => mask !== null),
  }));
  if (
    seen.some(({ maps }, place) => maps.length === 0 || maps.length < LEAST_SEEN * pairs[place]!.maps.length)
  )
    return null;
  const verdicts = seen.map((pair) => decideByMask(pair, pair.masks, { segmenter }));
  const markedCount = verdicts.filter(({ verdict }) => verdict === 'spurious').length;
  const isDoubtful = markedCount >= DOUBTFUL_PAIRS && markedCount >= DOUBTFUL_SHARE * pairs.length;
  return isDoubtful ? null : verdicts;
}
