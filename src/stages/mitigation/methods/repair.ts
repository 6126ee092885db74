/** What every method of repair is given and hands back, and the methods that are left out where nothing is ranked. */
import type { Observer } from '../../../base/observer.js';
import type { Pair } from '../../../records/annotation.js';
import type { ClassRanking, Predictions, RepairMeasures, TuningPoint } from '../../../records/bias.js';
import type { LinearHead } from '../../../records/networks/encoder.js';
import type { Evaluation } from '../halves.js';
import type { MeasuringContext } from '../measures.js';
import type { MitigationSettings } from '../recipes.js';

/** What a method starts from. */
export interface RepairContext {
  /** Features, labels and known groups of all images. */
  context: MeasuringContext;
  /** Before its repair; never changed. */
  head: LinearHead;
  classCount: number;
  trainRows: Int32Array;
  /** Train split, classes with a spurious feature. */
  trainRankings: readonly ClassRanking[];
  evaluation: Evaluation;
  /** Pairs judged spurious and core, where they are coordinates of these features; null where they belong to another network's. */
  pairs: { spurious: readonly Pair[]; core: readonly Pair[] } | null;
  /** Of the head before its repair, on the training images. */
  predictions: Predictions;
  /** Of the head before its repair, on the choosing images. */
  before: RepairMeasures;
  settings: MitigationSettings;
  observer: Observer;
}

/** One repaired head. */
export interface Repair {
  head: LinearHead;
  /** Images that it rests on, ascending. */
  images: number[];
  /** Random images of classes without a spurious feature. */
  anchors: number[];
  /** Empty without steps; `end` is the point of it that is the head's. */
  curve: TuningPoint[];
  end?: TuningPoint;
  /** On the choosing images, each by a head that was neither fitted on it nor chosen by it; absent where there was no setting to choose. */
  heldOut?: Predictions;
  /** Where the head lies on the way to another: shares and what each comes to. */
  path?: PathPoint[];
}

/** A head between the one before (0) and the one fully tuned (1). */
export interface PathPoint {
  share: number;
  choosing: RepairMeasures;
  measured: RepairMeasures;
}

/** A method ready to run its trials, and what it settled on in words; or the reason why it cannot be used here. */
export type PreparedMethod =
  | { runTrial: (trial: number) => Promise<Repair>; note: string; isDeterministic?: boolean }
  | { omitted: string };

/** Chooses a method's settings on the choosing images. */
export type PrepareMethod = (repair: RepairContext) => Promise<PreparedMethod>;

/** The same method, left out where no class is ranked: it repairs against features that were judged spurious. */
export function needRanking(prepare: PrepareMethod): PrepareMethod {
  return async (repair) =>
    repair.trainRankings.length === 0
      ? { omitted: 'no feature was judged spurious, so there is no ranking' }
      : prepare(repair);
}
