/**
 * What tuning the head changed: gap against accuracy before and after (the paper's figure 8, left), and the gap while tuning.
 * In: trials of the three ways to choose images. Out: SVG text.
 */
import * as Plot from '@observablehq/plot';
import { MITIGATION_METHODS, type MitigationMethod, type MitigationTrial } from '../../records/bias.js';
import { formatPercent, formatPlainPoints } from '../format.js';
import { computeMethodMeans } from '../method-means.js';
import { type Theme, toFigureColour } from './palette.js';
import {
  buildFigure,
  buildGridX,
  buildGridY,
  FIGURE_FONT_SIZE,
  LABEL_HALO,
  spreadLabels,
} from './plot-frame.js';

const METHOD_STYLE: Record<MitigationMethod, { colour: keyof Theme; dash: string }> = {
  'low-spuriosity': { colour: 'core', dash: 'none' },
  random: { colour: 'muted', dash: '5 3' },
  misclassified: { colour: 'caution', dash: '2 3' },
  'group-balanced': { colour: 'spurious', dash: '8 2 2 2' },
};

const HEIGHT = 300;
const MARGINS = { marginTop: 22, marginBottom: 44, marginLeft: 48, marginRight: 100 };

/** A domain around the values, `share` of their range wider on both sides and at least `least` wide. */
function computeDomain(values: readonly number[], least: number, share = 0.12): [number, number] {
  const finite = values.filter(Number.isFinite);
  const low = finite.length > 0 ? Math.min(...finite) : 0;
  const high = finite.length > 0 ? Math.max(...finite) : 1;
  const missing = Math.max(0, least - (high - low)) / 2;
  const padding = (high - low + 2 * missing) * share;
  return [low - missing - padding, high + missing + padding];
}

/** Draws an arrow per method from the head before to the mean of its trials after, and a dot per trial. */
export function buildMitigationFigure(trials: readonly MitigationTrial[]): string {
  const means = computeMethodMeans(trials);
  const accuracyDomain = computeDomain(
    trials.flatMap((trial) => [trial.accuracyBefore, trial.accuracyAfter]),
    0.1,
  );
  const gapDomain = computeDomain([0, ...trials.flatMap((trial) => [trial.gapBefore, trial.gapAfter])], 0.1);
  const innerHeight = HEIGHT - MARGINS.marginTop - MARGINS.marginBottom;
  const labelGaps = spreadLabels(
    means.map((mean) => mean.gapAfter),
    ((gapDomain[1] - gapDomain[0]) * FIGURE_FONT_SIZE * 1.3) / innerHeight,
  );
  const labelled = means.map((mean, index) => ({ ...mean, labelGap: labelGaps[index]! }));
  return buildFigure({
    figureTitle: 'Spurious gap against accuracy, before and after tuning the head',
    description: means
      .map(
        (mean) =>
          `${mean.method}: gap ${formatPlainPoints(mean.gapBefore)} to ${formatPlainPoints(mean.gapAfter)} points, accuracy ${formatPercent(mean.accuracyBefore)} to ${formatPercent(mean.accuracyAfter)}.`,
      )
      .join(' '),
    height: HEIGHT,
    ...MARGINS,
    x: {
      domain: accuracyDomain,
      ticks: 4,
      tickFormat: formatPercent,
      label: 'accuracy on all validation images',
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: {
      domain: gapDomain,
      ticks: 5,
      tickFormat: formatPlainPoints,
      label: 'spurious gap, points',
      labelArrow: 'none',
      labelAnchor: 'top',
    },
    marks: [
      buildGridX(),
      buildGridY(),
      Plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.5 }),
      ...labelled.flatMap((mean) => {
        const stroke = toFigureColour(METHOD_STYLE[mean.method].colour);
        return [
          Plot.arrow([mean], {
            x1: 'accuracyBefore',
            y1: 'gapBefore',
            x2: 'accuracyAfter',
            y2: 'gapAfter',
            stroke,
            strokeWidth: 2,
            headLength: 7,
            insetStart: 7,
            insetEnd: 4,
          }),
          Plot.dot(
            trials.filter((trial) => trial.method === mean.method),
            { x: 'accuracyAfter', y: 'gapAfter', r: 3, fill: stroke, fillOpacity: 0.7 },
          ),
          Plot.text([mean], {
            x: 'accuracyAfter',
            y: 'labelGap',
            text: 'method',
            dx: 10,
            textAnchor: 'start',
            fill: stroke,
            ...LABEL_HALO,
            fontWeight: 600,
          }),
        ];
      }),
      Plot.dot(means.slice(0, 1), {
        x: 'accuracyBefore',
        y: 'gapBefore',
        r: 5,
        fill: toFigureColour('paper'),
        stroke: 'currentColor',
        strokeWidth: 2,
      }),
      Plot.text(means.slice(0, 1), {
        x: 'accuracyBefore',
        y: 'gapBefore',
        text: () => 'before',
        dy: -14,
        fill: 'currentColor',
      }),
    ],
  });
}

/** Draws the gap over epochs of tuning, one line per trial, with the gap at which tuning stops. */
export function buildTuningFigure(trials: readonly MitigationTrial[], targetGap: number): string {
  const points = trials.flatMap((trial) =>
    trial.curve.map((point) => ({ ...point, method: trial.method, trial: trial.trial })),
  );
  const lastEpoch = Math.max(1, ...points.map((point) => point.epoch));
  const ends = MITIGATION_METHODS.flatMap((method) => {
    const curve = trials.find((trial) => trial.method === method)?.curve.at(-1);
    return curve ? [{ method, ...curve }] : [];
  });
  const domain = computeDomain([0, ...points.map((point) => point.gap)], 0.1, 0.06);
  const innerHeight = HEIGHT - MARGINS.marginTop - MARGINS.marginBottom;
  const labelGaps = spreadLabels(
    ends.map((end) => end.gap),
    ((domain[1] - domain[0]) * FIGURE_FONT_SIZE * 1.3) / innerHeight,
  );
  return buildFigure({
    figureTitle: 'Spurious gap while the head is tuned',
    description: ends
      .map((end) => `${end.method}: ${formatPlainPoints(end.gap)} points after ${end.epoch} epochs.`)
      .join(' '),
    height: HEIGHT,
    ...MARGINS,
    x: {
      domain: [0, lastEpoch],
      label: 'epoch of tuning',
      labelAnchor: 'center',
      labelArrow: 'none',
      tickFormat: 'd',
      ticks: Math.min(lastEpoch, 6),
    },
    y: { domain, ticks: 5, tickFormat: formatPlainPoints, label: 'spurious gap, points', labelArrow: 'none' },
    marks: [
      buildGridY(),
      Plot.ruleY([targetGap], { stroke: 'currentColor', strokeDasharray: '2 3' }),
      Plot.text([targetGap], {
        y: (gap) => gap,
        frameAnchor: 'left',
        text: (gap) => `stops below ${formatPlainPoints(gap)}`,
        dx: 6,
        dy: -9,
        textAnchor: 'start',
        fill: toFigureColour('muted'),
        ...LABEL_HALO,
      }),
      ...MITIGATION_METHODS.map((method) => {
        const { colour, dash } = METHOD_STYLE[method];
        return Plot.line(
          points.filter((point) => point.method === method),
          {
            x: 'epoch',
            y: 'gap',
            z: 'trial',
            stroke: toFigureColour(colour),
            strokeWidth: 1.8,
            strokeDasharray: dash,
          },
        );
      }),
      ...ends.map((end, index) =>
        Plot.text([end], {
          x: 'epoch',
          y: () => labelGaps[index]!,
          text: 'method',
          dx: 8,
          textAnchor: 'start',
          fill: toFigureColour(METHOD_STYLE[end.method].colour),
          ...LABEL_HALO,
          fontWeight: 600,
        }),
      ),
    ],
  });
}
