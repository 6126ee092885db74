/** Mitigation: what the last run found. */
import type {
  MitigationMethod,
  MitigationRecipeName,
  MitigationTrial,
  RepairMeasures,
} from '../records/bias.js';
import type { MethodOutcome, Recommendation } from '../records/mitigation.js';
import type { GapEstimate } from './models.js';
import type { AccuracyBin } from './pairs.js';

export interface MitigationResponse {
  /** Null before the first run. */
  result: {
    model: string;
    /** Spurious verdicts, features or groups have changed since. */
    isOutdated: boolean;
    trials: MitigationTrial[];
    /** Of `stoppingGap` in the curves; null where no method tuned. */
    targetGap: number | null;
    recommendation: Recommendation;
    /** What became of every method asked for, in words. */
    methods: MethodOutcome[];
    /** From the head before to the fully tuned one; empty without interpolation. */
    path: { share: number; choosing: RepairMeasures; measured: RepairMeasures }[];
    /** How images were chosen and the head tuned, one setting a line. */
    settings: { name: string; value: string }[];
    /** Accuracy against spuriosity rank, mean over classes with a spurious feature: before (null), then after each method. */
    curves: { method: MitigationMethod | null; bins: AccuracyBin[] }[];
    /** Per class with a spurious feature. */
    classes: { classIndex: number; k: number; imageCount: number; before: GapEstimate; after: GapEstimate }[];
  } | null;
  /** Why the last run's result cannot be read, in words; null where it can, or there was none. */
  damage: string | null;
  /** Why no result is shown to whoever asks; null where they may see all. */
  withheld: string | null;
  /** Heads and networks that can be tuned. */
  models: string[];
  recipes: { name: MitigationRecipeName; description: string }[];
  /** The method whose head the downloads hold; null without one. */
  offeredMethod: MitigationMethod | null;
  /** What can be downloaded, as paths of this server. */
  downloads: { name: string; path: string; description: string }[];
}
