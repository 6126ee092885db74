/**
 * The report's findings in plain words, made from its numbers only.
 * In: report data. Out: a headline, findings and next steps as plain text (rendered and escaped elsewhere).
 */
import { formatCount, formatList, formatPercent, formatPlainPoints, formatQuantity } from './format.js';
import { computeMethodMeans, type MethodMeans } from './method-means.js';
import {
  computeCueNames,
  computeSpuriousFeatures,
  isMeasured,
  isUnreviewed,
  sortClasses,
} from './ordering.js';
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

/** Mean gaps from here on are called heavy; the paper stops tuning below SMALL_GAP. */
const HEAVY_GAP = 0.2;
const SMALL_GAP = 0.05;
const CLASSES_IN_WORDS = 3;
const PAIRS_IN_WORDS = 6;
/** Accuracy may fall by this much before the report calls it a loss. */
const ACCURACY_TOLERANCE = 0.01;
/** Below this k one image moves an end's accuracy by more than 10 points. */
const SMALL_K = 10;

function computeMeanGap(classes: readonly { gap: GapNumbers }[]): number {
  return classes.reduce((sum, cls) => sum + cls.gap.gap, 0) / classes.length;
}

function buildHeadline(data: ReportData, measured: readonly (ReportClass & { gap: GapNumbers })[]): string {
  if (measured.length === 0) {
    const pairs = Object.values(data.verdictCounts).reduce((sum, count) => sum + count, 0);
    return pairs === 0
      ? 'No feature has a verdict yet, so nothing can be said about spurious cues.'
      : `None of the ${formatQuantity(pairs, 'feature')} looked at is spurious for its class, so there is no gap to measure.`;
  }
  const mean = computeMeanGap(measured);
  const doubt = measured.some(isUnreviewed) ? ', if the unreviewed verdicts are right' : '';
  const largest = measured[0]!;
  if (Math.abs(mean) < SMALL_GAP && Math.abs(largest.gap.gap) < HEAVY_GAP) {
    return `The head hardly depends on the spurious cues that were found${doubt}.`;
  }
  if (Math.abs(mean) < SMALL_GAP) {
    return `On average the head hardly depends on spurious cues, but for ${largest.name} accuracy differs by ${formatPlainPoints(Math.abs(largest.gap.gap))} points between images with most and least of them${doubt}.`;
  }
  const where =
    measured.length === 1
      ? `for ${largest.name}`
      : `on average over ${formatQuantity(measured.length, 'class', 'classes')}`;
  const points = formatQuantity(Math.round(Math.abs(mean) * 100), 'percentage point');
  if (mean < 0) return `The head does worse where spurious cues are strong: ${points} ${where}${doubt}.`;
  const verb = mean >= HEAVY_GAP ? 'leans heavily' : 'leans';
  return `The head ${verb} on spurious cues: where they are missing it loses ${points} of accuracy, ${where}${doubt}.`;
}

/** "The head gets 98% of the 10 waterbird images with most water right, and 12% of the 10 with least." */
function buildClassSentence(cls: ReportClass & { gap: GapNumbers }): string {
  const cues = computeCueNames(cls);
  const { k, accuracyTop, accuracyBottom } = cls.gap;
  const top = formatPercent(accuracyTop);
  const bottom = formatPercent(accuracyBottom);
  return cues.length > 0
    ? `The head gets ${top} of the ${k} ${cls.name} images with most ${formatList(cues)} right, and ${bottom} of the ${k} with least.`
    : `The head gets ${top} of the ${k} most spurious ${cls.name} images right, and ${bottom} of the ${k} least spurious.`;
}

/** "waterbird ← water (features 37 and 138, unreviewed)": the spurious features of a class under one name. */
function describePairs(cls: ReportClass): string[] {
  const features = computeSpuriousFeatures(cls);
  return [...new Set(features.map((feature) => feature.label))].map((label) => {
    const own = features.filter((feature) => feature.label === label);
    const numbers = `${own.length === 1 ? 'feature' : 'features'} ${formatList(own.map((feature) => String(feature.feature)))}`;
    const review = own.some((feature) => feature.source === 'provisional') ? 'unreviewed' : '';
    const detail = [label ? numbers : '', review].filter(Boolean).join(', ');
    return `${cls.name} ← ${label ?? numbers}${detail ? ` (${detail})` : ''}`;
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
  return `accuracy on all validation images ${verb} ${formatPercent(mean.accuracyAfter)} (from ${formatPercent(mean.accuracyBefore)})`;
}

function buildMitigationSentences({ mitigation, models }: ReportData): SummaryPoint[] {
  if (mitigation === null) return [];
  const means = computeMethodMeans(mitigation.trials);
  const low = means.find((mean) => mean.method === 'low-spuriosity');
  if (!low) return [];
  const shrank = Math.abs(low.gapAfter) < Math.abs(low.gapBefore);
  const from = formatPlainPoints(low.gapBefore);
  const to = formatPlainPoints(low.gapAfter);
  const tuned = mitigation.model === models[0]?.model ? 'the head' : `the head of ${mitigation.model}`;
  const change = shrank
    ? `Tuning ${tuned} on low-spuriosity images shrank the spurious gap from ${from} to ${to} points`
    : `Tuning ${tuned} on low-spuriosity images did not shrink the spurious gap (${from} points before, ${to} after)`;
  const random = means.find((mean) => mean.method === 'random');
  const baseline = random
    ? ` As many random images left the gap at ${formatPlainPoints(random.gapAfter)} points.`
    : '';
  return [{ text: `${change}; ${describeAccuracy(low)}.${baseline}` }];
}

function buildCollisionSentence(data: ReportData): SummaryPoint[] {
  const first = data.collisions[0];
  if (!first) return [];
  const cue = first.label ? `${first.label} (feature ${first.feature})` : `feature ${first.feature}`;
  const count = new Set(data.collisions.map((collision) => collision.feature)).size;
  return [
    {
      text: `${formatQuantity(count, 'feature is', 'features are')} spurious for one class and core for another, for example ${cue}: spurious for ${first.spuriousClass}, core for ${first.coreClass}.`,
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
  const reversed = measured.filter((cls) => cls.gap.gap < 0).length;
  if (reversed > 0) {
    cautions.push({
      text: `${formatQuantity(reversed, 'class has', 'classes have')} a negative gap: their most spurious images may be mislabelled or show several objects.`,
    });
  }
  const skipped = data.header.skipped.length;
  if (skipped > 0)
    cautions.push({
      text: `${formatQuantity(skipped, 'image was', 'images were')} skipped; see the list below.`,
    });
  return cautions;
}

function buildNextSteps(
  data: ReportData,
  measured: readonly (ReportClass & { gap: GapNumbers })[],
): SummaryPoint[] {
  const steps: SummaryPoint[] = [];
  if (data.verdictCounts.provisional > 0) {
    steps.push({
      text: 'Review the provisional verdicts first: every ranking and gap rests on them.',
      command: 'spuriosity annotate export --template',
    });
  }
  if (measured.length > 0 && !data.mitigation) {
    steps.push({
      text: 'Tune the head on low-spuriosity images and compare before and after.',
      command: 'spuriosity mitigate',
    });
  }
  const worst = measured.find((cls) => cls.gap.gap > SMALL_GAP);
  if (worst) {
    steps.push({
      text: `Look through the least spurious images of ${worst.name}; collecting more like them is the surest repair (its gap is ${formatPlainPoints(worst.gap.gap)} points).`,
    });
  }
  if (data.labelNoise.totalCount > 0) {
    steps.push({
      text: `Check the labels of the ${formatQuantity(data.labelNoise.totalCount, 'flagged image')}.`,
    });
  }
  if (measured.length === 0) {
    steps.push({
      text: 'Look at the heatmaps below; if one shows background or another object, record it as an answer.',
      command: 'spuriosity annotate import',
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
      ...measured.slice(0, CLASSES_IN_WORDS).map((cls) => ({ text: buildClassSentence(cls) })),
      ...buildPairSentence(classes),
      ...buildMitigationSentences(data),
      ...buildCollisionSentence(data),
      ...buildCautions(data, measured),
    ],
    nextSteps: buildNextSteps(data, measured),
  };
}
