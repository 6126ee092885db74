/**
 * Models by their accuracy at both ends of the ranking; the dashed line is the one that effective robustness is measured from.
 * In: models with finite accuracies at both ends. Out: SVG text.
 */
import * as Plot from '@observablehq/plot';
import { formatPercent, formatShortened } from '../format.js';
import type { ReportModel } from '../report-data.js';
import { toFigureColour } from './palette.js';
import { buildFigure, buildGridX, buildGridY, LABEL_HALO } from './plot-frame.js';

const NAME_LIMIT = 18;
/** Two models always lie on their line; it says something from three on. */
const LEAST_FOR_LINE = 3;

/** Draws a dot per model; the diagonal is a gap of zero. */
export function buildModelFigure(models: readonly ReportModel[]): string {
  const drawn = models.filter(
    (model) => Number.isFinite(model.accuracyTop) && Number.isFinite(model.accuracyBottom),
  );
  const ends = drawn.flatMap((model) => [model.accuracyTop, model.accuracyBottom]);
  const lowest = Math.max(0, Math.floor(Math.min(1, ...ends) * 10 - 1) / 10);
  const domain = [lowest, 1];
  const line =
    drawn.length >= LEAST_FOR_LINE
      ? [
          Plot.linearRegressionY(drawn, {
            x: 'accuracyTop',
            y: 'accuracyBottom',
            stroke: toFigureColour('core'),
            strokeDasharray: '5 3',
            ci: 0,
          }),
        ]
      : [];
  return buildFigure({
    figureTitle: 'Accuracy on the least against accuracy on the most spurious images, per model',
    description: drawn
      .map(
        (model) =>
          `${model.model}: ${formatPercent(model.accuracyTop)} and ${formatPercent(model.accuracyBottom)}.`,
      )
      .join(' '),
    height: 340,
    marginLeft: 52,
    marginRight: 80,
    marginTop: 26,
    marginBottom: 44,
    x: {
      domain,
      ticks: 5,
      tickFormat: formatPercent,
      label: 'on the most spurious images',
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: {
      domain,
      ticks: 5,
      tickFormat: formatPercent,
      label: 'on the least spurious images',
      labelAnchor: 'top',
      labelArrow: 'none',
    },
    marks: [
      buildGridX(),
      buildGridY(),
      Plot.link([0], {
        x1: () => lowest,
        y1: () => lowest,
        x2: () => 1,
        y2: () => 1,
        stroke: toFigureColour('muted'),
      }),
      Plot.text(['gap 0'], {
        x: () => 1,
        y: () => 1,
        dx: 8,
        textAnchor: 'start',
        fill: toFigureColour('muted'),
      }),
      ...line,
      Plot.dot(drawn, { x: 'accuracyTop', y: 'accuracyBottom', r: 4.5, fill: toFigureColour('spurious') }),
      Plot.text(drawn, {
        x: 'accuracyTop',
        y: 'accuracyBottom',
        text: (model) => formatShortened(model.model, NAME_LIMIT),
        dx: 9,
        textAnchor: 'start',
        fill: 'currentColor',
        ...LABEL_HALO,
      }),
    ],
  });
}
