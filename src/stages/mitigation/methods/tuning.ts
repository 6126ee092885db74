/**
 * Tunes a head on given images until the gap on the stopping images has closed as far as asked: a head and images enter, the
 * tuned head and its curve leave. Which images, and why, is decided elsewhere (`selection.ts`).
 */
import { type Observer, yieldToEvents } from '../../../base/observer.js';
import { createRandom } from '../../../numeric/index.js';
import type { MitigationTrial, TuningPoint } from '../../../records/bias.js';
import type { LinearHead } from '../../../records/networks/encoder.js';
import { createHeadTrainer, shuffleIntoBatches } from '../../features/index.js';
import type { Evaluation } from '../halves.js';
import { type MeasuringContext, measureHead } from '../measures.js';
import { type MitigationSettings, planEpochs, type StopGap } from '../recipes.js';

/** A gap of 5% is a sum of shares that may come to 0.04999999999999999: not below 5%. One image more or less is above 1e-6. */
const ROUNDING = 1e-9;

/** A tuned head, and how it came about. */
export interface TunedHead {
  /** That of `end`. */
  head: LinearHead;
  /** From epoch 0, the state before tuning. */
  curve: TuningPoint[];
  end: TuningPoint;
}

/** What decides where tuning ends. */
export type StoppingRule = Pick<MitigationSettings, 'stopBy' | 'stopGap' | 'maxAccuracyCost'>;

/** Whether the goal is reached: the gap is below it, or at most half of the gap at the start. */
export function isClosed(gap: number, gapAtStart: number, stopGap: StopGap): boolean {
  return stopGap === 'half' ? gap <= gapAtStart / 2 + ROUNDING : gap < stopGap - ROUNDING;
}

/**
 * The point of a curve whose head is the result: the first that reaches the goal. Where none does, or where it costs more than
 * `maxAccuracyCost` on the stopping images, the one up to there with the smallest gap among those that cost no more: at worst the start.
 * By the paper's rule (`stopBy` is `gap`) the first that reaches the goal, else the last, whatever it costs. Without a gap (`worst-group`)
 * the one with the highest accuracy of the worst known group among those that cost no more.
 */
export function findEnd(
  curve: readonly TuningPoint[],
  { stopBy, stopGap, maxAccuracyCost }: StoppingRule,
): TuningPoint {
  const start = curve[0]!;
  const first = curve.findIndex(({ stoppingGap }) => isClosed(stoppingGap, start.stoppingGap, stopGap));
  const tuned = first < 0 ? curve : curve.slice(0, first + 1);
  const last = tuned.at(-1)!;
  const isAffordable = ({ stoppingAccuracy }: TuningPoint) =>
    start.stoppingAccuracy - stoppingAccuracy <= maxAccuracyCost + ROUNDING;
  if (stopBy === 'gap' || (first >= 0 && isAffordable(last))) return last;
  const toShortfall = ({ stoppingGap, stoppingWorstGroup }: TuningPoint) =>
    stopBy === 'worst-group' ? 1 - (stoppingWorstGroup ?? Number.NaN) : stoppingGap;
  return tuned
    .filter(isAffordable)
    .reduce((least, point) => (toShortfall(point) < toShortfall(least) - ROUNDING ? point : least));
}

/** The gap on the stopping images that tuning aims at, for figures; null where no method tuned or there is no gap. */
export function toTargetGap({
  settings: { stopBy, stopGap },
  trials,
}: {
  settings: Pick<MitigationSettings, 'stopBy' | 'stopGap'>;
  trials: readonly Pick<MitigationTrial, 'curve'>[];
}): number | null {
  const start = trials.find(({ curve }) => curve.length > 0)?.curve[0];
  if (start === undefined || stopBy === 'worst-group') return null;
  return stopGap === 'half' ? start.stoppingGap / 2 : stopGap;
}

/**
 * Tunes a copy of `initial` on `rows`, [any number] of images, one of which may stand more than once. The gap is measured before tuning and after every epoch;
 * tuning ends as soon as it is closed (so a head without a gap is handed back as it came) or when the schedule ends.
 */
export async function tuneHead(
  { context, evaluation }: { context: MeasuringContext; evaluation: Evaluation },
  initial: LinearHead,
  rows: Int32Array,
  settings: MitigationSettings,
  seed: number,
  observer: Observer,
): Promise<TunedHead> {
  const trainer = createHeadTrainer(context, initial, settings.optimizer, settings.batchSize);
  const random = createRandom(seed);
  const stepsPerPass = Math.ceil(rows.length / settings.batchSize);
  const curve = [measurePoint({ context, evaluation }, initial, settings, 0, 0)];
  let head = initial;
  for (const passes of planEpochs(settings.schedule, stepsPerPass)) {
    const last = curve.at(-1)!;
    if (isClosed(last.stoppingGap, curve[0]!.stoppingGap, settings.stopGap)) break;
    for (let pass = 0; pass < passes; pass++) {
      for (const batch of shuffleIntoBatches(rows, settings.batchSize, random)) {
        await yieldToEvents(observer);
        trainer.step(batch);
      }
    }
    const steps = last.steps + passes * stepsPerPass;
    const point = measurePoint({ context, evaluation }, trainer.head, settings, curve.length, steps);
    curve.push(point);
    // The end so far is the latest point or one before it, of which a copy is kept.
    if (findEnd(curve, settings) === point) head = copyHead(trainer.head);
  }
  return { head, curve, end: findEnd(curve, settings) };
}

function measurePoint(
  { context, evaluation }: { context: MeasuringContext; evaluation: Evaluation },
  head: LinearHead,
  { k, stopBy }: MitigationSettings,
  epoch: number,
  steps: number,
): TuningPoint {
  const measured = measureHead(context, head, evaluation.measuring, k);
  const stopping = measureHead(context, head, evaluation.choosing, k);
  return {
    epoch,
    steps,
    accuracy: measured.accuracy,
    gap: measured.gap,
    absoluteGap: measured.absoluteGap,
    stoppingAccuracy: stopping.accuracy,
    stoppingGap: stopBy === 'gap' ? stopping.gap : stopping.absoluteGap,
    stoppingWorstGroup: stopping.worstGroup,
  };
}

function copyHead(head: LinearHead): LinearHead {
  return { ...head, weights: head.weights.slice(), bias: head.bias.slice() };
}
