/** What a bias report says of its models beyond their gaps. Types only; bias-details.ts measures them. */
import type { GroupAccuracies, ModelBootstrap } from '../../stages/bias/index.js';

export interface DetailOptions {
  /** Resamples of the bootstrap. */
  resamples: number;
  seed: number;
}

/** One model's accuracies by groups. */
export interface GroupMeasures {
  model: string;
  column: string;
  /** `pseudo`: the more and less spurious half of each class stand in for groups that the data set does not name. */
  kind: 'known' | 'pseudo';
  accuracies: GroupAccuracies;
}

export interface ModelDetails {
  model: string;
  intervals: ModelBootstrap;
  balancedAccuracy: number;
  /** NaN for models that give classes only. */
  calibrationError: number;
  groups: GroupMeasures[];
}

export interface BiasDetails {
  options: DetailOptions;
  /** Parallel to the report's models. */
  models: ModelDetails[];
}
