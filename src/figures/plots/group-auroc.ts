/**
 * How well spuriosity separates a known group within each class.
 * In: AUROC per class. Out: a figure, a row a class and group; 0.5 is chance.
 */
import * as Plot from '@observablehq/plot';
import { formatDecimal } from '../../words/index.js';
import { toFigureColour } from '../palette.js';
import type { GroupAuroc } from '../tables/index.js';
import type { Figure, Look } from './figure.js';
import { buildGridX, fitNames, TICKS } from './layout/frame.js';

const ROW_HEIGHT = 26;
const NAME_LIMIT = 26;

/** Draws one row per class and group. */
export function buildGroupAurocFigure(column: string, values: readonly GroupAuroc[], look: Look): Figure {
  const names = values.map(({ className, group }) => `${className}: ${group}`);
  const { labels, margin } = fitNames(names, look.width, NAME_LIMIT);
  const rows = values.map(({ auroc }, row) => ({ row, auroc }));
  const lowest = rows.reduce((least, { auroc }) => Math.min(least, Math.floor(auroc * 10) / 10), 0.5);
  return {
    title: `AUROC of spuriosity against ${column}`,
    description: `${rows.map(({ auroc }, row) => `${names[row]} ${formatDecimal(auroc, 2)}`).join(', ')}.`,
    options: {
      width: look.width,
      height: rows.length * ROW_HEIGHT + 62,
      marginLeft: margin,
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
        domain: rows.map(({ row }) => row),
        type: 'point',
        padding: 0.6,
        label: null,
        tickSize: 0,
        tickFormat: (row: number) => labels[row]!,
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
          text: ({ auroc }) => formatDecimal(auroc, 2),
          fontVariant: 'tabular-nums',
        }),
      ],
    },
  };
}
