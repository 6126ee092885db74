/**
 * Places, scores and percentiles of a ranking, one from the other. In: rows in the order shown. Out: numbers, and a line of text.
 */
import { formatCount, formatDecimal } from '../../../../src/words/index.js';
import type { RankedImage } from './images/ranked-images.js';

/** Places of the first and last image in sight. */
export interface Sight {
  first: number;
  last: number;
}

type Scored = Pick<RankedImage, 'score'>;

/** Least and most score, never of no width. */
export function computeDomain(rows: readonly Scored[]): [number, number] {
  const scores = rows.flatMap(({ score }) => (score === null ? [] : [score]));
  const least = scores.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (scores.length === 0) return [0, 1];
  return least === most ? [least - 1, most + 1] : [least, most];
}

/** Place of the image whose score is nearest. */
export function findNearest(shown: readonly Scored[], score: number): number {
  let best = 0;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const [place, row] of shown.entries()) {
    const distance = Math.abs((row.score ?? Number.POSITIVE_INFINITY) - score);
    if (distance >= bestDistance) continue;
    best = place;
    bestDistance = distance;
  }
  return best;
}

/** Place of a percentile; percentiles count from the least, in whichever order the images are shown. */
export function toPlace(percent: number, count: number, isFalling: boolean): number {
  const place = Math.round((percent / 100) * (count - 1));
  return isFalling ? count - 1 - place : place;
}

/** The percentile at a place; the inverse of `toPlace`. */
export function toPercent(place: number, count: number, isFalling: boolean): number {
  if (count < 2) return 0;
  const percent = (place / (count - 1)) * 100;
  return isFalling ? 100 - percent : percent;
}

/** "−1.63 to −0.20 · images 1–24 of 110". */
export function formatSight(shown: readonly Scored[], { first, last }: Sight): string {
  if (shown.length === 0) return '· no images';
  const scores = `${formatDecimal(shown[first]?.score, 2)} to ${formatDecimal(shown[last]?.score, 2)}`;
  return `${scores} · images ${formatCount(first + 1)}–${formatCount(last + 1)} of ${formatCount(shown.length)}`;
}
