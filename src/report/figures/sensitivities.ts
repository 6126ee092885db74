/**
 * Sensitivities of two models to the same corruptions of the same pairs (the paper's figure 11).
 * In: what both have in common. Out: SVG text: a panel a corruption, a point a pair; points beyond the frame stand on its edge.
 */
import * as Plot from '@observablehq/plot';
import type { SensitivityComparison } from '../../protocol/index.js';
import { formatDecimal, formatShortened } from '../format.js';
import { formatR } from './gap-agreement.js';
import { toFigureColour } from './palette.js';
import { buildPanelAxis, buildPanelTitles, layOutPanels, PANEL_TITLE_HEIGHT } from './panels.js';
import { buildFigure, buildGridX, buildGridY, WIDE_FIGURE_WIDTH } from './plot-frame.js';
import { buildLegend } from './series.js';

/** Lowest sensitivity that is drawn where it is: the corruption doubles the accuracy. */
export const LOWEST_DRAWN = -1;
const ROOM = 0.04;
const NAME_LIMIT = 26;
const VERDICTS = {
  core: { colour: toFigureColour('core'), symbol: 'circle' },
  spurious: { colour: toFigureColour('spurious'), symbol: 'triangle' },
} as const;

/** Draws one model's relative drops of accuracy against the other's. */
export function buildSensitivityFigure({
  modelX,
  modelY,
  points,
  corruptions,
  r,
}: SensitivityComparison): string {
  const legend = buildLegend(
    [
      { name: 'core feature', ...VERDICTS.core },
      { name: 'spurious feature', ...VERDICTS.spurious },
    ],
    { width: WIDE_FIGURE_WIDTH, lift: PANEL_TITLE_HEIGHT },
  );
  const layout = layOutPanels(corruptions.length, legend.height);
  const drawn = points.map((point) => ({
    ...point,
    x: Math.max(LOWEST_DRAWN, point.x),
    y: Math.max(LOWEST_DRAWN, point.y),
    ...layout.placeOf(corruptions.findIndex(({ corruption }) => corruption === point.corruption)),
  }));
  const lowest = drawn.reduce((least, { x, y }) => Math.min(least, x, y), 0) - ROOM;
  const domain = [lowest, 1 + ROOM] as const;
  const facet = { fx: 'fx', fy: 'fy' } as const;
  const frames = corruptions.map((_, index) => layout.placeOf(index));
  const isDense = drawn.length > 300;
  return buildFigure({
    figureTitle: `Sensitivity of ${modelY} against ${modelX}, per corruption`,
    description: `Over all corruptions r = ${formatR(r)}. ${corruptions.map((one) => `${one.corruption}: r = ${formatR(one.r)}.`).join(' ')}`,
    ...layout.frame,
    x: buildPanelAxis(`drop of accuracy, ${formatShortened(modelX, NAME_LIMIT)}`, 'x', formatShare, domain),
    y: buildPanelAxis(`drop of accuracy, ${formatShortened(modelY, NAME_LIMIT)}`, 'y', formatShare, domain),
    marks: [
      buildGridX(),
      buildGridY(),
      Plot.link(frames, {
        ...facet,
        x1: () => lowest,
        y1: () => lowest,
        x2: () => domain[1],
        y2: () => domain[1],
        stroke: toFigureColour('muted'),
        strokeDasharray: '2 3',
      }),
      ...(['core', 'spurious'] as const).map((verdict) =>
        Plot.dot(
          drawn.filter((point) => point.verdict === verdict),
          {
            ...facet,
            x: 'x',
            y: 'y',
            r: isDense ? 2 : 4,
            symbol: VERDICTS[verdict].symbol,
            fill: VERDICTS[verdict].colour,
            fillOpacity: isDense ? 0.45 : 0.75,
          },
        ),
      ),
      buildPanelTitles(
        layout,
        corruptions.map((one) => `${one.corruption}, r = ${formatR(one.r)}`),
      ),
      ...legend.marks,
    ],
  });
}

/** "−50%", with a true minus sign. */
function formatShare(share: number): string {
  return `${formatDecimal(share * 100, 0)}%`;
}
