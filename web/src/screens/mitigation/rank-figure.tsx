/**
 * Accuracy along the rankings, from the least to the most spurious images, before and after tuning.
 * In: the two curves. Out: a figure (the paper's figure 8, right).
 */
import { useCallback, useMemo } from 'react';
import { COLOURS } from '../../parts/colours.js';
import { formatPercent, formatQuantity } from '../../parts/format.js';
import { type DrawFigure, PlotFigure } from '../../parts/plot-figure.js';
import type { MitigationRun } from './method-means.js';

const STAGES = {
  before: { colour: COLOURS.spurious, dash: '6 3' },
  after: { colour: COLOURS.core, dash: 'none' },
} as const;

interface Point {
  stage: 'before' | 'after';
  /** Middle of the bin, share of the ranking. */
  rank: number;
  accuracy: number;
  imageCount: number;
}

export function RankFigure({ curves }: { curves: MitigationRun['curves'] }) {
  const points = useMemo(
    () => curves.flatMap(({ stage, bins }) => bins.flatMap((bin) => toPoint(stage, bin))),
    [curves],
  );
  const draw = useCallback<DrawFigure>(
    (plot) => ({
      marginLeft: 48,
      marginRight: 56,
      marginTop: 28,
      marginBottom: 42,
      x: {
        domain: [0, 1],
        label: 'place in the ranking',
        labelAnchor: 'center',
        labelArrow: 'none',
        ticks: [0, 0.5, 1],
        tickFormat: (rank: number) => (rank === 0 ? 'least spurious' : rank === 1 ? 'most' : 'middle'),
      },
      y: {
        domain: [0, 1],
        label: 'accuracy',
        labelArrow: 'none',
        ticks: 5,
        tickFormat: (share: number) => formatPercent(share),
      },
      marks: [
        plot.gridY({ stroke: COLOURS.rule, strokeOpacity: 1 }),
        ...(Object.keys(STAGES) as Point['stage'][]).flatMap((stage) => {
          const own = points.filter((point) => point.stage === stage);
          const { colour, dash } = STAGES[stage];
          return [
            plot.line(own, {
              x: 'rank',
              y: 'accuracy',
              stroke: colour,
              strokeWidth: 2.2,
              strokeDasharray: dash,
            }),
            plot.dot(own, { x: 'rank', y: 'accuracy', r: 3.5, fill: colour, ariaLabel: describe }),
            plot.text(own.slice(-1), {
              x: 'rank',
              y: 'accuracy',
              text: 'stage',
              dx: 8,
              dy: stage === 'before' ? -7 : 7,
              textAnchor: 'start',
              fill: colour,
              fontWeight: 600,
            }),
          ];
        }),
        plot.tip(points, plot.pointer({ x: 'rank', y: 'accuracy', title: describe, fill: COLOURS.paper })),
      ],
    }),
    [points],
  );
  const ends = (stage: Point['stage']) => points.filter((point) => point.stage === stage);
  return (
    <PlotFigure
      label={`Accuracy from the least to the most spurious images: before ${summarize(ends('before'))}, after ${summarize(ends('after'))}.`}
      draw={draw}
      height={330}
    />
  );
}

type Bin = MitigationRun['curves'][number]['bins'][number];

function toPoint(stage: Point['stage'], { rankStart, rankEnd, accuracy, imageCount }: Bin): Point[] {
  return accuracy === null ? [] : [{ stage, rank: (rankStart + rankEnd) / 2, accuracy, imageCount }];
}

function summarize(points: readonly Point[]): string {
  return `${formatPercent(points[0]?.accuracy)} to ${formatPercent(points.at(-1)?.accuracy)}`;
}

function describe({ stage, accuracy, imageCount }: Point): string {
  return `${stage}: ${formatPercent(accuracy)} of ${formatQuantity(imageCount, 'image')}`;
}
