/**
 * Trials of a mitigation, averaged per way of choosing images.
 * In: trials in any order. Out: a row per method that was tried, the method itself first. Formats nothing.
 */
import type { MitigationResponse } from '../../../../src/protocol/index.js';

export type MitigationRun = NonNullable<MitigationResponse['result']>;
export type Trial = MitigationRun['trials'][number];
export type Method = Trial['method'];

/** How the page names each way of choosing images. */
export const METHOD_TITLES: Record<Method, string> = {
  'low-spuriosity': 'Least spurious',
  random: 'Random',
  misclassified: 'Misclassified',
  'group-balanced': 'Group-balanced',
};

export interface MethodMeans {
  method: Method;
  trialCount: number;
  imageCount: number;
  accuracyBefore: number;
  accuracyAfter: number;
  /** Population standard deviation over the trials; 0 for one. */
  accuracySpread: number;
  gapBefore: number;
  gapAfter: number;
  gapSpread: number;
}

/** Averages the trials of each method. */
export function computeMethodMeans(trials: readonly Trial[]): MethodMeans[] {
  return (Object.keys(METHOD_TITLES) as Method[]).flatMap((method) => {
    const own = trials.filter((trial) => trial.method === method);
    if (own.length === 0) return [];
    const accuracies = own.map(({ accuracyAfter }) => accuracyAfter);
    const gaps = own.map(({ gapAfter }) => gapAfter);
    return {
      method,
      trialCount: own.length,
      imageCount: Math.round(computeMean(own.map(({ imageCount }) => imageCount))),
      accuracyBefore: computeMean(own.map(({ accuracyBefore }) => accuracyBefore)),
      accuracyAfter: computeMean(accuracies),
      accuracySpread: computeSpread(accuracies),
      gapBefore: computeMean(own.map(({ gapBefore }) => gapBefore)),
      gapAfter: computeMean(gaps),
      gapSpread: computeSpread(gaps),
    };
  });
}

function computeMean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function computeSpread(values: readonly number[]): number {
  const mean = computeMean(values);
  return Math.sqrt(computeMean(values.map((value) => (value - mean) ** 2)));
}
