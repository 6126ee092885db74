/**
 * How well spuriosity separates a known group within each class.
 * In: AUROC per class. Out: SVG text; 0.5 is chance.
 */
import * as Plot from '@observablehq/plot';
import { formatDecimal, formatShortened } from '../format.js';
import type { GroupAuroc } from '../report-data.js';
import { toFigureColour } from './palette.js';
import { buildFigure, buildGridX, computeLongestWidth, TICKS } from './plot-frame.js';

const ROW_HEIGHT = 26;
const NAME_LIMIT = 26;

/** Draws one row per class and group. */
export function buildGroupAurocFigure(column: string, values: readonly GroupAuroc[]): string {
  const rows = values.map(({ className, group, auroc }, row) => ({
    row,
    auroc,
    label: formatShortened(`${className}: ${group}`, NAME_LIMIT),
  }));
  const lowest = Math.min(0.5, ...rows.map((row) => Math.floor(row.auroc * 10) / 10));
  return buildFigure({
    figureTitle: `AUROC of spuriosity against ${column}`,
    description: rows.map((row) => `${row.label} ${formatDecimal(row.auroc, 2)}`).join(', '),
    height: rows.length * ROW_HEIGHT + 62,
    marginLeft: computeLongestWidth(rows.map(({ label }) => label)) + 14,
    marginRight: 48,
    marginTop: 14,
    marginBottom: 42,
    x: {
      domain: [lowest, 1],
      ticks: TICKS,
      label: 'AUROC (0.5 = chance)',
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: {
      domain: rows.map((row) => row.row),
      type: 'point',
      padding: 0.6,
      label: null,
      tickSize: 0,
      tickFormat: (row: number) => rows[row]!.label,
    },
    marks: [
      buildGridX(),
      Plot.ruleX([0.5], { stroke: 'currentColor', strokeOpacity: 0.6 }),
      Plot.link(rows, {
        x1: () => 0.5,
        x2: 'auroc',
        y: 'row',
        stroke: toFigureColour('spurious'),
        strokeWidth: 2,
      }),
      Plot.dot(rows, { x: 'auroc', y: 'row', r: 5, fill: toFigureColour('spurious') }),
      Plot.text(rows, {
        frameAnchor: 'right',
        y: 'row',
        dx: 44,
        textAnchor: 'end',
        text: (row) => formatDecimal(row.auroc, 2),
        fontVariant: 'tabular-nums',
      }),
    ],
  });
}
