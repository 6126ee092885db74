/**
 * What the open workspace offers to the server's pages: everything derived from judgements, up to date at every moment.
 * Types only; `open-live.ts` makes one.
 */
import type { ActivationHistogram, ClassGapNumbers, GapEstimate } from '../../protocol/index.js';
import type { Pair, Verdict } from '../../records/annotation.js';
import type { ClassRanking } from '../../records/bias.js';
import type { SplitName } from '../../records/dataset.js';
import type { Project } from '../workspace/index.js';
import type { Derived } from './derived.js';
import type { LiveModel, PredictingHead } from './live-models.js';
import type { LiveState } from './state.js';
import type { Verdicts } from './verdict-book.js';

/** Parts of the workspace that a change may concern. */
export type LivePart = 'workspace' | 'judgements' | 'models';

export interface LiveChange {
  revision: number;
  parts: readonly LivePart[];
}

/** What a judgement on a pair changed. */
export interface JudgementEffect {
  revision: number;
  verdict: Verdict | null;
  /** The class's gap of the first model; null where it could not, or cannot, be measured. */
  gapBefore: ClassGapNumbers | null;
  gapAfter: ClassGapNumbers | null;
  /** Its gap's mean over the classes; null where there is none. */
  meanBefore: GapEstimate | null;
  meanAfter: GapEstimate | null;
}

/** Whose answers are seen, and until when no others. */
export interface OnlyOf {
  /** Null for whoever has not said a name, and so has answered nothing. */
  person: string | null;
  /** Pairs that the person may still be asked about, those they passed over included. */
  openPairs: number;
}

/** Activations of a class's usable images; `values` is parallel to `images`, which are ascending image indices. */
export interface PairActivations {
  images: Int32Array;
  values: Float32Array;
}

/** `facts`, `measured` and `models` are replaced as wholes by `applyAll`; take them anew for every page. */
export interface LiveProject extends Readonly<Pick<LiveState, 'facts' | 'measured' | 'models'>> {
  readonly project: Project;
  /** Grows with every change; begins with the time of opening in ms, so that no number comes again after a restart. */
  readonly revision: number;
  /** Images at either end of a gap. */
  readonly k: number;
  /** Null: numbers rest on everybody's judgements. Else on one person's answers and what data say alone. */
  readonly onlyOf: OnlyOf | null;
  /** What people and data say of the pairs. */
  readonly verdicts: Verdicts;
  /** What follows from that. */
  readonly derived: Omit<Derived, 'measure'>;

  /** What a person, null without a name, may see now: everything, or what is theirs while they are to judge blind. */
  viewOf(person: string | null): LiveProject;

  /** After a pair was judged: its verdict, and the ranking and gaps of its class, are computed anew. */
  applyJudgement(classIndex: number, feature: number): Promise<JudgementEffect>;
  /** After imports and jobs, or when another process may have changed the workspace: what changed is read anew, and only that. */
  applyAll(): Promise<void>;
  /** Calls `listener` after every change; returns how to stop that. */
  subscribe(listener: (change: LiveChange) => void): () => void;

  /** Null without features. Throws `class-unknown`, `feature-unknown`. */
  readActivations(pair: Pair): Promise<PairActivations | null>;
  /** The class's images of a split by one feature, whatever its verdict; null and errors as above. */
  rankByFeature(pair: Pair, split: SplitName): Promise<ClassRanking | null>;
  /** Null without features or training images; errors as above. */
  computeHistogram(pair: Pair): Promise<ActivationHistogram | null>;
  /** What a model says of all usable images of a class and split, which are ascending; -1 where it says nothing. */
  readClassPredictions(
    model: LiveModel,
    classIndex: number,
    split: SplitName,
  ): Promise<{ images: Int32Array; labels: Int32Array }>;
  /** What a head says of the measured split, by place in it; computed once and cached under `name`. */
  predictMeasured(head: PredictingHead): Promise<Int32Array>;
}
