/**
 * The model card of the tuned model, its numbers measured anew: on the rankings, verdicts and features as they are now.
 * In: an open project, the tuned model. Out: Markdown.
 */
import { basename } from 'node:path';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { computeWilsonInterval, predictLabels } from '../../numeric/index.js';
import type { ClassGap, MeasuredOn, Predictions } from '../../records/bias.js';
import { toClassLabels } from '../../records/class-labels.js';
import type { LinearHead } from '../../records/networks/encoder.js';
import { computeAccuracy, computeClassGaps, computeGapIntervals, meanGap } from '../../stages/bias/index.js';
import {
  formatModelCard,
  type HeadMeasures,
  type MeasuredImages,
  type MitigationInput,
  type ModelCardFacts,
  measurePredictions,
  planEvaluation,
} from '../../stages/mitigation/index.js';
import { toClassGapNumbers } from '../bias/index.js';
import { countImages, isDemoFolder } from '../dataset/index.js';
import { chooseMeasuredSplit, PROGRAM_VERSION, type Project, readVerdicts } from '../workspace/index.js';
import { readMitigationInput } from './mitigation-input.js';
import { openTunedModel, SCORES_NAME, type TunedModel } from './tuned-model.js';
import type { TunedModelCheck } from './tuned-model-check.js';

/** Head before and after on the images that measure. */
export interface TunedMeasures {
  before: HeadMeasures;
  after: HeadMeasures;
  imageCount: number;
  measuredOn: MeasuredOn;
  gapsBefore: ClassGap[];
  gapsAfter: ClassGap[];
}

interface CardContent {
  tuned: TunedModel;
  measures: TunedMeasures;
  check: TunedModelCheck | null;
  /** The last layer goes without its network. */
  isHeadOnly: boolean;
}

/** Accuracy and gap before and after, with intervals, on the rankings as they are now and the k of the run. */
export async function measureTunedModel(
  project: Project,
  { head, report, before }: TunedModel,
  observer: Observer = SILENT_OBSERVER,
): Promise<TunedMeasures> {
  const { input } = await readMitigationInput(project, before.name, observer);
  const { k, seed } = report.settings;
  const { measuring, measuredOn } = planEvaluation(input, seed);
  const measure = (own: LinearHead) => measureHead(input, own, measuring, k);
  const [old, tuned] = [measure(before.head), measure(head)];
  return {
    before: old.measures,
    after: tuned.measures,
    imageCount: measuring.rows.length,
    measuredOn,
    gapsBefore: old.gaps,
    gapsAfter: tuned.gaps,
  };
}

/** The card as Markdown. Throws what `openTunedModel` throws. */
export async function exportModelCard(project: Project, given?: CardContent): Promise<string> {
  if (given !== undefined) return formatModelCard(await collectFacts(project, given));
  const tuned = await openTunedModel(project);
  const measures = await measureTunedModel(project, tuned);
  return formatModelCard(await collectFacts(project, { tuned, measures, check: null, isHeadOnly: false }));
}

function measureHead(
  input: MitigationInput,
  head: LinearHead,
  { rows, rankings }: MeasuredImages,
  k: number,
): { measures: HeadMeasures; gaps: ClassGap[] } {
  const { features, labels, model } = input;
  const predicted = new Int32Array(labels.length).fill(-1);
  const own = predictLabels(features, labels.length, head, rows);
  for (const [place, row] of rows.entries()) predicted[row] = own[place]!;
  const predictions: Predictions = { model, labels: predicted };
  const accuracy = computeAccuracy(predictions, labels, [...rows]);
  const gaps = computeClassGaps(rankings, predictions, labels, { k });
  const { worstGroup, worstCell } = measurePredictions(input, predictions, { rows, rankings }, k);
  const measures = {
    accuracy,
    accuracyInterval: computeWilsonInterval({ share: accuracy, count: rows.length }),
    gap: meanGap(gaps),
    gapInterval: computeGapIntervals(gaps).model,
    worstGroup,
    worstCell,
  };
  return { measures, gaps };
}

async function collectFacts(
  project: Project,
  { tuned: { report, method, isOutdated, before }, measures, check, isHeadOnly }: CardContent,
): Promise<ModelCardFacts> {
  const dataset = project.readDataset();
  const names = toClassLabels(dataset.classes);
  const name = basename(dataset.root).replace(/\.(csv|jsonl|tar)$/i, '') || 'data set';
  const { network } = before;
  return {
    title: `${network?.card.title ?? 'Linear head'}, ${measures.gapsBefore.length > 0 ? 'tuned against the spurious cues' : 'repaired by the known groups'} of ${name}`,
    model: report.model,
    dataSet: {
      name,
      isSynthetic: await isDemoFolder(dataset.root),
      classes: names,
      imageCounts: countImages(dataset),
    },
    encoder: network && {
      ...network.card,
      orientByExif: network.orientByExif,
      intensity: network.intensity,
      features: network.card.outputs.features,
      output: SCORES_NAME,
    },
    isHeadOnly,
    split: measures.measuredOn === 'test' ? 'test' : chooseMeasuredSplit(dataset),
    k: report.settings.k,
    measured: {
      ...measures,
      classes: measures.gapsBefore.map((gap, place) => ({
        className: names[gap.classIndex]!,
        before: toClassGapNumbers(gap),
        after: toClassGapNumbers(measures.gapsAfter[place]!),
      })),
      reducedCount: measures.gapsBefore.filter(({ reducedK }) => reducedK).length,
    },
    method,
    note: report.methods.find((outcome) => outcome.method === method)?.note ?? '',
    recommendation: report.recommendation,
    trials: report.trials,
    settings: report.settings,
    cues: listCues(project, names),
    isOutdated,
    check,
    madeBy: `spuriosity ${PROGRAM_VERSION}`,
  };
}

/** Spurious features by class. */
function listCues(project: Project, names: readonly string[]): ModelCardFacts['cues'] {
  const spurious = readVerdicts(project).filter(({ verdict }) => verdict === 'spurious');
  return [...new Set(spurious.map(({ classIndex }) => classIndex))].map((classIndex) => {
    const own = spurious.filter((verdict) => verdict.classIndex === classIndex);
    return {
      className: names[classIndex]!,
      features: own.map(({ feature }) => feature),
      sources: own.map(({ source }) => source),
    };
  });
}
