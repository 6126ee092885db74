/**
 * How well the fitted head does after each epoch.
 * In: accuracy on training and validation images per epoch. Out: a figure.
 */
import * as Plot from '@observablehq/plot';
import { formatPercent, formatQuantity } from '../../words/index.js';
import { toFigureColour } from '../palette.js';
import type { HeadPoint } from '../tables/index.js';
import type { Figure, Look } from './figure.js';
import { buildCountAxis, buildGridY, buildShareAxis } from './layout/frame.js';
import { spreadEndNames } from './layout/spread-labels.js';

const FRAME_HEIGHT = 182;
const MARGINS = { marginTop: 26, marginBottom: 42, marginLeft: 48, marginRight: 78 };

/** Draws both curves, each named at its end. */
export function buildHeadFigure(curve: readonly HeadPoint[], look: Look): Figure {
  const last = curve.at(-1);
  const series = [
    { name: 'training', colour: toFigureColour('muted'), dash: '5 3', quantity: 'trainAccuracy' },
    { name: 'validation', colour: 'currentColor', dash: 'none', quantity: 'valAccuracy' },
  ] as const;
  const values = curve.flatMap((point) => [point.trainAccuracy, point.valAccuracy]).filter(Number.isFinite);
  const lowest = Math.max(0, Math.floor(Math.min(1, ...values) * 10) / 10 - 0.1);
  const ends = last === undefined ? [] : series.map(({ quantity }) => last[quantity]);
  const places = spreadEndNames(ends, [lowest, 1], FRAME_HEIGHT);
  return {
    title: 'Fitting the head',
    description: last
      ? `After ${formatQuantity(last.epoch, 'epoch')}: ${formatPercent(last.trainAccuracy)} of training and ${formatPercent(last.valAccuracy)} of validation images.`
      : 'No curve.',
    options: {
      width: look.width,
      height: FRAME_HEIGHT + MARGINS.marginTop + MARGINS.marginBottom,
      ...MARGINS,
      x: buildCountAxis('epoch', 1, Math.max(2, last?.epoch ?? 2)),
      y: { ...buildShareAxis('y', 'accuracy'), domain: [lowest, 1], tickSize: 0 },
      marks: [
        buildGridY(),
        ...series.flatMap(({ name, colour, dash, quantity }, index) => [
          Plot.line(curve, {
            x: 'epoch',
            y: quantity,
            stroke: colour,
            strokeWidth: 2,
            strokeDasharray: dash,
          }),
          Plot.text(curve.slice(-1), {
            x: 'epoch',
            y: () => places[index]!,
            text: () => name,
            dx: 8,
            textAnchor: 'start',
            fill: colour,
          }),
        ]),
      ],
    },
  };
}
