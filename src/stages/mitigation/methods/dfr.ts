/**
 * Deep feature reweighting (Kirichenko et al. 2023): a new head by logistic regression on standardised features of group-balanced draws,
 * averaged over draws. In: features and groups. Out: heads that know nothing of the one before. Groups are the known ones, or stand-ins
 * by spuriosity.
 */
import { yieldToEvents } from '../../../base/observer.js';
import {
  deriveSeed,
  fitLogisticRegression,
  type LinearLayer,
  type LogisticEnd,
  type LogisticPenalty,
} from '../../../numeric/index.js';
import type { Predictions, RepairMeasures } from '../../../records/bias.js';
import type { LinearHead } from '../../../records/networks/encoder.js';
import { chooseBest, measurePredictions, predictRows } from '../measures.js';
import { drawBalanced, type GroupCells, listGroupCells } from './groups.js';
import { cutIntoFolds, predictUnchosen } from './held-out.js';
import type { PreparedMethod, Repair, RepairContext } from './repair.js';
import { type StandardisedRows, standardiseRows } from './standardised-rows.js';

/** Draws that a head is averaged over. */
const DRAWS = 10;
/** Strengths of the penalty as scikit-learn's C, strongest first: the paper's range for L1, and what it is for L2 on some hundred features. */
const STRENGTHS = { l1: [0.01, 0.03, 0.1, 0.3, 1], l2: [0.0001, 0.001, 0.01, 0.1] } as const;
const FOLDS = 4;
const END: LogisticEnd = { tolerance: 1e-3, maxSteps: 150 };
/** Multiplications (images × features × classes) of a step that a draw is kept to, and from which the method is left out. */
const WORK = 3e7;
const TOO_MUCH_WORK = 5e8;
/** Share of a class's training images that stand for the rare group: cues that a class seldom lacks are missing at the low end only. */
const LOW_SHARE_TRAIN = 0.25;
/** The stopping images are few: both halves of a class are used in full. */
const LOW_SHARE_STOPPING = 0.5;
/** Images of every class that the stopping half needs to be fitted on. */
const LEAST_PER_CLASS = 8;

/** Images to fit on. */
interface Source {
  name: string;
  rows: Int32Array;
  cells: GroupCells;
  standardised: StandardisedRows;
  /** Place in `rows` by row. */
  placeOf: Map<number, number>;
  /** Images of a cell in a draw. */
  most: number;
  isChoosing: boolean;
}

interface Candidate {
  source: Source;
  kind: LogisticPenalty['kind'];
  c: number;
  measures: RepairMeasures;
  heldOut: Predictions;
}

/**
 * Fits on the stopping images, as the paper does, and on the training images; penalty, strength and which images are those with the best
 * goal on stopping images that the fit did not see: a quarter of them at a time where it is fitted on them.
 */
export async function prepareDfr(repair: RepairContext): Promise<PreparedMethod> {
  const { before, settings } = repair;
  const sources = listSources(repair);
  if (sources === null) {
    return { omitted: 'logistic regression over so many classes and features would take hours' };
  }
  const candidates: Candidate[] = [];
  for (const source of sources) {
    for (const kind of ['l1', 'l2'] as const) candidates.push(...(await tryStrengths(repair, source, kind)));
  }
  const best = chooseBest(candidates, before, settings.maxAccuracyCost);
  const { source, kind, c } = best;
  const unchosen = predictUnchosen(
    repair,
    candidates.map(({ heldOut }) => heldOut),
  );
  return {
    runTrial: (trial) => runTrial(repair, best, unchosen, trial),
    note: `${kind.toUpperCase()}, C = ${c}, on ${source.name}, ${DRAWS} draws`,
  };
}

async function runTrial(
  repair: RepairContext,
  { source, kind, c }: Candidate,
  heldOut: Predictions,
  trial: number,
): Promise<Repair> {
  const images = new Set<number>();
  const layers: LinearLayer[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    await yieldToEvents(repair.observer);
    const rows = drawBalanced(
      source.cells,
      source.most,
      deriveSeed(repair.settings.seed, 'dfr', trial, draw),
    );
    for (const row of rows) images.add(row);
    layers.push(fit(source, rows, kind, c, layers.at(-1)));
  }
  return {
    head: source.standardised.toHead(averageLayers(layers)),
    images: [...images].sort((a, b) => a - b),
    anchors: [],
    curve: [],
    heldOut,
  };
}

/** Null where even the smallest draw is too much work. */
function listSources({
  context,
  classCount,
  trainRows,
  trainRankings,
  evaluation,
}: RepairContext): Source[] | null {
  const { choosing, measuredOn } = evaluation;
  const open = (name: string, rows: Int32Array, cells: GroupCells, isChoosing: boolean): Source => {
    const perImage = context.featureCount * classCount;
    return {
      name,
      rows,
      cells,
      standardised: standardiseRows(context, rows, classCount),
      placeOf: new Map([...rows].map((row, place) => [row, place])),
      most: Math.floor(WORK / (perImage * cells.length)),
      isChoosing,
    };
  };
  const trainCells = listGroupCells(trainRows, context, trainRankings, LOW_SHARE_TRAIN);
  if (5 * trainCells.length * context.featureCount * classCount > TOO_MUCH_WORK) return null;
  const choosingCells = listGroupCells(choosing.rows, context, choosing.rankings, LOW_SHARE_STOPPING);
  const counts = new Int32Array(classCount);
  for (const row of choosingCells.flat()) counts[context.labels[row]!]! += 1;
  const isFittable = measuredOn !== 'val' && counts.every((count) => count >= LEAST_PER_CLASS);
  return [
    ...(isFittable ? [open('the stopping images', choosing.rows, choosingCells, true)] : []),
    ...(hasEveryClass(trainCells, context.labels, classCount)
      ? [open('training images', trainRows, trainCells, false)]
      : []),
  ];
}

function hasEveryClass(cells: GroupCells, labels: Int32Array, classCount: number): boolean {
  return new Set(cells.map(([row]) => labels[row!])).size === classCount;
}

/** Held-out measures on the choosing images for every strength, each fit starting from the stronger one before. */
async function tryStrengths(
  repair: RepairContext,
  source: Source,
  kind: Candidate['kind'],
): Promise<Candidate[]> {
  const { context, evaluation, settings, observer } = repair;
  const folds = source.isChoosing
    ? cutIntoFolds(source.cells, FOLDS, deriveSeed(settings.seed, 'dfr-folds'))
    : [evaluation.choosing.rows];
  const predictions = STRENGTHS[kind].map(() => new Int32Array(context.labels.length).fill(-1));
  for (const [place, fold] of folds.entries()) {
    const out = new Set(fold);
    const cells = source.cells
      .map((cell) => cell.filter((row) => !out.has(row)))
      .filter((cell) => cell.length > 0);
    const rows = drawBalanced(cells, source.most, deriveSeed(settings.seed, 'dfr-strength', place));
    let layer: LinearLayer | undefined;
    for (const [at, c] of STRENGTHS[kind].entries()) {
      await yieldToEvents(observer);
      layer = fit(source, rows, kind, c, layer);
      const predicted = predictRows(context, source.standardised.toHead(layer), fold);
      for (const row of fold) predictions[at]![row] = predicted.labels[row]!;
    }
  }
  return STRENGTHS[kind].map((c, at) => {
    const heldOut = { model: context.model, labels: predictions[at]! };
    const measures = measurePredictions(context, heldOut, evaluation.choosing, settings.k);
    return { source, kind, c, measures, heldOut };
  });
}

function fit(
  source: Source,
  rows: Int32Array,
  kind: Candidate['kind'],
  c: number,
  initial?: LinearLayer,
): LinearLayer {
  const places = rows.map((row) => source.placeOf.get(row)!);
  const penalty: LogisticPenalty = { kind, strength: 1 / (c * rows.length) };
  return fitLogisticRegression({ ...source.standardised.problem, rows: places }, penalty, END, initial);
}

function averageLayers(layers: readonly LinearLayer[]): LinearHead {
  const [first] = layers as [LinearLayer, ...LinearLayer[]];
  const average = (part: 'weights' | 'bias') =>
    first[part].map(
      (_, index) => layers.reduce((sum, layer) => sum + layer[part][index]!, 0) / layers.length,
    );
  return { ...first, weights: average('weights'), bias: average('bias') };
}
