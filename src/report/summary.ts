/**
 * The report's findings in plain words, made from its numbers only.
 * In: report data. Out: a headline, findings and next steps as plain text (rendered and escaped elsewhere).
 */

import type { MethodMeans } from '../figures/index.js';
import {
  describeFinding,
  formatCount,
  formatGap,
  formatInterval,
  formatList,
  formatPercent,
  formatQuantity,
  shortenName,
} from '../words/index.js';
import { computeCueNames, computeSpuriousFeatures, isMeasured, sortClasses } from './collect/ordering.js';
import { computeRepairMeans } from './collect/repair-means.js';
import {
  chooseHeroClass,
  describeClass,
  listEvidenceFindings,
  type MeasuredClass,
  toHeadStatement,
} from './evidence-findings.js';
import type { GapNumbers, ReportClass, ReportData } from './report-data.js';

export interface SummaryPoint {
  text: string;
  /** A command that belongs to the sentence. */
  command?: string;
}

export interface Summary {
  /** The finding in one sentence. */
  headline: string;
  findings: SummaryPoint[];
  nextSteps: SummaryPoint[];
}

const CLASSES_IN_WORDS = 3;
const PAIRS_IN_WORDS = 6;
const FEATURES_IN_WORDS = 3;
/** Accuracy may fall by this much before the report calls it a loss. */
const ACCURACY_TOLERANCE = 0.01;
/** Below this k one image moves an end's accuracy by more than 10 points. */
const SMALL_K = 10;

function buildHeadline(data: ReportData, measured: readonly MeasuredClass[]): string {
  if (measured.length === 0) {
    const pairs = Object.values(data.verdictCounts).reduce((sum, count) => sum + count, 0);
    return pairs === 0
      ? 'No feature has a verdict yet, so nothing can be said about spurious cues.'
      : `None of the ${formatQuantity(pairs, 'feature')} looked at is spurious for its class, so there is no gap to measure.`;
  }
  return describeFinding(toHeadStatement(data, measured));
}

/** "The head gets 98% of the 10 waterbird images with most water right, and 12% of the 10 with least." */
function buildClassSentence(cls: MeasuredClass): string {
  const cues = computeCueNames(cls);
  const { k, accuracyTop, accuracyBottom } = cls.gap;
  const top = formatPercent(accuracyTop);
  const bottom = formatPercent(accuracyBottom);
  return cues.length > 0
    ? `The head gets ${top} of the ${k} ${shortenName(cls.name)} images with most ${formatList(cues)} right, and ${bottom} of the ${k} with least.`
    : `The head gets ${top} of the ${k} most spurious ${shortenName(cls.name)} images right, and ${bottom} of the ${k} least spurious.`;
}

/** "waterbird ← water (features 37 and 138, unreviewed)": the spurious features of a class under one name. */
function describePairs(cls: ReportClass): string[] {
  const features = computeSpuriousFeatures(cls);
  return [...new Set(features.map((feature) => feature.label))].map((label) => {
    const own = features.filter((feature) => feature.label === label);
    const shown = own.slice(0, FEATURES_IN_WORDS).map((feature) => String(feature.feature));
    const more = own.length - shown.length;
    const numbers = `${own.length === 1 ? 'feature' : 'features'} ${formatList(more > 0 ? [...shown, `${more} more`] : shown)}`;
    const review = own.some((feature) => feature.source === 'provisional') ? 'unreviewed' : '';
    const detail = [label ? numbers : '', review].filter(Boolean).join(', ');
    return `${shortenName(cls.name)} ← ${label ?? numbers}${detail ? ` (${detail})` : ''}`;
  });
}

function buildPairSentence(classes: readonly ReportClass[]): SummaryPoint[] {
  const pairs = classes.flatMap(describePairs);
  if (pairs.length === 0) return [];
  const more =
    pairs.length > PAIRS_IN_WORDS ? `; and ${formatCount(pairs.length - PAIRS_IN_WORDS)} more` : '';
  return [{ text: `Most spurious pairs: ${pairs.slice(0, PAIRS_IN_WORDS).join('; ')}${more}.` }];
}

function describeAccuracy(mean: MethodMeans): string {
  const change = mean.accuracyAfter - mean.accuracyBefore;
  const verb = Math.abs(change) <= ACCURACY_TOLERANCE ? 'stayed near' : change > 0 ? 'rose to' : 'fell to';
  return `accuracy on the images that measure ${verb} ${formatPercent(mean.accuracyAfter)} (from ${formatPercent(mean.accuracyBefore)})`;
}

function buildMitigationSentences({ mitigation, models }: ReportData): SummaryPoint[] {
  if (mitigation === null) return [];
  const means = computeRepairMeans(mitigation.trials);
  const low = means.find((mean) => mean.method === 'low-spuriosity');
  if (!low) return [{ text: mitigation.recommendation.sentences.join(' ') }];
  const { before, after } = low;
  const tuned = mitigation.model === models[0]?.model ? 'the head' : `the head of ${mitigation.model}`;
  const change = `Tuned on low-spuriosity images, ${tuned} has a spurious gap of ${formatGap(after.gap, after.gapInterval)} instead of ${formatGap(before.gap, before.gapInterval)}`;
  const random = means.find((mean) => mean.method === 'random')?.after;
  const baseline = random ? ` As many random images leave ${formatGap(random.gap, random.gapInterval)}.` : '';
  return [
    { text: `${change}; ${describeAccuracy(low)}.${baseline}` },
    { text: mitigation.recommendation.sentences.join(' ') },
  ];
}

function buildCollisionSentence(data: ReportData): SummaryPoint[] {
  const first = data.collisions[0];
  if (!first) return [];
  const cue = first.label ? `${first.label} (feature ${first.feature})` : `feature ${first.feature}`;
  const count = new Set(data.collisions.map((collision) => collision.feature)).size;
  return [
    {
      text: `${formatQuantity(count, 'feature is', 'features are')} spurious for one class and core for another, for example ${cue}: spurious for ${shortenName(first.spuriousClass)}, core for ${shortenName(first.coreClass)}.`,
    },
  ];
}

function buildCautions(data: ReportData, measured: readonly { gap: GapNumbers }[]): SummaryPoint[] {
  const small = measured.filter((cls) => cls.gap.k < SMALL_K).length;
  const cautions: SummaryPoint[] = [];
  if (small > 0) {
    cautions.push({
      text: `${formatQuantity(small, 'class is', 'classes are')} measured on fewer than ${SMALL_K} images at each end; read those gaps as rough.`,
    });
  }
  const reversed = measured.filter((cls) => cls.gap.interval.high < 0).length;
  if (reversed > 0) {
    cautions.push({
      text: `${formatQuantity(reversed, 'class has', 'classes have')} a negative gap with an interval below 0: their most spurious images may be mislabelled or show several objects.`,
    });
  }
  const skipped = data.header.skipped.length;
  if (skipped > 0)
    cautions.push({
      text: `${formatQuantity(skipped, 'image was', 'images were')} skipped; see the list below.`,
    });
  return cautions;
}

function buildNextSteps(data: ReportData, measured: readonly MeasuredClass[]): SummaryPoint[] {
  const steps: SummaryPoint[] = [];
  if (data.verdictCounts.provisional > 0) {
    steps.push({
      text: 'Review the provisional verdicts first, in the app: every ranking and gap rests on them.',
      command: 'spuriosity serve',
    });
  }
  if (measured.length > 0 && !data.mitigation) {
    steps.push({
      text: 'Repair the head by several methods and compare before and after.',
      command: 'spuriosity mitigate',
    });
  }
  const hero = chooseHeroClass(measured);
  if (hero?.gap && hero.gap.interval.low > 0) {
    steps.push({
      text: `Look through the least spurious images of ${shortenName(hero.name)} (its gap is ${formatInterval(hero.gap.interval)}), and collect more like them.`,
    });
  }
  if (data.labelNoise.totalCount > 0) {
    steps.push({
      text: `Check the labels of the ${formatQuantity(data.labelNoise.totalCount, 'flagged image')}.`,
    });
  }
  if (measured.length === 0) {
    steps.push({
      text: 'Look at the heatmaps below; where one shows background or another object, say so in the app.',
      command: 'spuriosity serve',
    });
  }
  return steps;
}

/** Says in words what the numbers of a report say. */
export function buildSummary(data: ReportData): Summary {
  const classes = sortClasses(data.classes);
  const measured = classes.filter(isMeasured);
  return {
    headline: buildHeadline(data, measured),
    findings: [
      ...(measured.length === 0 ? [] : listEvidenceFindings(data, measured).map((text) => ({ text }))),
      ...measured
        .slice(0, CLASSES_IN_WORDS)
        .map((cls) => ({ text: `${describeClass(cls)} ${buildClassSentence(cls)}` })),
      ...buildPairSentence(classes),
      ...buildMitigationSentences(data),
      ...buildCollisionSentence(data),
      ...buildCautions(data, measured),
    ],
    nextSteps: buildNextSteps(data, measured),
  };
}
