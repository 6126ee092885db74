/**
 * The model card of the tuned model, its numbers measured anew: on the rankings, verdicts and features as they are now.
 * In: an open project, the tuned model. Out: Markdown.
 */
import { basename } from 'node:path';
import { type Observer, SILENT_OBSERVER } from '../base/observer.js';
import { predictLabels } from '../numeric/index.js';
import type { ClassGap, Predictions } from '../records/bias.js';
import { toClassLabels } from '../records/class-labels.js';
import type { LinearHead } from '../records/encoder.js';
import { bootstrapGap, computeAccuracy, computeClassGaps, meanGap } from '../stages/bias/index.js';
import {
  computeAccuracyInterval,
  formatModelCard,
  type HeadMeasures,
  type MitigationInput,
  type ModelCardFacts,
} from '../stages/mitigation/index.js';
import { countImages } from './dataset.js';
import { isDemoFolder } from './demo.js';
import { readMitigationInput } from './mitigation-input.js';
import { chooseMeasuredSplit, type Project } from './project.js';
import { openTunedModel, SCORES_NAME, type TunedModel } from './tuned-model.js';
import type { TunedModelCheck } from './tuned-model-check.js';
import { readVerdicts } from './verdicts.js';
import { PROGRAM_VERSION } from './version.js';

/** Head before and after on the measured split. */
export interface TunedMeasures {
  before: HeadMeasures;
  after: HeadMeasures;
  imageCount: number;
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
  const [old, tuned] = [measureHead(input, before.head, k, seed), measureHead(input, head, k, seed)];
  return {
    before: old.measures,
    after: tuned.measures,
    imageCount: input.validationRows.length,
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
  k: number,
  seed: number,
): { measures: HeadMeasures; gaps: ClassGap[] } {
  const { features, labels, validationRows, validationRankings, model } = input;
  const predicted = new Int32Array(labels.length).fill(-1);
  const own = predictLabels(features, labels.length, head, validationRows);
  for (const [place, row] of validationRows.entries()) predicted[row] = own[place]!;
  const predictions: Predictions = { model, labels: predicted };
  const accuracy = computeAccuracy(predictions, labels, [...validationRows]);
  const gaps = computeClassGaps(validationRankings, predictions, labels, { k });
  const measures = {
    accuracy,
    accuracyInterval: computeAccuracyInterval(accuracy, validationRows.length),
    gap: meanGap(gaps),
    gapInterval: bootstrapGap(gaps, { seed }).model,
  };
  return { measures, gaps };
}

async function collectFacts(
  project: Project,
  { tuned: { report, isOutdated, before }, measures, check, isHeadOnly }: CardContent,
): Promise<ModelCardFacts> {
  const dataset = project.readDataset();
  const names = toClassLabels(dataset.classes);
  const name = basename(dataset.root).replace(/\.(csv|jsonl|tar)$/i, '') || 'data set';
  const { network } = before;
  return {
    title: `${network?.card.title ?? 'Linear head'}, tuned against the spurious cues of ${name}`,
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
      features: network.card.outputs.features,
      output: SCORES_NAME,
    },
    isHeadOnly,
    split: chooseMeasuredSplit(dataset),
    k: report.settings.k,
    measured: {
      ...measures,
      classes: measures.gapsBefore.map(({ classIndex, gap }, place) => ({
        className: names[classIndex]!,
        gapBefore: gap,
        gapAfter: measures.gapsAfter[place]!.gap,
      })),
      reducedCount: measures.gapsBefore.filter(({ reducedK }) => reducedK).length,
    },
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
