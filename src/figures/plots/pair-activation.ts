/**
 * The activation of a feature within a class and elsewhere, and accuracy along it.
 * In: a histogram or stretches of the images by activation, words of where they come from. Out: two figures.
 */
import * as Plot from '@observablehq/plot';
import type { AccuracyBin, ActivationHistogram } from '../../protocol/index.js';
import { formatPercent, formatQuantity } from '../../words/index.js';
import { toFigureColour } from '../palette.js';
import { type ActivationAccuracy, listActivationAccuracies } from '../tables/index.js';
import type { Figure, Look } from './figure.js';
import { buildGridY, buildShareAxis, buildTip, TICKS } from './layout/frame.js';
import { buildLegend } from './layout/series.js';

const FRAME_HEIGHT = 160;
const MARGINS = { marginLeft: 48, marginBottom: 42, marginRight: 16 };
const MARGIN_TOP = 28;

/** Draws the shares of the images of the class, and of others, with so much activation. */
export function buildActivationFigure(
  { edges, within, rest, withinCount, restCount, isSample }: ActivationHistogram,
  className: string,
  look: Look,
): Figure {
  const series = [
    {
      name: `other classes (${formatQuantity(restCount, 'image')}${isSample ? ', an even sample' : ''})`,
      colour: toFigureColour('muted'),
      steps: toSteps(edges, rest, restCount),
    },
    {
      name: `${className} (${formatQuantity(withinCount, 'image')})`,
      colour: toFigureColour('spurious'),
      steps: toSteps(edges, within, withinCount),
    },
  ];
  const legend = buildLegend(
    series.toReversed().map(({ name, colour }) => ({ name, colour, symbol: 'square' })),
    { width: look.width, outdent: MARGINS.marginLeft - 8, lift: 4, nameLimit: 48 },
  );
  const marginTop = MARGIN_TOP + legend.height;
  const place = { x: 'activation', y: 'share', curve: 'step-after' } as const;
  return {
    title: `How the activation is distributed over ${series[1]!.name} and over ${series[0]!.name}`,
    description: 'Shares of the images.',
    options: {
      width: look.width,
      height: marginTop + FRAME_HEIGHT + MARGINS.marginBottom,
      marginTop,
      ...MARGINS,
      x: { label: 'activation', labelAnchor: 'center', labelArrow: 'none' },
      y: buildShareAxis('y', 'share of the images'),
      marks: [
        buildGridY(),
        ...series.flatMap(({ steps, colour }) => [
          Plot.areaY(steps, { ...place, fill: colour, fillOpacity: 0.18 }),
          Plot.lineY(steps, { ...place, stroke: colour, strokeWidth: 1.5 }),
        ]),
        Plot.ruleY([0], { stroke: toFigureColour('rule') }),
        ...legend.marks,
      ],
    },
  };
}

/** Share of the images from each edge to the next; the last edge closes the steps. */
function toSteps(edges: readonly number[], counts: readonly number[], total: number) {
  return edges.map((activation, bin) => ({
    activation,
    share: total === 0 ? 0 : (counts[bin] ?? 0) / total,
  }));
}

/** Draws accuracy on stretches of the images by activation, each with its 95% interval. */
export function buildActivationAccuracyFigure(
  bins: readonly AccuracyBin[],
  model: string,
  look: Look,
): Figure {
  const points = listActivationAccuracies(bins).map((bin) => ({
    ...bin,
    middle: (bin.rankStart + bin.rankEnd) / 2,
  }));
  const place = { x: 'middle', y: 'accuracy' } as const;
  return {
    title: `Accuracy of ${model} from the images with least of the feature to those with most`,
    description: `${formatPercent(bins[0]?.accuracy)} with least, ${formatPercent(bins.at(-1)?.accuracy)} with most.`,
    options: {
      width: look.width,
      height: MARGIN_TOP + FRAME_HEIGHT + MARGINS.marginBottom,
      marginTop: MARGIN_TOP,
      ...MARGINS,
      x: { ...buildShareAxis('x', 'images by activation, least to most'), domain: [0, 1] },
      y: { ...buildShareAxis('y', 'accuracy'), domain: [0, 1] },
      marks: [
        buildGridY(TICKS),
        Plot.ruleX(points, { x: 'middle', y1: 'low', y2: 'high', stroke: toFigureColour('muted') }),
        Plot.lineY(points, { ...place, stroke: toFigureColour('core'), strokeWidth: 2 }),
        Plot.dot(points, { ...place, fill: toFigureColour('core'), r: 4, title: describe }),
        Plot.ruleY([0], { stroke: toFigureColour('rule') }),
        ...buildTip(look, points, { ...place, title: describe }),
      ],
    },
  };
}

function describe({ accuracy, imageCount, rankStart, rankEnd, low, high }: ActivationAccuracy): string {
  return `${formatPercent(accuracy)} of ${formatQuantity(imageCount, 'image')}, from ${formatPercent(rankStart)} to ${formatPercent(rankEnd)} of the activation; 95% interval ${formatPercent(low)} to ${formatPercent(high)}`;
}
