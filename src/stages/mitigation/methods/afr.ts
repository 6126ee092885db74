/**
 * Automatic feature reweighting (Qiu et al. 2023): the head is fitted further on training images weighted by how little it believes in
 * their class, and held close to where it was. In: a head and its training images. Out: a head. Unlike the paper's, these images are the
 * ones that the head was fitted on.
 */
import { yieldToEvents } from '../../../base/observer.js';
import {
  computeConfidences,
  computeLogits,
  createRandom,
  deriveSeed,
  fitLogisticRegression,
  type LinearLayer,
  type LogisticEnd,
} from '../../../numeric/index.js';
import { chooseBest, measurePredictions, predictRows } from '../measures.js';
import { predictUnchosen } from './held-out.js';
import type { PreparedMethod, RepairContext } from './repair.js';
import { type StandardisedRows, standardiseRows } from './standardised-rows.js';

/** γ of the weights exp(−γ p), and λ of the pull λ/2 · ‖W − W₀‖² in standardised features, strongest first. */
const GAMMAS = [1, 2, 4, 8] as const;
const PULLS = [100, 30, 10, 3, 1] as const;
const END: LogisticEnd = { tolerance: 1e-3, maxSteps: 60 };
/** Multiplications (images × features × classes) of a step that a draw is kept to; at least `LEAST_PER_CLASS` images of each class. */
const WORK = 3e7;
const LEAST_PER_CLASS = 10;
const TOO_MUCH_WORK = 5e8;

/**
 * Images are drawn with replacement, equally many of every class and within the class with probability ∝ exp(−γ p), p the probability that
 * the head gives the true class: the expected loss is the weighted one. γ and λ are those with the best goal on the choosing images.
 */
export async function prepareAfr(repair: RepairContext): Promise<PreparedMethod> {
  const { context, head, classCount, trainRows, evaluation, before, settings, observer } = repair;
  const perImage = context.featureCount * classCount;
  if (LEAST_PER_CLASS * classCount * perImage > TOO_MUCH_WORK) {
    return { omitted: 'fitting over so many classes and features would take hours' };
  }
  const most = Math.max(LEAST_PER_CLASS * classCount, Math.floor(WORK / perImage));
  const size = Math.min(trainRows.length, most);
  const standardised = standardiseRows(context, trainRows, classCount);
  const center = standardised.fromHead(head);
  const beliefs = computeBeliefs(repair);
  const fit = (rows: Int32Array, strength: number, initial: LinearLayer) =>
    fitLogisticRegression({ ...standardised.problem, rows }, { kind: 'l2', strength, center }, END, initial);
  const draw = (gamma: number, trial: number) =>
    drawByWeight(
      standardised,
      beliefs,
      gamma,
      Math.ceil(size / classCount),
      deriveSeed(settings.seed, 'afr', trial),
    );

  const candidates = [];
  for (const gamma of GAMMAS) {
    const rows = draw(gamma, 0);
    let layer = center;
    for (const pull of PULLS) {
      await yieldToEvents(observer);
      layer = fit(rows, pull, layer);
      const predictions = predictRows(context, standardised.toHead(layer), evaluation.choosing.rows);
      const measures = measurePredictions(context, predictions, evaluation.choosing, settings.k);
      candidates.push({ gamma, pull, predictions, measures });
    }
  }
  const { gamma, pull } = chooseBest(candidates, before, settings.maxAccuracyCost);
  const heldOut = predictUnchosen(
    repair,
    candidates.map(({ predictions }) => predictions),
  );
  return {
    note: `γ = ${gamma}, λ = ${pull}`,
    runTrial: async (trial) => {
      await yieldToEvents(observer);
      const places = draw(gamma, trial);
      const images = [...new Set(places)].map((place) => trainRows[place]!).sort((a, b) => a - b);
      const repaired = standardised.toHead(fit(places, pull, center));
      return { head: repaired, images, anchors: [], curve: [], heldOut };
    },
  };
}

/** Softmax of the true class for every training row. */
function computeBeliefs({ context, head, trainRows }: RepairContext): Float64Array {
  const { features, labels } = context;
  const { classCount } = head;
  const logits = computeLogits(features, labels.length, head, trainRows);
  return computeConfidences(
    logits,
    classCount,
    Int32Array.from(trainRows, (row) => labels[row]!),
  );
}

/** Places of `perClass` images of every class, drawn with replacement with probability ∝ exp(−γ p). */
function drawByWeight(
  { problem: { labels, classCount } }: StandardisedRows,
  beliefs: Float64Array,
  gamma: number,
  perClass: number,
  seed: number,
): Int32Array {
  const placesOfClass = Array.from({ length: classCount }, (): number[] => []);
  for (const [place, label] of labels.entries()) placesOfClass[label]!.push(place);
  const random = createRandom(seed);
  return Int32Array.from(
    placesOfClass.flatMap((places) => {
      let total = 0;
      const ends = places.map((place) => {
        total += Math.exp(-gamma * beliefs[place]!);
        return total;
      });
      const drawOne = () => {
        const at = random.next() * total;
        return places[ends.findIndex((end) => end > at)] ?? places.at(-1)!;
      };
      return places.length === 0 ? [] : Array.from({ length: perClass }, drawOne);
    }),
  );
}
