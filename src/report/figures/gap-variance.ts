/**
 * Whether the class or the model decides how large a gap is (the paper's figure 6, right).
 * In: mean gaps of classes and models. Out: SVG text: a row of points each, or histograms for many.
 */
import * as Plot from '@observablehq/plot';
import type { MeanGap } from '../../protocol/index.js';
import { formatPlainPoints, formatQuantity } from '../format.js';
import { toFigureColour } from './palette.js';
import { buildFigure, buildGridX, TICKS } from './plot-frame.js';

/** Beyond, points are counted in bins. */
const MOST_POINTS = 150;
const BINS = 40;
const COLOUR_OF_KIND = { class: toFigureColour('spurious'), model: toFigureColour('core') };
const TITLE_OF_KIND = { class: 'classes', model: 'models' };

/** Draws the classes above the models, on one axis. */
export function buildGapVarianceFigure(means: readonly MeanGap[]): string {
  const kinds = ['class', 'model'] as const;
  const listOf = (kind: MeanGap['kind']) => means.filter((mean) => mean.kind === kind);
  const spans = kinds.map((kind) => {
    const gaps = listOf(kind).map(({ gap }) => gap);
    return `${formatQuantity(gaps.length, kind, TITLE_OF_KIND[kind])} from ${formatPlainPoints(Math.min(...gaps))} to ${formatPlainPoints(Math.max(...gaps))} points`;
  });
  const edges = toEdges(means.map(({ gap }) => gap));
  return buildFigure({
    figureTitle: 'Mean gaps of the classes and of the models',
    description: means.length === 0 ? 'No gaps.' : `${spans.join('; ')}.`,
    height: 250,
    marginLeft: 62,
    marginRight: 16,
    marginTop: 12,
    marginBottom: 42,
    x: {
      label: 'mean spurious gap, points',
      labelAnchor: 'center',
      labelArrow: 'none',
      ticks: TICKS,
      tickFormat: formatPlainPoints,
      nice: true,
    },
    y: { axis: null },
    fy: { domain: ['classes', 'models'], label: null, axis: 'left' },
    marks: [
      buildGridX(),
      Plot.ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.5 }),
      ...kinds.map((kind) =>
        means.length > MOST_POINTS ? buildBins(kind, listOf(kind), edges) : buildPoints(kind, listOf(kind)),
      ),
    ],
  });
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

function buildPoints(kind: MeanGap['kind'], means: readonly MeanGap[]): Plot.Markish {
  return Plot.dot(
    means,
    Plot.dodgeY('middle', {
      x: 'gap',
      fy: () => TITLE_OF_KIND[kind],
      r: 4,
      fill: COLOUR_OF_KIND[kind],
    }),
  );
}
