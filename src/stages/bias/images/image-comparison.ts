/**
 * Two models on the same images (docs/method.md, M87): predictions and labels enter; who is right about which image, and how far apart the
 * accuracies lie, leave. Whether their gaps differ is `paired-test.ts`'s.
 */
import { computeSignFlipPValue } from '../../../numeric/index.js';
import type { JointOutcome, PairedAccuracy, Predictions, RankPart } from '../../../records/bias.js';
import { computePairedInterval } from '../intervention.js';

/** Who is right about the image at a place; null where one of the two says nothing. `labels`: [place count], class indices. */
export function judgeJointly(
  first: Predictions,
  second: Predictions,
  labels: Int32Array,
  place: number,
): JointOutcome | null {
  const [one, other, label] = [first.labels[place]!, second.labels[place]!, labels[place]!];
  if (one < 0 || other < 0) return null;
  if (one === label) return other === label ? 'both' : 'only-first';
  return other === label ? 'only-second' : 'neither';
}

/** Counts of the outcomes, the difference of the accuracies with its interval (as that of M70), and McNemar's exact p. */
export function comparePaired(outcomes: Iterable<JointOutcome>): PairedAccuracy {
  const counts = { 'only-first': 0, 'only-second': 0, neither: 0, both: 0 };
  for (const outcome of outcomes) counts[outcome] += 1;
  const { 'only-first': lost, 'only-second': gained, neither, both } = counts;
  const imageCount = lost + gained + neither + both;
  return {
    imageCount,
    counts,
    difference: imageCount === 0 ? Number.NaN : (gained - lost) / imageCount,
    ...computePairedInterval({ gained, lost, imageCount }),
    pValue: computeSignFlipPValue(lost + gained, gained - lost),
  };
}

/** The part of a ranking that rank `place` (from 0, the least spurious) of `count` images belongs to: the first ⌊n/3⌋, the last ⌊n/3⌋, the rest. */
export function toRankPart(place: number, count: number): RankPart {
  const third = Math.floor(count / 3);
  if (place < third) return 'least';
  return place >= count - third ? 'most' : 'middle';
}
