/** Uncertainty of an accuracy. In: right answers of so many images. Out: Wilson's 95% interval; NaN without images. */
import type { Interval } from '../bias/index.js';

/** Two-sided 95% point of the normal distribution. */
const Z = 1.959963984540054;

/**
 * With p the share and n the images: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n) (Wilson 1927). Unlike the usual
 * interval it stays in 0..1 and has a width where all answers are right.
 */
export function computeAccuracyInterval(share: number, imageCount: number): Interval {
  const spread = Z ** 2 / imageCount;
  const center = share + spread / 2;
  const reach = Z * Math.sqrt((share * (1 - share)) / imageCount + spread / (4 * imageCount));
  return {
    low: Math.max(0, (center - reach) / (1 + spread)),
    high: Math.min(1, (center + reach) / (1 + spread)),
  };
}
