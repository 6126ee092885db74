/**
 * The figures of one model and of its repair: gaps of the classes, accuracy along the ranking, tuning, groups, head.
 * In: report data. Out: `ReportFigure`s; none where their numbers are absent.
 */
import {
  hasMeasuredGap,
  tabulateClassGaps,
  tabulateGroupAuroc,
  tabulateHeadCurve,
  tabulateMitigation,
  tabulateRankAccuracy,
  tabulateTuning,
} from '../figures/index.js';
import {
  buildClassGapFigure,
  buildGroupAurocFigure,
  buildHeadFigure,
  buildMitigationFigure,
  buildRankAccuracyFigure,
  buildTuningFigure,
  PRINT_LOOK,
} from '../figures/plots/index.js';
import { formatCount, formatPlainPoints, formatQuantity, formatSplit } from '../words/index.js';
import { isMeasured, listRankAccuracies, sortClasses } from './collect/ordering.js';
import type { ReportData } from './report-data.js';
import type { ReportFigure } from './report-figure.js';
import { formatFigure } from './svg.js';

/** Rows of a figure with a row a class; more make it a wall. */
const FIGURE_ROWS = 40;

/** In reading order, up to the known groups. */
export function listClassFigures(data: ReportData): ReportFigure[] {
  return [
    ...listGapFigures(data),
    ...listRankFigures(data),
    ...listMitigationFigures(data),
    ...listGroupFigures(data),
  ];
}

function listGapFigures({ classes, gapSettings: { k, split }, models }: ReportData): ReportFigure[] {
  const measured = sortClasses(classes)
    .filter(isMeasured)
    .map(({ index, name, gap }) => ({ classIndex: index, name, ...gap }));
  if (measured.length === 0) return [];
  const drawn = measured.slice(0, FIGURE_ROWS);
  const reduced = measured.filter(({ reducedK }) => reducedK).length;
  return [
    {
      name: 'class-gaps',
      title: 'Accuracy at both ends of the ranking, per class',
      caption:
        `Accuracy of ${models[0]?.model ?? 'the head'} on the k = ${k} most (filled) and the k = ${k} least (hollow) spurious ${formatSplit(split)} images of each class; ` +
        'the length of the bar between them is the spurious gap, in points. ' +
        `${formatQuantity(measured.length, 'class has', 'classes have')} a spurious feature` +
        `${measured.length > drawn.length ? `; the ${drawn.length} largest of ${formatCount(measured.length)} gaps are drawn` : ''}` +
        `${reduced > 0 ? `; ${reduced} with fewer than ${2 * k} images ${reduced === 1 ? 'is' : 'are'} measured with half of them at each end` : ''}.`,
      terms: { gap: 'spurious gap' },
      svg: formatFigure(buildClassGapFigure(drawn, PRINT_LOOK)),
      table: tabulateClassGaps(measured),
    },
  ];
}

function listRankFigures({ rankCurves, mitigation, ...data }: ReportData): ReportFigure[] {
  const drawn = rankCurves.filter(({ points }) => points.length > 0);
  const points = listRankAccuracies(drawn);
  if (drawn.length === 0) return [];
  const classCount = data.classes.filter(isMeasured).length;
  const model = mitigation?.model ?? data.models[0]?.model ?? 'the head';
  return [
    {
      name: 'rank-accuracy',
      title: 'Accuracy against spuriosity rank',
      caption:
        `Accuracy of ${model} along the ranking by spuriosity, in ${formatQuantity(drawn[0]!.points.length, 'stretch', 'stretches')} of equal length from the least to the most spurious ${formatSplit(data.gapSettings.split)} images of a class, ` +
        `mean over ${formatQuantity(classCount, 'class', 'classes')} with a spurious feature${drawn.length > 1 ? ', before and after tuning on images chosen in each way (mean over trials)' : ''}; a model to which spuriosity does not matter has a flat one.`,
      terms: { spuriosity: 'spuriosity' },
      svg: formatFigure(buildRankAccuracyFigure(points, PRINT_LOOK)),
      table: tabulateRankAccuracy(points),
    },
  ];
}

function listMitigationFigures({ mitigation, gapSettings: { split }, ...data }: ReportData): ReportFigure[] {
  if (mitigation === null || !hasMeasuredGap(mitigation.trials)) return [];
  const { model, trials, targetGap, k } = mitigation;
  const splitName = formatSplit(split);
  const classCount = data.classes.filter(isMeasured).length;
  const rests = `${splitName} images of ${formatQuantity(classCount, 'class', 'classes')} with a spurious feature`;
  const figures: ReportFigure[] = [
    {
      name: 'mitigation',
      title: 'Gap against accuracy, before and after',
      caption:
        `Spurious gap (accuracy on the k = ${k} most minus the k = ${k} least spurious images of a class) over the ${rests}, against accuracy, on the images that neither tuned nor stopped: ` +
        `an arrow leads from ${model} before tuning to the mean of each method, a dot is one of ${formatQuantity(trials.length, 'trial')}. ` +
        'Tuning should lead down without leading left.',
      terms: { mitigation: 'Tuning', gap: 'Spurious gap' },
      svg: formatFigure(buildMitigationFigure(trials, split, PRINT_LOOK)),
      table: tabulateMitigation(trials),
    },
  ];
  if (targetGap === null || !trials.some(({ curve }) => curve.length > 1)) return figures;
  return [
    ...figures,
    {
      name: 'tuning',
      title: 'Gap while the head is tuned',
      caption: `Gap (k = ${k}) after each epoch of tuning ${model}, on the images that stop tuning and measure nothing; a line is one trial. Tuning aims at ${formatPlainPoints(targetGap)} (dotted).`,
      terms: {},
      svg: formatFigure(buildTuningFigure(trials, targetGap, 'gap', PRINT_LOOK)),
      table: tabulateTuning(trials),
    },
  ];
}

function listGroupFigures({ groups }: ReportData): ReportFigure[] {
  const measured = groups?.auroc.filter(({ auroc }) => Number.isFinite(auroc)) ?? [];
  if (groups === null || measured.length === 0) return [];
  const drawn =
    measured.length <= FIGURE_ROWS
      ? measured
      : [...measured].sort((a, b) => b.auroc - a.auroc).slice(0, FIGURE_ROWS);
  return [
    {
      name: 'group-auroc',
      title: 'Does spuriosity find the group?',
      caption: `AUROC of spuriosity for the named value of ${groups.column} within each class, ${formatSplit(groups.split)} split, ${formatQuantity(measured.length, 'class', 'classes')}${drawn.length < measured.length ? `, of which the ${drawn.length} highest are drawn` : ''}. The ranking was made without this column, unless verdicts say otherwise.`,
      terms: { auroc: 'AUROC' },
      svg: formatFigure(buildGroupAurocFigure(groups.column, drawn, PRINT_LOOK)),
      table: tabulateGroupAuroc(groups.column, measured),
    },
  ];
}

/** The curve of a head that was fitted here. */
export function listHeadFigures({ header: { head, imageCounts } }: ReportData): ReportFigure[] {
  if (head.curve.length < 2) return [];
  return [
    {
      name: 'head-curve',
      title: 'Accuracy while fitting',
      caption: `Accuracy of the head on ${formatCount(imageCounts.train)} training and ${formatCount(imageCounts.val)} validation images after each epoch of fitting${head.recipe === null ? '' : ` (${head.recipe})`}.`,
      terms: {},
      svg: formatFigure(buildHeadFigure(head.curve, PRINT_LOOK)),
      table: tabulateHeadCurve(head.curve),
    },
  ];
}
