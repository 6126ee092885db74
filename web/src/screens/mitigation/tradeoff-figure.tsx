/**
 * Gap against accuracy: from the head before tuning an arrow to the mean of each way of choosing images, a point a trial.
 * In: trials. Out: a figure (the paper's figure 8, left).
 */
import { useCallback, useMemo } from 'react';
import { tabulateMitigation } from '../../../../src/protocol/index.js';
import { COLOURS } from '../../parts/colours.js';
import type { DrawFigure, PlotModule } from '../../parts/drawn-figure.js';
import {
  buildGrid,
  buildPointsAxis,
  buildShareAxis,
  HALO,
  ON_PAPER,
  toDomain,
} from '../../parts/figure-axes.js';
import { formatPercent, formatPoints } from '../../parts/format.js';
import { PlotFigure } from '../../parts/plot-figure.js';
import { MethodLegend } from './method-legend.js';
import { computeMethodMeans, METHOD_TITLES, type MethodMeans, type Trial } from './method-means.js';
import { toMethodColour } from './method-style.js';

/** Narrowest range of either axis, so that small changes look small. */
const LEAST_RANGE = 0.1;
const PIXELS_OF_TICK = 90;

export function TradeoffFigure({ trials, split }: { trials: readonly Trial[]; split: string }) {
  const means = useMemo(() => computeMethodMeans(trials), [trials]);
  const draw = useCallback<DrawFigure>(
    (plot, { width }) => ({
      marginLeft: 48,
      marginRight: 20,
      marginTop: 28,
      marginBottom: 42,
      x: {
        ...buildShareAxis('x', `accuracy, all ${split} images`),
        domain: toDomain(
          trials.flatMap(({ accuracyBefore, accuracyAfter }) => [accuracyBefore, accuracyAfter]),
          LEAST_RANGE,
        ),
        ticks: Math.max(3, Math.floor(width / PIXELS_OF_TICK)),
      },
      y: {
        ...buildPointsAxis('y', 'spurious gap, points'),
        domain: toDomain(
          [0, ...trials.flatMap(({ gapBefore, gapAfter }) => [gapBefore, gapAfter])],
          LEAST_RANGE,
        ),
      },
      marks: [
        buildGrid(plot, 'x'),
        buildGrid(plot, 'y'),
        plot.ruleY([0], { stroke: COLOURS.muted }),
        ...buildArrows(plot, means),
        plot.dot(trials, {
          x: 'accuracyAfter',
          y: 'gapAfter',
          r: 4,
          fill: toMethodColour,
          fillOpacity: 0.75,
          stroke: COLOURS.paper,
        }),
        plot.tip(trials, plot.pointer({ x: 'accuracyAfter', y: 'gapAfter', title: describe, ...ON_PAPER })),
      ],
    }),
    [trials, means, split],
  );
  return (
    <PlotFigure
      label={`Gap against accuracy. ${means.map(summarize).join(' ')}`}
      draw={draw}
      height={330}
      legend={<MethodLegend trials={trials} />}
      content={{ name: 'mitigation', tabulate: () => tabulateMitigation(trials) }}
    />
  );
}

/** From the ring, where all trials begin, to the means. */
function buildArrows(plot: PlotModule, means: readonly MethodMeans[]) {
  const start = means.slice(0, 1);
  const place = { x: 'accuracyBefore', y: 'gapBefore' } as const;
  return [
    plot.arrow(means, {
      x1: 'accuracyBefore',
      y1: 'gapBefore',
      x2: 'accuracyAfter',
      y2: 'gapAfter',
      stroke: toMethodColour,
      strokeWidth: 2,
      headLength: 7,
      insetStart: 7,
      insetEnd: 3,
    }),
    plot.dot(start, { ...place, r: 5.5, fill: COLOURS.paper, stroke: COLOURS.ink, strokeWidth: 2 }),
    plot.text(start, {
      ...place,
      ...HALO,
      text: () => 'before',
      dx: -10,
      dy: -4,
      textAnchor: 'end',
      fill: COLOURS.ink,
    }),
  ];
}

function summarize({ method, gapBefore, gapAfter, accuracyBefore, accuracyAfter }: MethodMeans): string {
  return `${METHOD_TITLES[method]}: gap ${formatPoints(gapBefore)} to ${formatPoints(gapAfter)}, accuracy ${formatPercent(accuracyBefore)} to ${formatPercent(accuracyAfter)}.`;
}

function describe({ method, trial, gapAfter, accuracyAfter }: Trial): string {
  return `${METHOD_TITLES[method]}, trial ${trial}\ngap ${formatPoints(gapAfter)}, accuracy ${formatPercent(accuracyAfter, 1)}`;
}
