/**
 * Answers of people, and the verdict on each (class, feature) pair: records alone.
 * How answers become a verdict is the annotation stage's matter; what else people judge is in `judgement.ts`.
 */

/** What a worker may say the highlighted attribute is (SPEC section 4, `Answer.main`). */
export const ANSWER_CHOICES = ['main_object', 'separate_object', 'background'] as const;
export type AnswerChoice = (typeof ANSWER_CHOICES)[number];

/** What every judgement is about: a class and a feature. */
export interface Pair {
  classIndex: number;
  feature: number;
}

export interface Answer extends Pair {
  workerId: string;
  wordnetId: string;
  /** Rank of the feature in its class, from 1; 0 when unknown. */
  featureRank: number;
  main: AnswerChoice;
  /** 1 to 5; 0 when not given. */
  confidence: number;
  reasons: string;
}

/**
 * Where a verdict comes from, strongest first: a person who settled the pair; the majority of people's answers;
 * an object mask or a group column of the data set; a guess that nobody reviewed.
 */
export const VERDICT_SOURCES = [
  'adjudicated',
  'people',
  'object-mask',
  'group-column',
  'provisional',
] as const;
export type VerdictSource = (typeof VERDICT_SOURCES)[number];

/** The sources that need no person. */
export const AUTOMATIC_SOURCES = ['object-mask', 'group-column', 'provisional'] as const;
export type AutomaticSource = (typeof AUTOMATIC_SOURCES)[number];

/** What people's current answers to a pair add up to. */
export interface PairVotes extends Pair {
  votesCore: number;
  votesSpurious: number;
}

/** One (class, feature) pair with its verdict; `provisional` ones are *unreviewed* and must be labelled so wherever shown. */
export interface Verdict extends PairVotes {
  verdict: 'core' | 'spurious';
  source: VerdictSource;
  /** For automatic verdicts: the measured score in 0..1 (share of activation off the object, AUROC, …); null for people's. */
  score: number | null;
  /** One sentence that says what the verdict rests on. */
  basis: string;
}

/** True where a person stands behind the verdict. */
export function isReviewed({ source }: Pick<Verdict, 'source'>): boolean {
  return source === 'adjudicated' || source === 'people';
}
