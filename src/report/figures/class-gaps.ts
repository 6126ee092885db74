/**
 * Dot-and-range plot of the gaps: per class the accuracy on its most and on its least spurious images.
 * In: classes with their gaps, in the order to draw. Out: SVG text.
 */
import * as Plot from '@observablehq/plot';
import { formatPercent, formatPoints, formatShortened } from '../format.js';
import type { GapNumbers } from '../report-data.js';
import { toFigureColour } from './palette.js';
import { buildFigure, buildGridX, FIGURE_FONT_SIZE } from './plot-frame.js';

export interface NamedGap {
  name: string;
  gap: GapNumbers;
}

const ROW_HEIGHT = 24;
const NAME_LIMIT = 22;
/** Mean width of a character as a share of the font size, for sans-serif text. */
const CHARACTER_WIDTH = 0.56;

/** Draws one row per class. */
export function buildClassGapFigure(classes: readonly NamedGap[]): string {
  // Rows are drawn by position, so that two classes of the same display name keep a row each.
  const rows = classes.map(({ name, gap }, row) => ({
    row,
    label: formatShortened(name, NAME_LIMIT),
    ...gap,
    title: `${name}: ${formatPercent(gap.accuracyTop)} on the ${gap.k} most spurious, ${formatPercent(gap.accuracyBottom)} on the ${gap.k} least spurious images`,
  }));
  const longest = Math.max(4, ...rows.map((row) => [...row.label].length));
  const largest = rows[0];
  return buildFigure({
    figureTitle: 'Accuracy at both ends of the spuriosity ranking, per class',
    description: largest ? `First row: ${largest.title}.` : 'No class has a gap.',
    height: rows.length * ROW_HEIGHT + 66,
    marginLeft: Math.ceil(longest * FIGURE_FONT_SIZE * CHARACTER_WIDTH) + 14,
    marginRight: 46,
    marginTop: 26,
    marginBottom: 40,
    x: {
      domain: [0, 1],
      percent: false,
      tickFormat: formatPercent,
      ticks: 5,
      label: 'accuracy',
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: {
      domain: rows.map((row) => row.row),
      label: null,
      tickSize: 0,
      tickFormat: (row: number) => rows[row]!.label,
      type: 'point',
      padding: 0.6,
    },
    marks: [
      buildGridX(),
      Plot.link(rows, {
        x1: 'accuracyBottom',
        x2: 'accuracyTop',
        y: 'row',
        stroke: toFigureColour('muted'),
        strokeOpacity: 0.45,
        strokeWidth: 3,
      }),
      Plot.dot(rows, {
        x: 'accuracyBottom',
        y: 'row',
        r: 5,
        fill: toFigureColour('paper'),
        stroke: toFigureColour('core'),
        strokeWidth: 2.2,
        title: 'title',
      }),
      Plot.dot(rows, {
        x: 'accuracyTop',
        y: 'row',
        r: 5,
        fill: toFigureColour('spurious'),
        stroke: toFigureColour('spurious'),
        strokeWidth: 2.2,
        title: 'title',
      }),
      Plot.text(rows, {
        frameAnchor: 'right',
        y: 'row',
        dx: 42,
        textAnchor: 'end',
        text: (row) => formatPoints(row.gap),
        fill: 'currentColor',
        fontVariant: 'tabular-nums',
      }),
      Plot.text(['gap'], {
        frameAnchor: 'top-right',
        dx: 42,
        dy: -16,
        textAnchor: 'end',
        fill: toFigureColour('muted'),
      }),
    ],
  });
}
