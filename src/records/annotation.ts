/**
 * Answers of people, and the verdict on each (class, feature) pair.
 */

/** What a worker may say the highlighted attribute is (SPEC section 4, `Answer.main`). */
export const ANSWER_CHOICES = ['main_object', 'separate_object', 'background'] as const;
export type AnswerChoice = (typeof ANSWER_CHOICES)[number];

export interface Answer {
  workerId: string;
  wordnetId: string;
  classIndex: number;
  feature: number;
  /** Rank of the feature in its class, from 1; 0 when unknown. */
  featureRank: number;
  main: AnswerChoice;
  /** 1 to 5; 0 when not given. */
  confidence: number;
  reasons: string;
}

/**
 * Where a verdict comes from, strongest first:
 * people's answers; an object mask or a group column of the data set; a guess that nobody reviewed.
 */
export const VERDICT_SOURCES = ['people', 'object-mask', 'group-column', 'provisional'] as const;
export type VerdictSource = (typeof VERDICT_SOURCES)[number];

/** One (class, feature) pair with its verdict; `provisional` ones are *unreviewed* and must be labelled so wherever shown. */
export interface Verdict {
  classIndex: number;
  feature: number;
  verdict: 'core' | 'spurious';
  votesCore: number;
  votesSpurious: number;
  source: VerdictSource;
  /** For automatic verdicts: the measured score in 0..1 (share of activation off the object, AUROC, …); null for people's. */
  score: number | null;
  /** One sentence that says what the verdict rests on. */
  basis: string;
}
