/**
 * Gap or accuracy while the head is tuned, a line a trial, with the gap that tuning stops at.
 * In: trials, the target gap, which of the two. Out: a figure.
 */
import { useCallback, useMemo } from 'react';
import { COLOURS } from '../../parts/colours.js';
import { formatCount, formatPercent, formatPoints, formatSignedPoints } from '../../parts/format.js';
import { type DrawFigure, PlotFigure } from '../../parts/plot-figure.js';
import { METHOD_TITLES, type Method, type Trial } from './method-means.js';
import { METHOD_STYLES, toDomain } from './method-style.js';

export type TuningQuantity = 'gap' | 'accuracy';

interface TuningFigureProps {
  trials: readonly Trial[];
  targetGap: number;
  quantity: TuningQuantity;
}

type Point = Trial['curve'][number] & { method: Method; trial: number; run: string };

export function TuningFigure({ trials, targetGap, quantity }: TuningFigureProps) {
  const points = useMemo<Point[]>(
    () =>
      trials.flatMap(({ method, trial, curve }) =>
        curve.map((point) => ({ ...point, method, trial, run: `${method} ${trial}` })),
      ),
    [trials],
  );
  const draw = useCallback<DrawFigure>(
    (plot) => ({
      marginLeft: 48,
      marginRight: 20,
      marginTop: 28,
      marginBottom: 42,
      x: {
        label: 'epoch of tuning',
        labelAnchor: 'center',
        labelArrow: 'none',
        tickFormat: 'd',
        ticks: 6,
        nice: false,
      },
      y: {
        domain: toDomain(
          points.map((point) => point[quantity]).concat(quantity === 'gap' ? [0, targetGap] : []),
          0.1,
        ),
        label: quantity === 'gap' ? 'spurious gap, points' : 'accuracy',
        labelArrow: 'none',
        ticks: 6,
        tickFormat: (value: number) =>
          quantity === 'gap' ? formatSignedPoints(value) : formatPercent(value),
      },
      marks: [
        plot.gridY({ stroke: COLOURS.rule, strokeOpacity: 1 }),
        ...(quantity === 'gap'
          ? [
              plot.ruleY([targetGap], { stroke: COLOURS.muted, strokeDasharray: '2 3' }),
              plot.text([targetGap], {
                y: (gap: number) => gap,
                frameAnchor: 'right',
                text: (gap: number) => `stops below ${formatPoints(gap).replace('+', '')}`,
                dx: -4,
                dy: -9,
                fill: COLOURS.muted,
                stroke: COLOURS.paper,
                strokeWidth: 4,
              }),
            ]
          : []),
        ...(Object.keys(METHOD_STYLES) as Method[]).flatMap((method) => {
          const own = points.filter((point) => point.method === method);
          const { colour, dash } = METHOD_STYLES[method];
          const place = { x: 'epoch', y: quantity, stroke: colour } as const;
          return [
            plot.line(own, {
              ...place,
              z: 'run',
              strokeWidth: method === 'low-spuriosity' ? 2.6 : 1.5,
              strokeDasharray: dash,
            }),
          ];
        }),
        plot.tip(points, plot.pointer({ x: 'epoch', y: quantity, title: describe, fill: COLOURS.paper })),
      ],
    }),
    [points, targetGap, quantity],
  );
  return (
    <PlotFigure
      label={`${quantity === 'gap' ? 'Spurious gap' : 'Accuracy'} over the epochs of tuning, a line for each of ${trials.length} trials.`}
      draw={draw}
      height={330}
    />
  );
}

function describe({ method, trial, epoch, steps, gap, accuracy }: Point): string {
  return `${METHOD_TITLES[method]}, trial ${trial}\nepoch ${epoch}, ${formatCount(steps)} steps\ngap ${formatPoints(gap)}, accuracy ${formatPercent(accuracy, 1)}`;
}
