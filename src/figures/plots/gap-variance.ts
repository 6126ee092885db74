/**
 * Whether the class or the model decides how large a gap is (the paper's figure 6, right).
 * In: mean gaps of classes and models, the ratio of their variances. Out: a figure: a row of points each, or histograms for many.
 */
import * as Plot from '@observablehq/plot';
import {
  formatBarePoints,
  formatDecimal,
  formatGap,
  formatPlainPoints,
  formatQuantity,
} from '../../words/index.js';
import { toFigureColour } from '../palette.js';
import type { MeanGap } from '../tables/index.js';
import type { Figure, Look } from './figure.js';
import { buildGridX, buildPointsAxis, countTicks, ZERO_LINE } from './layout/frame.js';

/** Beyond, points are counted in bins. */
const MOST_POINTS = 150;
const BINS = 40;
const MARGIN_LEFT = 62;
const KINDS = ['class', 'model'] as const;
const COLOUR_OF_KIND = { class: toFigureColour('spurious'), model: toFigureColour('core') };
const TITLE_OF_KIND = { class: 'classes', model: 'models' };

/** Draws the classes above the models, on one axis. `ratio` is the variance between classes over that between models. */
export function buildGapVarianceFigure(means: readonly MeanGap[], ratio: number | null, look: Look): Figure {
  const listOf = (kind: MeanGap['kind']) => means.filter((mean) => mean.kind === kind);
  const edges = toEdges(means.map(({ gap }) => gap));
  const ticks = countTicks(look.width - MARGIN_LEFT);
  return {
    title: 'Mean gaps of the classes and of the models',
    description: means.length === 0 ? 'No gaps.' : summarize(listOf, ratio),
    options: {
      width: look.width,
      height: 250,
      marginLeft: MARGIN_LEFT,
      marginRight: 16,
      marginTop: 12,
      marginBottom: 42,
      x: { ...buildPointsAxis('x', 'mean spurious gap, points', ticks), nice: true },
      y: { axis: null },
      fy: { domain: KINDS.map((kind) => TITLE_OF_KIND[kind]), label: null, axis: 'left' },
      marks: [
        buildGridX(ticks),
        Plot.ruleX([0], ZERO_LINE),
        ...KINDS.map((kind) =>
          means.length > MOST_POINTS
            ? buildBins(kind, listOf(kind), edges)
            : buildPoints(kind, listOf(kind), look),
        ),
      ],
    },
  };
}

/** Edges of bins that classes and models share; the last holds the largest gap. */
function toEdges(gaps: readonly number[]): number[] {
  const low = gaps.reduce((least, gap) => Math.min(least, gap), 0);
  const high = gaps.reduce((most, gap) => Math.max(most, gap), 0.01);
  const width = ((high - low) * 1.001) / BINS;
  return Array.from({ length: BINS + 1 }, (_, edge) => low + edge * width);
}

/** The fullest bin of either kind is as high as its row, because there are many more classes than models. */
function buildBins(kind: MeanGap['kind'], means: readonly MeanGap[], edges: readonly number[]): Plot.Markish {
  const bins = edges.slice(1).map((end, place) => ({
    start: edges[place]!,
    end,
    count: means.filter(({ gap }) => gap >= edges[place]! && gap < end).length,
  }));
  const fullest = Math.max(1, ...bins.map(({ count }) => count));
  return Plot.rect(bins, {
    x1: 'start',
    x2: 'end',
    y1: 0,
    y2: ({ count }: { count: number }) => count / fullest,
    fy: () => TITLE_OF_KIND[kind],
    fill: COLOUR_OF_KIND[kind],
    insetLeft: 0.5,
    insetRight: 0.5,
  });
}

function buildPoints(kind: MeanGap['kind'], means: readonly MeanGap[], look: Look): Plot.Markish {
  return Plot.dot(
    means,
    Plot.dodgeY('middle', {
      x: 'gap',
      fy: () => TITLE_OF_KIND[kind],
      r: 4,
      fill: COLOUR_OF_KIND[kind],
      title: ({ name, gap, interval }: MeanGap) => `${name}: ${formatGap(gap, interval)}`,
      ...(look.isLive ? { tip: { fill: toFigureColour('paper') } } : {}),
    }),
  );
}

function summarize(listOf: (kind: MeanGap['kind']) => MeanGap[], ratio: number | null): string {
  const spans = KINDS.map((kind) => {
    const gaps = listOf(kind).map(({ gap }) => gap);
    return `${formatQuantity(gaps.length, kind)} from ${formatBarePoints(Math.min(...gaps))} to ${formatPlainPoints(Math.max(...gaps))}`;
  });
  const ratioText =
    ratio === null
      ? ''
      : `; the variance between classes is ${formatDecimal(ratio, 1)} times that between models`;
  return `${spans.join('; ')}${ratioText}.`;
}
