/** Label noise: flagged images and what people decided about them. */
import type { SplitName } from '../records/dataset.js';

export const LABEL_DECISIONS = ['keep', 'relabel', 'exclude'] as const;
export type LabelDecisionKind = (typeof LABEL_DECISIONS)[number];

export interface LabelDecision {
  decision: LabelDecisionKind;
  newClassIndex: number | null;
  decidedBy: string;
  decidedAt: string;
}

export interface NoiseFlag {
  image: number;
  path: string;
  split: SplitName;
  classIndex: number;
  spuriosity: number;
  suspectedClassIndex: number;
  /** False where no core crop can be made: no core feature, no encoder. */
  hasCrop: boolean;
  decision: LabelDecision | null;
}

export interface NoiseResponse {
  /** Most suspicious first. */
  flags: NoiseFlag[];
  /** Decisions about images that are not flagged now. */
  otherDecisions: { image: number; path: string; classIndex: number; decision: LabelDecision }[];
  /** Why there are no flags; null where there are. */
  reason: string | null;
  collisions: { feature: number; spuriousClassIndex: number; coreClassIndex: number }[];
}
