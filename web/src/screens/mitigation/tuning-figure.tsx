/**
 * Gap or accuracy while the head is tuned, a line a trial, with the gap that tuning stops at.
 * In: trials, the target gap, which of the two. Out: a figure.
 */
import { useCallback, useMemo } from 'react';
import { tabulateTuning } from '../../../../src/protocol/index.js';
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
import { formatCount, formatPercent, formatPoints } from '../../parts/format.js';
import { PlotFigure } from '../../parts/plot-figure.js';
import { MethodLegend } from './method-legend.js';
import { METHOD_TITLES, type Method, type Trial } from './method-means.js';
import { METHOD_STYLES } from './method-style.js';

export type TuningQuantity = 'gap' | 'accuracy';

interface TuningFigureProps {
  trials: readonly Trial[];
  targetGap: number;
  quantity: TuningQuantity;
}

type Point = Trial['curve'][number] & { method: Method; trial: number; run: string };

const METHODS = Object.keys(METHOD_STYLES) as Method[];
const LEAST_RANGE = 0.1;

export function TuningFigure({ trials, targetGap, quantity }: TuningFigureProps) {
  const points = useMemo(() => listPoints(trials), [trials]);
  const draw = useCallback<DrawFigure>(
    (plot) => {
      const isGap = quantity === 'gap';
      const values = points.map((point) => point[quantity]);
      return {
        marginLeft: 48,
        marginRight: 20,
        marginTop: 28,
        marginBottom: 42,
        x: { label: 'epoch of tuning', labelAnchor: 'center', labelArrow: 'none', tickFormat: 'd', ticks: 6 },
        y: {
          ...(isGap ? buildPointsAxis('y', 'spurious gap, points') : buildShareAxis('y', 'accuracy')),
          domain: toDomain(isGap ? [...values, 0, targetGap] : values, LEAST_RANGE),
        },
        marks: [
          buildGrid(plot, 'y'),
          ...(isGap ? buildTarget(plot, targetGap) : []),
          ...METHODS.map((method) =>
            plot.line(
              points.filter((point) => point.method === method),
              {
                x: 'epoch',
                y: quantity,
                z: 'run',
                stroke: METHOD_STYLES[method].colour,
                strokeWidth: method === 'low-spuriosity' ? 2.6 : 1.5,
                strokeDasharray: METHOD_STYLES[method].dash,
              },
            ),
          ),
          plot.tip(points, plot.pointer({ x: 'epoch', y: quantity, title: describe, ...ON_PAPER })),
        ],
      };
    },
    [points, targetGap, quantity],
  );
  return (
    <PlotFigure
      label={`${quantity === 'gap' ? 'Spurious gap' : 'Accuracy'} over the epochs of tuning, a line for each of ${trials.length} trials.`}
      draw={draw}
      height={330}
      legend={<MethodLegend trials={trials} />}
      content={{ name: 'tuning', tabulate: () => tabulateTuning(trials) }}
    />
  );
}

function listPoints(trials: readonly Trial[]): Point[] {
  return trials.flatMap(({ method, trial, curve }) =>
    curve.map((point) => ({ ...point, method, trial, run: `${method} ${trial}` })),
  );
}

function buildTarget(plot: PlotModule, targetGap: number) {
  return [
    plot.ruleY([targetGap], { stroke: COLOURS.muted, strokeDasharray: '2 3' }),
    plot.text([targetGap], {
      ...HALO,
      y: (gap: number) => gap,
      frameAnchor: 'right',
      text: (gap: number) => `stops below ${formatPoints(gap).replace('+', '')}`,
      dx: -4,
      dy: -9,
      fill: COLOURS.muted,
    }),
  ];
}

function describe({ method, trial, epoch, steps, gap, accuracy }: Point): string {
  return `${METHOD_TITLES[method]}, trial ${trial}\nepoch ${epoch}, ${formatCount(steps)} steps\ngap ${formatPoints(gap)}, accuracy ${formatPercent(accuracy, 1)}`;
}
