/** What the witnesses of a gap say together, by name. No schema stands here: the app takes these names, and must not bring the validator with them. */

/** From strong to weak: the model leans on the cue; it is less accurate without, the cause not shown; no difference shown. */
export const FINDINGS = ['leans-on', 'differs', 'none'] as const;
/** One of `FINDINGS`. */
export type Finding = (typeof FINDINGS)[number];

/** A finding and which witness made it `leans-on`; null for the others. `adjusted` alone must be said so. */
export interface DecidedFinding {
  finding: Finding;
  decidedBy: 'strict' | 'intervention' | 'both' | 'adjusted' | null;
}
