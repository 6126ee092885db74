/**
 * Means over the trials of each mitigation method.
 * In: trials in any order. Out: one row per method that was tried, in the order of MITIGATION_METHODS.
 */
import { computeMean } from '../../numeric/index.js';
import { MITIGATION_METHODS, type MitigationMethod, type MitigationTrial } from '../../records/bias.js';

/** Means of a method's trials; spreads are population standard deviations (0 for one trial). */
export interface MethodMeans {
  method: MitigationMethod;
  trialCount: number;
  imageCount: number;
  accuracyBefore: number;
  accuracyAfter: number;
  accuracySpread: number;
  gapBefore: number;
  gapAfter: number;
  gapSpread: number;
  epochs: number;
}

/** Population standard deviation; 0 for one value. */
export function computeSpread(values: readonly number[]): number {
  const mean = computeMean(values);
  return Math.sqrt(computeMean(values.map((value) => (value - mean) ** 2)));
}

/** Averages trials per method. */
export function computeMethodMeans(trials: readonly MitigationTrial[]): MethodMeans[] {
  return MITIGATION_METHODS.flatMap((method) => {
    const own = trials.filter((trial) => trial.method === method);
    if (own.length === 0) return [];
    const accuracies = own.map((trial) => trial.accuracyAfter);
    const gaps = own.map((trial) => trial.gapAfter);
    return [
      {
        method,
        trialCount: own.length,
        imageCount: Math.round(computeMean(own.map((trial) => trial.imageCount))),
        accuracyBefore: computeMean(own.map((trial) => trial.accuracyBefore)),
        accuracyAfter: computeMean(accuracies),
        accuracySpread: computeSpread(accuracies),
        gapBefore: computeMean(own.map((trial) => trial.gapBefore)),
        gapAfter: computeMean(gaps),
        gapSpread: computeSpread(gaps),
        epochs: computeMean(own.map((trial) => trial.epochs)),
      },
    ];
  });
}
