/**
 * What tuning the head changed: gap against accuracy before and after (the paper's figure 8, left), and the gap while tuning.
 * In: trials of the three ways to choose images. Out: SVG text.
 */
import * as Plot from '@observablehq/plot';
import { placeLabels } from '../../protocol/index.js';
import { MITIGATION_METHODS, type MitigationTrial } from '../../records/bias.js';
import { formatPercent, formatPlainPoints } from '../format.js';
import { computeMethodMeans, type MethodMeans } from '../method-means.js';
import { METHOD_LOOKS, METHOD_NAME_ROOM } from './method-looks.js';
import { toFigureColour } from './palette.js';
import {
  buildFigure,
  buildGridX,
  buildGridY,
  FIGURE_FONT_SIZE,
  FIGURE_WIDTH,
  LABEL_HALO,
  spreadLabels,
  TICKS,
} from './plot-frame.js';

const HEIGHT = 300;
/** Places along an arrow on which no name should lie. */
const KEPT_FREE = [0.2, 0.4, 0.6, 0.75, 0.9];
/** Of a name that has room nowhere. */
const BESIDE = { dx: 10, dy: 0, anchor: 'start' } as const;
const MARGINS = { marginTop: 22, marginBottom: 44, marginLeft: 48, marginRight: METHOD_NAME_ROOM };
const INNER_HEIGHT = HEIGHT - MARGINS.marginTop - MARGINS.marginBottom;

type Domain = [number, number];

/** A domain around the values, `share` of their range wider on both sides and at least `least` wide. */
function computeDomain(values: readonly number[], least: number, share = 0.12): Domain {
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
      ticks: TICKS,
      tickFormat: formatPercent,
      label: 'accuracy on all validation images',
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: {
      domain: gapDomain,
      ticks: TICKS,
      tickFormat: formatPlainPoints,
      label: 'spurious gap, points',
      labelArrow: 'none',
      labelAnchor: 'top',
    },
    marks: [
      buildGridX(),
      buildGridY(),
      Plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.5 }),
      ...means.flatMap((mean) => {
        const stroke = METHOD_LOOKS[mean.method].colour;
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
      ...buildNames(trials, means, accuracyDomain, gapDomain),
    ],
  });
}

/** Names of the ends of the arrows, where they lie over no point, arrow or other name as far as there is room. */
function buildNames(
  trials: readonly MitigationTrial[],
  means: readonly MethodMeans[],
  [accuracyLow, accuracyHigh]: Domain,
  [gapLow, gapHigh]: Domain,
): Plot.Markish[] {
  const width = FIGURE_WIDTH - MARGINS.marginLeft - MARGINS.marginRight;
  const toPoint = (accuracy: number, gap: number, name = '') => ({
    x: ((accuracy - accuracyLow) / (accuracyHigh - accuracyLow)) * width,
    y: ((gapHigh - gap) / (gapHigh - gapLow)) * INNER_HEIGHT,
    name,
  });
  const before = means.slice(0, 1);
  const ends = [
    ...means.map(({ method, accuracyAfter, gapAfter }) => ({
      ...toPoint(accuracyAfter, gapAfter, method),
      colour: METHOD_LOOKS[method].colour,
    })),
    ...before.map(({ accuracyBefore, gapBefore }) => ({
      ...toPoint(accuracyBefore, gapBefore, 'before'),
      colour: 'currentColor',
    })),
  ];
  const dots = trials.map(({ accuracyAfter, gapAfter }) => toPoint(accuracyAfter, gapAfter));
  const arrows = means.flatMap(({ accuracyBefore, gapBefore, accuracyAfter, gapAfter }) =>
    KEPT_FREE.map((share) =>
      toPoint(
        accuracyBefore + share * (accuracyAfter - accuracyBefore),
        gapBefore + share * (gapAfter - gapBefore),
      ),
    ),
  );
  const places = placeLabels([...ends, ...dots, ...arrows], {
    left: 0,
    right: width + MARGINS.marginRight,
    top: -MARGINS.marginTop,
    bottom: INNER_HEIGHT,
    fontSize: FIGURE_FONT_SIZE,
    radius: 6,
  });
  return ends.map(({ x, y, name, colour }, end) => {
    const { dx, dy, anchor } = places.find(({ index }) => index === end) ?? BESIDE;
    return Plot.text([name], {
      frameAnchor: 'top-left',
      dx: x + dx,
      dy: y + dy,
      textAnchor: anchor,
      lineAnchor: 'middle',
      fill: colour,
      ...LABEL_HALO,
      fontWeight: 600,
    });
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
  const labelGaps = spreadLabels(
    ends.map((end) => end.gap),
    ((domain[1] - domain[0]) * FIGURE_FONT_SIZE * 1.3) / INNER_HEIGHT,
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
    y: {
      domain,
      ticks: TICKS,
      tickFormat: formatPlainPoints,
      label: 'spurious gap, points',
      labelArrow: 'none',
    },
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
        const { colour, dash } = METHOD_LOOKS[method];
        return Plot.line(
          points.filter((point) => point.method === method),
          {
            x: 'epoch',
            y: 'gap',
            z: 'trial',
            stroke: colour,
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
          fill: METHOD_LOOKS[end.method].colour,
          ...LABEL_HALO,
          fontWeight: 600,
        }),
      ),
    ],
  });
}
