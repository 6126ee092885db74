/**
 * Answers of people, and the verdict on each (class, feature) pair: records alone.
 * How answers become a verdict is the annotation stage's matter; what else people judge is in `judgement.ts`.
 */

/** What a worker may say the highlighted attribute is (docs/method.md, M20; docs/formats/answers.md, A2). */
export const ANSWER_CHOICES = ['main_object', 'separate_object', 'background'] as const;
export type AnswerChoice = (typeof ANSWER_CHOICES)[number];

/** What every judgement is about: a class and a feature. */
export interface Pair {
  classIndex: number;
  feature: number;
}

/** One answer of one person to one pair. */
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
 * an object mask, of the data set or found by a network; a group column; a guess that nobody reviewed.
 */
export const VERDICT_SOURCES = [
  'adjudicated',
  'people',
  'object-mask',
  'group-column',
  'provisional',
] as const;
export type VerdictSource = (typeof VERDICT_SOURCES)[number];

/** What a cue is to a class: part of its objects, or something else. */
export const VERDICT_LABELS = ['core', 'spurious'] as const;
export type VerdictLabel = (typeof VERDICT_LABELS)[number];

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
  verdict: VerdictLabel;
  source: VerdictSource;
  /**
   * For automatic verdicts the measured number that the rule compares: share of activation off the object, AUROC of a group (both 0..1),
   * or how many times as much as an even spread the feature fires on the provisional core; null for people's.
   */
  score: number | null;
  /** Calibrated probability that the pair is spurious, 0..1; null where the source has none (all but provisional guesses). */
  probability: number | null;
  /** One sentence that says what the verdict rests on. */
  basis: string;
}

/** How many verdicts come from each source. */
export function countBySource(verdicts: readonly Pick<Verdict, 'source'>[]): Record<VerdictSource, number> {
  const counts = { adjudicated: 0, people: 0, 'object-mask': 0, 'group-column': 0, provisional: 0 };
  for (const { source } of verdicts) counts[source] += 1;
  return counts;
}

/** True where a person stands behind the verdict. */
export function isReviewed({ source }: Pick<Verdict, 'source'>): boolean {
  return source === 'adjudicated' || source === 'people';
}
