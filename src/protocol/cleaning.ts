/** Label noise: flagged images and what people decided about them. */
import type { SplitName } from '../records/dataset.js';
import type { LabelChoice } from '../records/judgement.js';

export interface LabelDecisionEntry {
  choice: LabelChoice;
  newClassIndex: number | null;
  decidedBy: string;
  decidedAt: string;
}

export interface NoiseFlag {
  image: number;
  path: string;
  split: SplitName;
  classIndex: number;
  /** Null for an image that the program did not flag, only somebody. */
  spuriosity: number | null;
  /** As `spuriosity`. */
  suspectedClassIndex: number | null;
  /** Who doubted the label by hand, and when; null where nobody did. */
  flaggedBy: Pick<LabelDecisionEntry, 'decidedBy' | 'decidedAt'> | null;
  /** False where no core crop can be made: no core feature, no encoder. */
  hasCrop: boolean;
  /** A doubt alone is none. */
  decision: LabelDecisionEntry | null;
  /** False for a flag that was shown before and no longer follows from verdicts and gaps as they are: it stays all the same. */
  isStanding: boolean;
}

export interface NoiseResponse {
  /** Most suspicious first, those that no longer stand at the end. */
  flags: NoiseFlag[];
  /** Decisions about images that are not flagged now. */
  otherDecisions: { image: number; path: string; classIndex: number; decision: LabelDecisionEntry }[];
  /** Why there are no flags; null where there are. */
  reason: string | null;
  collisions: { feature: number; spuriousClassIndex: number; coreClassIndex: number }[];
}
