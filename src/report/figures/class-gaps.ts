/**
 * Dot-and-range plot of the gaps: per class the accuracy on its most and on its least spurious images.
 * In: classes with their gaps, in the order to draw. Out: SVG text.
 */
import * as Plot from '@observablehq/plot';
import { formatPercent, formatPoints, formatShortened } from '../format.js';
import type { GapNumbers } from '../report-data.js';
import { toFigureColour } from './palette.js';
import { buildFigure, buildGridX, computeLongestWidth, FIGURE_WIDTH, TICKS } from './plot-frame.js';
import { buildLegend } from './series.js';

export interface NamedGap {
  name: string;
  gap: GapNumbers;
}

const ROW_HEIGHT = 24;
const NAME_LIMIT = 22;
/** Right of the frame, for the gaps as numbers. */
const GAP_ROOM = 54;
/** Both dots stand at one place. */
const SAME = 0.005;

/** Draws one row per class. */
export function buildClassGapFigure(classes: readonly NamedGap[]): string {
  // Rows are drawn by position, so that two classes of the same display name keep a row each.
  const rows = classes.map(({ name, gap }, row) => ({
    row,
    label: formatShortened(name, NAME_LIMIT),
    ...gap,
    title: `${name}: ${formatPercent(gap.accuracyTop)} on the ${gap.k} most spurious, ${formatPercent(gap.accuracyBottom)} on the ${gap.k} least spurious images`,
  }));
  const largest = rows[0];
  const marginLeft = computeLongestWidth(rows.map(({ label }) => label)) + 14;
  const legend = buildLegend(
    [
      { name: 'most spurious', colour: toFigureColour('spurious'), symbol: 'circle' },
      { name: 'least spurious', colour: toFigureColour('core'), symbol: 'circle', isHollow: true },
    ],
    { width: FIGURE_WIDTH - GAP_ROOM, outdent: marginLeft - 8 },
  );
  return buildFigure({
    figureTitle: 'Accuracy at both ends of the spuriosity ranking, per class',
    description: largest ? `First row: ${largest.title}.` : 'No class has a gap.',
    height: rows.length * ROW_HEIGHT + 62 + legend.height,
    marginLeft,
    marginRight: GAP_ROOM + 4,
    marginTop: 22 + legend.height,
    marginBottom: 40,
    x: {
      domain: [0, 1],
      percent: false,
      tickFormat: formatPercent,
      ticks: TICKS,
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
      ...legend.marks,
      Plot.link(rows, {
        x1: 'accuracyBottom',
        x2: 'accuracyTop',
        y: 'row',
        stroke: toFigureColour('muted'),
        strokeOpacity: 0.45,
        strokeWidth: 3,
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
      Plot.dot(rows, {
        x: 'accuracyBottom',
        y: 'row',
        r: 5,
        fill: ({ gap }) => (Math.abs(gap) < SAME ? 'none' : toFigureColour('paper')),
        stroke: toFigureColour('core'),
        strokeWidth: 2.2,
        title: 'title',
      }),
      Plot.text(rows, {
        frameAnchor: 'right',
        y: 'row',
        dx: GAP_ROOM,
        textAnchor: 'end',
        text: (row) => formatPoints(row.gap),
        fill: 'currentColor',
        fontVariant: 'tabular-nums',
      }),
      Plot.text(['gap'], {
        frameAnchor: 'top-right',
        dx: GAP_ROOM,
        dy: -16,
        textAnchor: 'end',
        fill: toFigureColour('muted'),
      }),
    ],
  });
}
