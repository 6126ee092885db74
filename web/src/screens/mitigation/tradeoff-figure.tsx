/**
 * Gap against accuracy: from the head before tuning an arrow to the mean of each way of choosing images, a point a trial.
 * In: trials. Out: a figure (the paper's figure 8, left).
 */
import { useCallback, useMemo } from 'react';
import { COLOURS } from '../../parts/colours.js';
import { formatPercent, formatPoints, formatSignedPoints } from '../../parts/format.js';
import { type DrawFigure, PlotFigure } from '../../parts/plot-figure.js';
import { computeMethodMeans, METHOD_TITLES, type MethodMeans, type Trial } from './method-means.js';
import { METHOD_STYLES, toDomain } from './method-style.js';

/** Narrowest range of either axis, so that small changes look small. */
const LEAST_RANGE = 0.1;

export function TradeoffFigure({ trials, split }: { trials: readonly Trial[]; split: string }) {
  const means = useMemo(() => computeMethodMeans(trials), [trials]);
  const draw = useCallback<DrawFigure>(
    (plot, { width }) => ({
      marginLeft: 48,
      marginRight: 20,
      marginTop: 28,
      marginBottom: 42,
      x: {
        domain: toDomain(
          trials.flatMap(({ accuracyBefore, accuracyAfter }) => [accuracyBefore, accuracyAfter]),
          LEAST_RANGE,
        ),
        label: `accuracy, all ${split} images`,
        labelAnchor: 'center',
        labelArrow: 'none',
        tickFormat: (share: number) => formatPercent(share),
        ticks: Math.max(3, Math.floor(width / 90)),
      },
      y: {
        domain: toDomain(
          [0, ...trials.flatMap(({ gapBefore, gapAfter }) => [gapBefore, gapAfter])],
          LEAST_RANGE,
        ),
        label: 'spurious gap, points',
        labelArrow: 'none',
        tickFormat: (gap: number) => formatSignedPoints(gap),
        ticks: 6,
      },
      marks: [
        plot.gridX({ stroke: COLOURS.rule, strokeOpacity: 1 }),
        plot.gridY({ stroke: COLOURS.rule, strokeOpacity: 1 }),
        plot.ruleY([0], { stroke: COLOURS.muted }),
        plot.arrow(means, {
          x1: 'accuracyBefore',
          y1: 'gapBefore',
          x2: 'accuracyAfter',
          y2: 'gapAfter',
          stroke: ({ method }: MethodMeans) => METHOD_STYLES[method].colour,
          strokeWidth: 2,
          headLength: 7,
          insetStart: 7,
          insetEnd: 3,
        }),
        plot.dot(trials, {
          x: 'accuracyAfter',
          y: 'gapAfter',
          r: 4,
          fill: ({ method }: Trial) => METHOD_STYLES[method].colour,
          fillOpacity: 0.75,
          stroke: COLOURS.paper,
          ariaLabel: describe,
        }),
        plot.dot(means.slice(0, 1), {
          x: 'accuracyBefore',
          y: 'gapBefore',
          r: 5.5,
          fill: COLOURS.paper,
          stroke: COLOURS.ink,
          strokeWidth: 2,
        }),
        plot.text(means.slice(0, 1), {
          x: 'accuracyBefore',
          y: 'gapBefore',
          text: () => 'before',
          dx: -10,
          dy: -4,
          textAnchor: 'end',
          stroke: COLOURS.paper,
          strokeWidth: 4,
          fill: COLOURS.ink,
        }),
        plot.tip(
          trials,
          plot.pointer({ x: 'accuracyAfter', y: 'gapAfter', title: describe, fill: COLOURS.paper }),
        ),
      ],
    }),
    [trials, means, split],
  );
  return (
    <PlotFigure label={`Gap against accuracy. ${means.map(summarize).join(' ')}`} draw={draw} height={330} />
  );
}

function summarize({ method, gapBefore, gapAfter, accuracyBefore, accuracyAfter }: MethodMeans): string {
  return `${METHOD_TITLES[method]}: gap ${formatPoints(gapBefore)} to ${formatPoints(gapAfter)}, accuracy ${formatPercent(accuracyBefore)} to ${formatPercent(accuracyAfter)}.`;
}

function describe({ method, trial, gapAfter, accuracyAfter }: Trial): string {
  return `${METHOD_TITLES[method]}, trial ${trial}\ngap ${formatPoints(gapAfter)}, accuracy ${formatPercent(accuracyAfter, 1)}`;
}
