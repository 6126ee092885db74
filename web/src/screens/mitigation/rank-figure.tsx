/**
 * Accuracy along the rankings, from the least to the most spurious images, before and after tuning.
 * In: the two curves. Out: a figure (the paper's figure 8, right).
 */
import { useCallback, useMemo } from 'react';
import { type RankAccuracy, tabulateRankAccuracy } from '../../../../src/protocol/index.js';
import { COLOURS } from '../../parts/colours.js';
import type { DrawFigure, PlotModule } from '../../parts/drawn-figure.js';
import { buildGrid, buildShareAxis, ON_PAPER, SHARE_TICKS } from '../../parts/figure-axes.js';
import { formatPercent, formatQuantity } from '../../parts/format.js';
import { PlotFigure } from '../../parts/plot-figure.js';
import type { MitigationRun } from './method-means.js';

type Curve = MitigationRun['curves'][number];

const STAGES: Record<Curve['stage'], { colour: string; dash: string; labelDown: number }> = {
  before: { colour: COLOURS.spurious, dash: '6 3', labelDown: -7 },
  after: { colour: COLOURS.core, dash: 'none', labelDown: 7 },
};

export function RankFigure({ curves }: { curves: readonly Curve[] }) {
  const points = useMemo(() => curves.flatMap(listPoints), [curves]);
  const draw = useCallback<DrawFigure>(
    (plot) => ({
      marginLeft: 48,
      marginRight: 56,
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
        ...curves.flatMap(({ stage }) => buildCurve(plot, stage, listOfStage(points, stage))),
        plot.tip(points, plot.pointer({ x: 'rank', y: 'accuracy', title: describe, ...ON_PAPER })),
      ],
    }),
    [curves, points],
  );
  const words = curves.map(({ stage }) => `${stage} ${summarize(listOfStage(points, stage))}`);
  return (
    <PlotFigure
      label={`Accuracy from the least to the most spurious images: ${words.join(', ')}.`}
      draw={draw}
      height={330}
      content={{ name: 'rank-accuracy', tabulate: () => tabulateRankAccuracy(points) }}
    />
  );
}

function listPoints({ stage, bins }: Curve): RankAccuracy[] {
  return bins.flatMap(({ rankStart, rankEnd, accuracy, imageCount }) =>
    accuracy === null ? [] : [{ stage, rank: (rankStart + rankEnd) / 2, accuracy, imageCount }],
  );
}

function listOfStage(points: readonly RankAccuracy[], stage: Curve['stage']): RankAccuracy[] {
  return points.filter((point) => point.stage === stage);
}

function buildCurve(plot: PlotModule, stage: Curve['stage'], points: readonly RankAccuracy[]) {
  const { colour, dash, labelDown } = STAGES[stage];
  const place = { x: 'rank', y: 'accuracy' } as const;
  return [
    plot.line(points, { ...place, stroke: colour, strokeWidth: 2.2, strokeDasharray: dash }),
    plot.dot(points, { ...place, r: 3.5, fill: colour }),
    plot.text(points.slice(-1), {
      ...place,
      text: 'stage',
      dx: 8,
      dy: labelDown,
      textAnchor: 'start',
      fill: colour,
      fontWeight: 600,
    }),
  ];
}

function summarize(points: readonly RankAccuracy[]): string {
  return `${formatPercent(points[0]?.accuracy)} to ${formatPercent(points.at(-1)?.accuracy)}`;
}

function describe({ stage, accuracy, imageCount }: RankAccuracy): string {
  return `${stage}: ${formatPercent(accuracy)} of ${formatQuantity(imageCount, 'image')}`;
}
