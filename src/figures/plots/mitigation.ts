/**
 * What tuning the head changed: gap against accuracy before and after (the paper's figure 8, left).
 * In: trials of the ways to choose images, the split that was measured. Out: a figure: an arrow a method, a point a trial.
 */
import * as Plot from '@observablehq/plot';
import type { MitigationTrial } from '../../records/bias.js';
import type { SplitName } from '../../records/dataset.js';
import { formatMethod, formatPercent, formatPoints, formatSplit } from '../../words/index.js';
import { toMethodLook } from '../method-looks.js';
import { toFigureColour } from '../palette.js';
import { computeMethodMeans, type MethodMeans } from '../tables/index.js';
import { FIGURE_FONT_SIZE, type Figure, type Look } from './figure.js';
import {
  buildGridX,
  buildGridY,
  buildPointsAxis,
  buildShareAxis,
  buildTip,
  computeDomain,
  countTicks,
  LABEL_HALO,
  ZERO_LINE,
} from './layout/frame.js';
import { placeLabels } from './layout/label-places.js';
import { LEAST_REPAIR_RANGE, layOutRepairs, REPAIR_FRAME_HEIGHT } from './layout/method-names.js';
import { NAME_DISTANCE, spreadLabels } from './layout/spread-labels.js';

/** From here on an arrow has no dashes. */
const SOLID_FROM = 0.8;
/** Places along an arrow on which no name should lie. */
const KEPT_FREE = [0.2, 0.4, 0.6, 0.75, 0.9];
/** From a point to a name that has room nowhere. */
const BESIDE = 10;

/** Where the figure has which values, in values and pixels. */
interface Frame {
  accuracy: [low: number, high: number];
  gap: [low: number, high: number];
  width: number;
  marginRight: number;
}

/** Draws an arrow per method from the head before to the mean of its trials after, and a dot per trial. */
export function buildMitigationFigure(
  trials: readonly MitigationTrial[],
  split: SplitName,
  look: Look,
): Figure {
  const means = computeMethodMeans(trials);
  const methods = means.map(({ method }) => method);
  const layout = layOutRepairs(methods, look.width);
  const { names, frameWidth: width } = layout;
  const frame: Frame = {
    accuracy: computeDomain(
      trials.flatMap(({ accuracyBefore, accuracyAfter }) => [accuracyBefore, accuracyAfter]),
      LEAST_REPAIR_RANGE,
    ),
    gap: computeDomain(
      [0, ...trials.flatMap(({ gapBefore, gapAfter }) => [gapBefore, gapAfter])],
      LEAST_REPAIR_RANGE,
    ),
    width,
    marginRight: names.marginRight,
  };
  const ticks = countTicks(width);
  return {
    title: 'Gap against accuracy, before and after tuning the head',
    description: means.length === 0 ? 'No trial.' : means.map(summarize).join(' '),
    options: {
      ...layout.options,
      x: {
        ...buildShareAxis('x', `accuracy, ${formatSplit(split)} images that measure`, ticks),
        domain: frame.accuracy,
      },
      y: { ...buildPointsAxis('y', 'spurious gap, points'), domain: frame.gap },
      marks: [
        buildGridX(ticks),
        buildGridY(),
        Plot.ruleY([0], ZERO_LINE),
        ...buildArrows(trials, means),
        ...(names.legendHeight > 0 ? names.legend : buildNames(trials, means, frame)),
        ...buildTip(look, trials, { x: 'accuracyAfter', y: 'gapAfter', title: describe }),
      ],
    },
  };
}

/** From the ring, where all trials begin, to the means. */
function buildArrows(trials: readonly MitigationTrial[], means: readonly MethodMeans[]): Plot.Markish[] {
  const toColour = ({ method }: Pick<MitigationTrial, 'method'>) => toMethodLook(method).colour;
  return [
    ...means.flatMap(buildArrow),
    Plot.dot(trials, { x: 'accuracyAfter', y: 'gapAfter', r: 3.5, fill: toColour, fillOpacity: 0.7 }),
    Plot.dot(means.slice(0, 1), {
      x: 'accuracyBefore',
      y: 'gapBefore',
      r: 5,
      fill: toFigureColour('paper'),
      stroke: 'currentColor',
      strokeWidth: 2,
    }),
  ];
}

/** A line in the method's dashes and, as these would break a head, a solid last stretch. */
function buildArrow({ method, ...mean }: MethodMeans): Plot.Markish[] {
  const { colour, dash } = toMethodLook(method);
  const toPlace = (share: number) => ({
    accuracy: mean.accuracyBefore + share * (mean.accuracyAfter - mean.accuracyBefore),
    gap: mean.gapBefore + share * (mean.gapAfter - mean.gapBefore),
  });
  const stretch = (from: number, to: number) => {
    const [start, end] = [toPlace(from), toPlace(to)];
    return { x1: [start.accuracy], y1: [start.gap], x2: [end.accuracy], y2: [end.gap] };
  };
  const look = { stroke: colour, strokeWidth: 2 };
  return [
    Plot.link([0], { ...stretch(0, SOLID_FROM), ...look, strokeDasharray: dash }),
    Plot.arrow([0], { ...stretch(SOLID_FROM, 1), ...look, headLength: 7, insetEnd: 4 }),
  ];
}

/** Names of the ends of the arrows, where they lie over no point, arrow or other name as far as there is room. */
function buildNames(
  trials: readonly MitigationTrial[],
  means: readonly MethodMeans[],
  { accuracy: [accuracyLow, accuracyHigh], gap: [gapLow, gapHigh], width, marginRight }: Frame,
): Plot.Markish[] {
  const toPoint = (accuracy: number, gap: number, name = '') => ({
    x: ((accuracy - accuracyLow) / (accuracyHigh - accuracyLow)) * width,
    y: ((gapHigh - gap) / (gapHigh - gapLow)) * REPAIR_FRAME_HEIGHT,
    name,
  });
  const ends = [
    ...means.map(({ method, accuracyAfter, gapAfter }) => ({
      ...toPoint(accuracyAfter, gapAfter, formatMethod(method)),
      colour: toMethodLook(method).colour,
    })),
    ...means.slice(0, 1).map(({ accuracyBefore, gapBefore }) => ({
      ...toPoint(accuracyBefore, gapBefore, formatMethod(null)),
      colour: toMethodLook(null).colour,
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
    right: width + marginRight,
    top: 0,
    bottom: REPAIR_FRAME_HEIGHT,
    fontSize: FIGURE_FONT_SIZE,
    radius: 6,
  });
  const crowded = ends.flatMap((_, end) => (places.some(({ index }) => index === end) ? [] : [end]));
  const heights = spreadLabels(
    crowded.map((end) => ends[end]!.y),
    NAME_DISTANCE,
    [0, REPAIR_FRAME_HEIGHT],
  );
  const toBeside = (end: number) =>
    ({ dx: BESIDE, dy: heights[crowded.indexOf(end)]! - ends[end]!.y, anchor: 'start' }) as const;
  return ends.map(({ x, y, name, colour }, end) => {
    const { dx, dy, anchor } = places.find(({ index }) => index === end) ?? toBeside(end);
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

function summarize({ method, gapBefore, gapAfter, accuracyBefore, accuracyAfter }: MethodMeans): string {
  return `${formatMethod(method)}: gap ${formatPoints(gapBefore)} to ${formatPoints(gapAfter)}, accuracy ${formatPercent(accuracyBefore)} to ${formatPercent(accuracyAfter)}.`;
}

function describe({ method, trial, gapAfter, accuracyAfter }: MitigationTrial): string {
  return `${formatMethod(method)}, trial ${trial}\ngap ${formatPoints(gapAfter)}, accuracy ${formatPercent(accuracyAfter, 1)}`;
}
