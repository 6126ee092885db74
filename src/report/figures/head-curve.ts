/**
 * How well the fitted head does after each epoch.
 * In: accuracy on training and validation images per epoch. Out: SVG text.
 */
import * as Plot from '@observablehq/plot';
import { formatPercent } from '../format.js';
import type { HeadPoint } from '../report-data.js';
import { toFigureColour } from './palette.js';
import { buildFigure, buildGridY, FIGURE_FONT_SIZE, spreadLabels, TICKS } from './plot-frame.js';

const HEIGHT = 240;
const MARGIN_TOP = 16;
const MARGIN_BOTTOM = 42;

/** Draws both curves, each named at its end. */
export function buildHeadFigure(curve: readonly HeadPoint[]): string {
  const last = curve.at(-1);
  const series = [
    {
      name: 'training',
      colour: toFigureColour('muted'),
      dash: '5 3',
      accuracy: (point: HeadPoint) => point.trainAccuracy,
    },
    {
      name: 'validation',
      colour: 'currentColor',
      dash: 'none',
      accuracy: (point: HeadPoint) => point.valAccuracy,
    },
  ];
  const values = curve.flatMap((point) => [point.trainAccuracy, point.valAccuracy]).filter(Number.isFinite);
  const lowest = Math.max(0, Math.floor(Math.min(1, ...values) * 10) / 10 - 0.1);
  const labels = last
    ? spreadLabels(
        series.map((line) => line.accuracy(last)),
        ((1 - lowest) * FIGURE_FONT_SIZE * 1.3) / (HEIGHT - MARGIN_TOP - MARGIN_BOTTOM),
        1,
      )
    : [];
  return buildFigure({
    figureTitle: 'Fitting the head',
    description: last
      ? `After ${last.epoch} epochs: ${formatPercent(last.trainAccuracy)} of training and ${formatPercent(last.valAccuracy)} of validation images.`
      : 'No curve.',
    height: HEIGHT,
    marginTop: MARGIN_TOP,
    marginBottom: MARGIN_BOTTOM,
    marginLeft: 48,
    marginRight: 78,
    x: {
      label: 'epoch',
      labelAnchor: 'center',
      labelArrow: 'none',
      tickFormat: 'd',
      ticks: Math.min(curve.length, 6),
    },
    y: { domain: [lowest, 1], ticks: TICKS, tickFormat: formatPercent, tickSize: 0, label: null },
    marks: [
      buildGridY(),
      ...series.map((line) =>
        Plot.line(curve, {
          x: 'epoch',
          y: line.accuracy,
          stroke: line.colour,
          strokeWidth: 2,
          strokeDasharray: line.dash,
        }),
      ),
      ...series.map((line, index) =>
        Plot.text(curve.slice(-1), {
          x: 'epoch',
          y: () => labels[index]!,
          text: () => line.name,
          dx: 8,
          textAnchor: 'start',
          fill: line.colour,
        }),
      ),
    ],
  });
}
