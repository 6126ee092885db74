/**
 * What people say in the app beside the verdict itself: when they answered, what they passed over, how a pair was settled,
 * whether heatmaps agree, what is to become of a label. Records alone; times are ISO 8601 in UTC.
 */
import type { Answer, Pair, VerdictLabel } from './annotation.js';

/** An answer as the app takes it. */
export interface TimedAnswer extends Answer {
  /** Time spent on the pair; null when unknown. */
  seconds: number | null;
  /** Null for imported answers whose files do not say. */
  answeredAt: string | null;
  /** False where the person could see what others said of the pair when answering; null when unknown. */
  isBlind: boolean | null;
}

/** A person chose to see what others answered, for good. */
export interface Unblinding {
  workerId: string;
  unblindedAt: string;
}

/** An answer as files bring it, which may not say when it was given, and whether blind. */
export type ImportedAnswer = Answer & {
  [Member in 'seconds' | 'answeredAt' | 'isBlind']?: TimedAnswer[Member];
};

/** What became of an answer: it counts, a newer one of the same person took its place, or it was taken back. */
export type AnswerState = 'current' | 'replaced' | 'retracted';

/** One line of a pair's history. */
export interface AnswerRecord extends TimedAnswer {
  answerId: number;
  state: AnswerState;
  /** What it came from: a file name, "command line", "app". */
  origin: string;
  /** When it was stored. */
  storedAt: string;
  retractedAt: string | null;
}

/** A person passed over a pair; it is not offered to them again. */
export interface Skip extends Pair {
  workerId: string;
  skippedAt: string;
}

/** A person settled a pair, whatever its answers say. */
export interface Adjudication extends Pair {
  /** Null: an earlier one is withdrawn, and the answers decide again. */
  verdict: VerdictLabel | null;
  decidedBy: string;
  reason: string;
  decidedAt: string;
}

/** What the three panels of heatmaps show (paper I.2.2). */
export const PANEL_JUDGEMENTS = ['same', 'different', 'unclear'] as const;
export type PanelJudgement = (typeof PANEL_JUDGEMENTS)[number];

/** Which images fill the panels after the first: the next and the lowest of the top fifth, or ten drawn from it. */
export const PANEL_VARIANTS = ['lowest', 'random'] as const;
export type PanelVariant = (typeof PANEL_VARIANTS)[number];

/** One person's answer on the panels of a pair. */
export interface ValidationAnswer extends Pair {
  workerId: string;
  variant: PanelVariant;
  /** Positions of the heatmaps that differ from the others of their panel, 0 to 14, ascending. */
  different: readonly number[];
  judgement: PanelJudgement;
  seconds: number | null;
  answeredAt: string;
}

/** What may become of an image's label; `flag`: it is doubted, and to be decided. */
export const LABEL_CHOICES = ['flag', 'keep', 'relabel', 'exclude'] as const;
export type LabelChoice = (typeof LABEL_CHOICES)[number];

/** What is to become of an image's label. It speaks of the label that the image had, so it lapses when that changes. */
export interface LabelDecision {
  /** The data set's own path. */
  image: string;
  classIndex: number;
  /** Null: an earlier decision is withdrawn. */
  choice: LabelChoice | null;
  /** The class to relabel to; null for every other choice. */
  newClassIndex: number | null;
  decidedBy: string;
  decidedAt: string;
}

/** A word that somebody put on an image, or took off it. */
export interface ImageTag {
  /** The data set's own path. */
  image: string;
  tag: string;
  isSet: boolean;
  decidedBy: string;
  decidedAt: string;
}

/** What people decided about images: at most one decision an image, any number of tags. */
export interface ImageMarks {
  decisions: readonly LabelDecision[];
  tags: readonly ImageTag[];
}

/** Columns in which tables carry both. */
export const MARK_COLUMNS = ['decision', 'tags'] as const;

/** One line of the history of something that is decided again and again; the newest line is the current one. */
export type Dated<T> = T & { isCurrent: boolean };
