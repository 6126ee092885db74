/**
 * How far shares can be trusted: a share and the number of trials behind it enter, 95% intervals leave.
 * Tells nothing of other confidence levels: the coverage was measured at 95%.
 */

/** Inclusive bounds; both NaN where nothing was measured. */
export interface Interval {
  low: number;
  high: number;
}

/** A share of right answers. `count` may be fractional: the number of independent trials that would be as sure. */
export interface Proportion {
  /** 0..1. */
  share: number;
  /** Above 0. */
  count: number;
}

/** Two-sided 95% point of the normal distribution. */
const Z = 1.959963984540054;

/**
 * With p the share and n the count: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n) (Wilson 1927; docs/method.md, M85). Unlike the usual
 * interval it stays in 0..1 and has a width where all answers are right. NaN without trials.
 */
export function computeWilsonInterval({ share, count }: Proportion): Interval {
  const spread = Z ** 2 / count;
  const center = share + spread / 2;
  const reach = Z * Math.sqrt((share * (1 - share)) / count + spread / (4 * count));
  return {
    low: Math.max(0, (center - reach) / (1 + spread)),
    high: Math.min(1, (center + reach) / (1 + spread)),
  };
}

/** λ with P(Poisson(λ) ≥ x) = 5% for x = 0, 1, 2, 3: half the 5% point of χ² with 2x degrees of freedom (scipy). */
const RARE_RATES = [0, 0.05129329438755058, 0.3553615106986621, 0.817691447650525];

/** What Newcombe's distances are multiplied by, so that the coverage holds for accuracies near 0 and 1 too. */
const STRETCH = 1.1;

/**
 * 95% interval of first − second for independent shares: Newcombe's hybrid score interval (1998, method 10), its distances
 * √((p₁ − l₁)² + (u₂ − p₂)²) below and √((u₁ − p₁)² + (p₂ − l₂)²) above stretched by 1.1, with l and u Wilson's limits,
 * those within 3 trials of the edge as modified by Brown, Cai and DasGupta (2001, 4.1.1). Newcombe's own form covers as
 * little as 83% (5 trials each; 85% for 10, 86% for 25) where accuracies come near 0 or 1. Exact coverage of this one over
 * all pairs of accuracies: at least 94.4%, 94.3% and 94.7% for 5, 10 and 25 trials each, 94.2% for any equal number from 2
 * to 100; mean width at 10 trials 0.73 (Newcombe 0.65). Within −1..1, and wider than a point: certainty on both sides of
 * 10 trials gives [0.57, 1].
 */
export function computeDifferenceInterval(first: Proportion, second: Proportion): Interval {
  const difference = first.share - second.share;
  const a = computeEdgeSafeInterval(first);
  const b = computeEdgeSafeInterval(second);
  const below = Math.hypot(first.share - a.low, b.high - second.share);
  const above = Math.hypot(a.high - first.share, second.share - b.low);
  return {
    low: Math.max(-1, difference - STRETCH * below),
    high: Math.min(1, difference + STRETCH * above),
  };
}

/** Wilson's interval, moved outwards where at most 3 answers are right, or wrong: there its coverage falls to 84%. */
function computeEdgeSafeInterval(proportion: Proportion): Interval {
  const { low, high } = computeWilsonInterval(proportion);
  const { share, count } = proportion;
  return {
    low: Math.min(low, interpolateRareRate(share * count) / count),
    high: Math.max(high, 1 - interpolateRareRate((1 - share) * count) / count),
  };
}

/** λ of `RARE_RATES`, linear in between (fractional counts); infinite beyond, where Wilson's limit stands. */
function interpolateRareRate(events: number): number {
  // (1 − 0.7) · 10 is 3.0000000000000004.
  const rounded = Math.round(events * 1e9) / 1e9;
  const place = Math.floor(rounded);
  if (rounded > RARE_RATES.length - 1) return Number.POSITIVE_INFINITY;
  const from = RARE_RATES[place]!;
  const to = RARE_RATES[Math.min(place + 1, RARE_RATES.length - 1)]!;
  return from + (to - from) * (rounded - place);
}
