/** (class, feature) pairs: the table of all, and everything about one. */
import type { AnswerChoice, VerdictLabel, VerdictSource } from '../records/annotation.js';
import type { SplitName } from '../records/dataset.js';
import type { AnswerState } from '../records/judgement.js';
import type { ClassGapNumbers } from './models.js';

/** How a pair stands. */
export interface PairStanding {
  classIndex: number;
  feature: number;
  /** From 1; 0 for a feature that is not among the important ones of its class. */
  rank: number;
  /** Null while nobody and nothing has judged the pair. */
  verdict: VerdictLabel | null;
  source: VerdictSource | null;
  votesCore: number;
  votesSpurious: number;
  /** At least two answers, and one more or one less would decide otherwise. */
  isDisputed: boolean;
  /** Spurious here and core for another class, or core here and spurious for another. */
  isCollision: boolean;
}

export interface PairRow extends PairStanding {
  importance: number | null;
  meanActivation: number | null;
  /** The training image of the class that activates the feature most; null where features or images are not at hand. */
  topImage: number | null;
}

/** Every class with its important pairs by rank, then other pairs that were judged; in class order. */
export interface PairsResponse {
  classes: {
    classIndex: number;
    /** Of the first model; null without a spurious feature or a model. */
    gap: ClassGapNumbers | null;
    pairs: PairRow[];
  }[];
}

/** An image where it is shown as an example. */
export interface ExampleImage {
  image: number;
  path: string;
  activation: number;
}

export interface AnswerEntry {
  workerId: string;
  main: AnswerChoice;
  /** 1 to 5; 0 when not given. */
  confidence: number;
  reasons: string;
  /** ISO time; null for imported answers. */
  answeredAt: string | null;
  /** False where the person could see what others said of the pair; null when unknown. */
  isBlind: boolean | null;
  /** A file name, `command line` or `app`. */
  origin: string;
  state: AnswerState;
}

/** A verdict that a person set over the votes. */
export interface AdjudicationEntry {
  /** Null withdraws an earlier one. */
  verdict: VerdictLabel | null;
  decidedBy: string;
  reason: string;
  decidedAt: string;
  isCurrent: boolean;
}

/** How often each activation occurs; counts per bin between edges. */
export interface ActivationHistogram {
  /** Ascending, one more than bins. */
  edges: number[];
  /** Training images of the class. */
  within: number[];
  /** Training images of other classes. */
  rest: number[];
  withinCount: number;
  restCount: number;
  /** True where `rest` was counted on an even sample of the images. */
  isSample: boolean;
}

/** Accuracy over a stretch of a ranking. */
export interface AccuracyBin {
  /** Half-open share of the ranking: 0 least, 1 most. */
  rankStart: number;
  rankEnd: number;
  accuracy: number | null;
  imageCount: number;
}

export interface PairResponse extends PairRow {
  headWeight: number | null;
  /** One sentence on what the verdict rests on. */
  basis: string | null;
  /** Measured score of an automatic verdict. */
  score: number | null;
  top: ExampleImage[];
  bottom: ExampleImage[];
  /** False where feature attacks cannot be shown: no encoder, or a static copy made before they were drawn. */
  hasAttacks: boolean;
  answers: AnswerEntry[];
  adjudications: AdjudicationEntry[];
  histogram: ActivationHistogram | null;
  /** Along the activation of this feature within the class; null without model or features. */
  accuracy: { split: SplitName; model: string; bins: AccuracyBin[] } | null;
  /** Other important features of the class, by rank. */
  siblings: PairRow[];
  /** Other classes with a standing on this feature. */
  elsewhere: PairStanding[];
  validation: ValidationStanding | null;
}

/** What the second study found about the heatmaps of a pair. */
export interface ValidationStanding {
  answers: number;
  same: number;
  different: number;
  unclear: number;
  /** Of the fifteen heatmaps, how often each was marked as differing; in the order of the panels. */
  marks: number[];
  /** Null while there are too few answers for the rule. */
  isValidated: boolean | null;
}
