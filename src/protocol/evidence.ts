/** Evidence that models lean on cues: what `gap` measured last, as far as it still holds. */
import type { Evidence } from '../records/evidence.js';

export interface EvidenceResponse {
  /** Null while it was not measured for predictions, verdicts and features as they are now; the classes are those of the first model. */
  evidence: Evidence | null;
  /** Classes with a verdict that nobody reviewed: what is said of them rests on it. */
  provisionalClasses: number[];
  /** Of the first model in every class that it was measured on: what is said of it is said of these. */
  gaps: { classIndex: number; gap: number }[];
  /** Why there is no evidence, and what to do; null where there is. */
  reason: string | null;
}
