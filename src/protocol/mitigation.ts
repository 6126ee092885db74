/** Mitigation: what the last run found. */
import type { MitigationMethod, MitigationTrial } from '../records/bias.js';
import type { AccuracyBin } from './pairs.js';

export interface MitigationResponse {
  /** Null before the first run. */
  result: {
    model: string;
    /** Spurious verdicts or features have changed since. */
    isOutdated: boolean;
    trials: MitigationTrial[];
    targetGap: number;
    /** How images were chosen and the head tuned, one setting a line. */
    settings: { name: string; value: string }[];
    /** Accuracy against spuriosity rank, mean over classes with a spurious feature: before (null), then after each method. */
    curves: { method: MitigationMethod | null; bins: AccuracyBin[] }[];
    /** Per class with a spurious feature. */
    classes: { classIndex: number; gapBefore: number; gapAfter: number }[];
  } | null;
  /** Heads and networks that can be tuned. */
  models: string[];
  presets: { name: string; description: string }[];
  /** What can be downloaded, as paths of this server. */
  downloads: { name: string; path: string; description: string }[];
}
