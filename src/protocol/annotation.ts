/** Judging pairs: a person's next tasks, progress of all, agreement. */
import type { AnswerChoice, VerdictSource } from '../records/annotation.js';
import type { ClassGapNumbers, GapEstimate } from './models.js';
import type { ExampleImage, PairStanding, ValidationStanding } from './pairs.js';

export interface WorkerProgress {
  workerId: string;
  answers: number;
  skips: number;
  /** Median over the answers whose time is known; null without any. */
  medianSeconds: number | null;
  /** Whether the person chose to see what others answered. */
  isUnblinded: boolean;
}

export interface AnnotationProgress {
  /** While whoever asks is to judge blind: how many pairs they may still be asked about. All else is then of their own answers alone. */
  blind: { openPairs: number } | null;
  /** Important pairs, and others that somebody or something has judged. */
  pairs: number;
  /** Pairs with as many answers as wanted; while judging is blind, those that are not open to whoever asks. */
  completePairs: number;
  /** Pairs with at least one answer or a decision of a person. */
  reviewedPairs: number;
  answers: number;
  answersPerPair: number;
  spuriousPairs: number;
  /** Spurious pairs that no person has looked at. */
  unreviewedSpuriousPairs: number;
  classesWithSpurious: number;
  /** Verdicts of these classes by what decided them: rankings and gaps rest on them. */
  verdictSources: Record<VerdictSource, number>;
  distinctSpuriousFeatures: number;
  spuriousFeaturesCoreElsewhere: number;
  disputedPairs: number;
  /** Answers given after a look at others', which κ leaves out. */
  unblindedAnswers: number;
  /** Fleiss' κ over core / spurious; null with fewer than `FEWEST_KAPPA_PAIRS` pairs of two answers, or all answers the same. */
  kappa: number | null;
  /** Over the three choices. */
  kappaOfChoices: number | null;
  kappaPairs: number;
  workers: WorkerProgress[];
}

/** One pair to judge. Holds nobody's answers: judging is blind. */
export interface AnnotationTask {
  classIndex: number;
  feature: number;
  rank: number;
  top: ExampleImage[];
  bottom: ExampleImage[];
  /** Images of the class, evenly over its training images. */
  samples: { image: number; path: string }[];
  /** This person's answer where there is one already (when going back). */
  mine: { main: AnswerChoice; confidence: number; reasons: string } | null;
}

export interface AnnotationQueueResponse {
  /** Next pairs for the person, soonest first; empty when nothing is left for them. */
  tasks: AnnotationTask[];
  /** Pairs left for this person, the given ones included. */
  left: number;
  /** Pairs this person answered. */
  done: number;
  /** How sure the first model's mean gap is of its verdicts; null where no gap can be measured. */
  worth: GapWorth | null;
}

/** The uncertainty of the mean gap, in answers (docs/method.md, M48). */
export interface GapWorth {
  /** Of the uncertainty that automatic verdicts leave, what answers have settled; 0..1. */
  settledShare: number;
  /** What is to be settled; 0.9. */
  targetShare: number;
  /** Answers, the most valuable first, until that share is; 0 when it is. */
  answersToSettle: number;
}

/** What an accepted answer, retraction, skip or decision did. */
export interface JudgementResponse {
  /** Counts up with every change of anything derived from judgements. */
  revision: number;
  standing: PairStanding;
  /** The class's gap before and after, of the first model. */
  gapBefore: ClassGapNumbers | null;
  gapAfter: ClassGapNumbers | null;
  /** Mean over the classes, likewise. */
  meanBefore: GapEstimate | null;
  meanAfter: GapEstimate | null;
  /** True when the same answer was there already. */
  isRepeat: boolean;
}

export interface ImportResponse {
  /** What the file held, by its columns. */
  kind: 'answers' | 'decisions' | 'validation';
  added: number;
  duplicates: number;
  problems: { line: number; reason: string }[];
}

/** Answers of files that can be taken back. */
export interface ImportsResponse {
  /** Newest first. */
  imports: { importId: number; name: string; importedAt: string; answerCount: number }[];
}

/** One pair whose heatmaps to compare. */
export interface ValidationTask {
  classIndex: number;
  feature: number;
  /** Three panels of five: highest, next, lowest of the top fifth (or random from the rest). */
  panels: { name: 'highest' | 'next' | 'lowest' | 'random'; images: ExampleImage[] }[];
}

export interface ValidationQueueResponse {
  tasks: ValidationTask[];
  left: number;
  done: number;
}

/** What an accepted validation answer did. */
export interface ValidationReceipt {
  isRepeat: boolean;
  /** Over all answers in this variant of the panels. */
  standing: ValidationStanding;
}
