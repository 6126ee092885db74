/** How far an AUROC can be trusted: the area and the counts behind it enter, a 95% interval leaves. */
import type { Interval } from './proportions.js';

/** Square of the two-sided 95% point of the normal distribution. */
const Z_SQUARED = 1.959963984540054 ** 2;
/** Halvings of an interval in 0..1: its ends are good to 1e-12. */
const HALVINGS = 40;

/**
 * Newcombe's method 5 (2006): all areas θ with (θ − A)² ≤ z² V(θ), V(θ) = θ(1 − θ)(1 + (N − 1)((1 − θ)/(2 − θ) + θ/(1 + θ)))/(n⁺n⁻),
 * N the mean of both counts. Stays in 0..1 and has a width where the two kinds are told apart without a mistake. NaN for a NaN area or
 * without images of both kinds.
 */
export function computeAurocInterval(auroc: number, positiveCount: number, negativeCount: number): Interval {
  if (Number.isNaN(auroc) || positiveCount < 1 || negativeCount < 1)
    return { low: Number.NaN, high: Number.NaN };
  const mean = (positiveCount + negativeCount) / 2;
  const isPlausible = (area: number) => {
    const shape = 1 + (mean - 1) * ((1 - area) / (2 - area) + area / (1 + area));
    const variance = (area * (1 - area) * shape) / (positiveCount * negativeCount);
    return (area - auroc) ** 2 <= Z_SQUARED * variance;
  };
  const findEnd = (outside: number) => {
    let [plausible, implausible] = [auroc, outside];
    for (let n = 0; n < HALVINGS; n++) {
      const middle = (plausible + implausible) / 2;
      if (isPlausible(middle)) plausible = middle;
      else implausible = middle;
    }
    return plausible;
  };
  return { low: findEnd(0), high: findEnd(1) };
}
