/**
 * Accuracy along the rankings, from the least to the most spurious images, before tuning and after it on images chosen in each way.
 * In: the curves. Out: a figure (the paper's figure 8, right).
 */
import { useCallback, useMemo } from 'react';
import { type RankAccuracy, tabulateRankAccuracy } from '../../../../src/protocol/index.js';
import type { DrawFigure, PlotModule } from '../../parts/drawn-figure.js';
import { buildGrid, buildShareAxis, ON_PAPER, SHARE_TICKS } from '../../parts/figure-axes.js';
import { formatPercent, formatQuantity } from '../../parts/format.js';
import { PlotFigure } from '../../parts/plot-figure.js';
import { MethodLegend } from './method-legend.js';
import { METHOD_TITLES, type MitigationRun } from './method-means.js';
import { BEFORE_STYLE, METHOD_STYLES } from './method-style.js';

type Curve = MitigationRun['curves'][number];

export function RankFigure({ curves, trials }: Pick<MitigationRun, 'curves' | 'trials'>) {
  const points = useMemo(() => curves.flatMap(listPoints), [curves]);
  const draw = useCallback<DrawFigure>(
    (plot) => ({
      marginLeft: 48,
      marginRight: 20,
      marginTop: 28,
      marginBottom: 42,
      x: {
        domain: [0, 1],
        label: 'place in the ranking by spuriosity',
        labelAnchor: 'center',
        labelArrow: 'none',
        ticks: [0, 0.5, 1],
        tickFormat: (rank: number) => (rank === 0 ? 'least' : rank === 1 ? 'most' : 'middle'),
      },
      y: { ...buildShareAxis('y', 'accuracy'), domain: [0, 1] },
      marks: [
        buildGrid(plot, 'y', SHARE_TICKS),
        ...curves.flatMap(({ method }) => buildCurve(plot, method, listOf(points, method))),
        plot.tip(points, plot.pointer({ x: 'rank', y: 'accuracy', title: describe, ...ON_PAPER })),
      ],
    }),
    [curves, points],
  );
  const words = curves.map(({ method }) => `${toTitle(method)} ${summarize(listOf(points, method))}`);
  return (
    <PlotFigure
      label={`Accuracy from the least to the most spurious images: ${words.join(', ')}.`}
      draw={draw}
      height={330}
      legend={<MethodLegend trials={trials} hasBefore />}
      content={{ name: 'rank-accuracy', tabulate: () => tabulateRankAccuracy(points) }}
    />
  );
}

function listPoints({ method, bins }: Curve): RankAccuracy[] {
  return bins.flatMap(({ rankStart, rankEnd, accuracy, imageCount }) =>
    accuracy === null ? [] : [{ method, rank: (rankStart + rankEnd) / 2, accuracy, imageCount }],
  );
}

function listOf(points: readonly RankAccuracy[], method: Curve['method']): RankAccuracy[] {
  return points.filter((point) => point.method === method);
}

function toTitle(method: Curve['method']): string {
  return method === null ? 'Before' : METHOD_TITLES[method];
}

function buildCurve(plot: PlotModule, method: Curve['method'], points: readonly RankAccuracy[]) {
  const { colour, dash } = method === null ? BEFORE_STYLE : METHOD_STYLES[method];
  const place = { x: 'rank', y: 'accuracy' } as const;
  return [
    plot.line(points, {
      ...place,
      stroke: colour,
      strokeWidth: method === null || method === 'low-spuriosity' ? 2.6 : 1.5,
      strokeDasharray: dash,
    }),
    plot.dot(points, { ...place, r: 3.5, fill: colour }),
  ];
}

function summarize(points: readonly RankAccuracy[]): string {
  return `${formatPercent(points[0]?.accuracy)} to ${formatPercent(points.at(-1)?.accuracy)}`;
}

function describe({ method, accuracy, imageCount }: RankAccuracy): string {
  return `${toTitle(method)}: ${formatPercent(accuracy)} of ${formatQuantity(imageCount, 'image')}`;
}
