/**
 * Tunes a head on given images until the validation spurious gap is closed: a head and images enter, the tuned head and
 * its curve leave. Which images, and why, is decided elsewhere (`selection.ts`).
 */
import { type Observer, yieldToEvents } from '../../base/observer.js';
import { createRandom, predictLabels } from '../../numeric/index.js';
import type { ClassRanking, Predictions, TuningPoint } from '../../records/bias.js';
import type { LinearHead } from '../../records/encoder.js';
import { computeAccuracy, computeClassGaps, meanGap } from '../bias/index.js';
import { createHeadTrainer, type HeadTrainingData, shuffleIntoBatches } from '../features/index.js';
import { type MitigationSettings, planEpochs } from './recipes.js';

/** A gap of 5% is a sum of shares that may come to 0.04999999999999999: not below 5%. One image more or less is above 1e-6. */
const ROUNDING = 1e-9;

/** What a head is measured on. */
export interface ValidationSet extends HeadTrainingData {
  model: string;
  validationRows: Int32Array;
  validationRankings: readonly ClassRanking[];
}

export interface TunedHead {
  head: LinearHead;
  /** From epoch 0, the state before tuning. */
  curve: TuningPoint[];
  /** Of the tuned head, on the validation images. */
  predictions: Predictions;
}

/** The point of a curve at which tuning under a goal ends: the first with a gap below it, else the last. */
export function findEnd(curve: readonly TuningPoint[], stopGap: number): TuningPoint {
  return curve.find(({ gap }) => isClosed(gap, stopGap)) ?? curve.at(-1)!;
}

/** Whether tuning under this goal ends. */
export function isClosed(gap: number, stopGap: number): boolean {
  return gap < stopGap - ROUNDING;
}

/** Predicted classes of `rows`; −1 for all other images. */
export function predictRows(
  { model, features, labels }: HeadTrainingData & { model: string },
  head: LinearHead,
  rows: Int32Array,
): Predictions {
  const predicted = predictLabels(features, labels.length, head, rows);
  const all = new Int32Array(labels.length).fill(-1);
  for (const [place, row] of rows.entries()) all[row] = predicted[place]!;
  return { model, labels: all };
}

/**
 * Tunes a copy of `initial` on `rows`. The gap is measured before tuning and after every epoch; tuning ends as soon as it is
 * below `stopGap` (so a head without a gap is handed back as it came) or when the schedule ends.
 */
export async function tuneHead(
  validation: ValidationSet,
  initial: LinearHead,
  rows: Int32Array,
  settings: MitigationSettings,
  seed: number,
  observer: Observer,
): Promise<TunedHead> {
  const trainer = createHeadTrainer(validation, initial, settings.optimizer, settings.batchSize);
  const random = createRandom(seed);
  const validationImages = Array.from(validation.validationRows);
  const stepsPerPass = Math.ceil(rows.length / settings.batchSize);

  const measure = () => {
    const predictions = predictRows(validation, trainer.head, validation.validationRows);
    const gaps = computeClassGaps(validation.validationRankings, predictions, validation.labels, settings);
    const accuracy = computeAccuracy(predictions, validation.labels, validationImages);
    return { predictions, accuracy, gap: meanGap(gaps) };
  };

  let { predictions, accuracy, gap } = measure();
  const curve: TuningPoint[] = [{ epoch: 0, steps: 0, accuracy, gap }];
  let steps = 0;
  for (const passes of planEpochs(settings.schedule, stepsPerPass)) {
    if (isClosed(gap, settings.stopGap)) break;
    for (let pass = 0; pass < passes; pass++) {
      for (const batch of shuffleIntoBatches(rows, settings.batchSize, random)) {
        await yieldToEvents(observer);
        trainer.step(batch);
      }
    }
    steps += passes * stepsPerPass;
    ({ predictions, accuracy, gap } = measure());
    curve.push({ epoch: curve.length, steps, accuracy, gap });
  }
  return { head: trainer.head, curve, predictions };
}
