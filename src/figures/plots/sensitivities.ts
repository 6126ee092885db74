/**
 * Sensitivities of two models to the same corruptions of the same pairs (the paper's figure 11).
 * In: what both have in common, names of classes, where a pair leads. Out: a figure: a panel a corruption, a point a pair; points
 * beyond the frame stand on its edge.
 */
import * as Plot from '@observablehq/plot';
import { VERDICT_LABELS } from '../../records/annotation.js';
import { formatCorrelation, formatPercent, formatShortened } from '../../words/index.js';
import { toFigureColour } from '../palette.js';
import {
  LOWEST_DRAWN,
  type NameOfClass,
  type SensitivityComparison,
  type SensitivityPoint,
} from '../tables/index.js';
import type { Figure, Look } from './figure.js';
import { buildGridX, buildGridY, buildLinks, buildTip } from './layout/frame.js';
import {
  buildDiagonals,
  buildPanelAxis,
  buildPanelTitles,
  layOutPanels,
  PANEL_TITLE_HEIGHT,
  type PanelLayout,
} from './layout/panels.js';
import { buildLegend } from './layout/series.js';

const ROOM = 0.04;
const NAME_LIMIT = 26;
/** More points are smaller and paler, and lead nowhere: they could not be told apart, and so many links make a page slow. */
const MOST_LINKS = 400;
const VERDICT_LOOKS = {
  core: { colour: toFigureColour('core'), symbol: 'circle' },
  spurious: { colour: toFigureColour('spurious'), symbol: 'triangle' },
} as const;

type Drawn = SensitivityPoint & { drawnX: number; drawnY: number; fx: number; fy: number };

interface SensitivityOptions {
  nameOf: NameOfClass;
  toAddress?: (pair: SensitivityPoint) => string;
}

/** Draws one model's relative drops of accuracy against the other's. */
export function buildSensitivityFigure(
  comparison: SensitivityComparison,
  look: Look,
  { nameOf, toAddress }: SensitivityOptions,
): Figure {
  const { modelX, modelY, corruptions, r } = comparison;
  const legend = buildVerdictLegend(look);
  const layout = layOutPanels(corruptions.length, look, legend.height);
  const drawn = listDrawn(comparison, layout);
  const lowest = drawn.reduce((least, { drawnX, drawnY }) => Math.min(least, drawnX, drawnY), 0) - ROOM;
  const domain = [lowest, 1 + ROOM] as const;
  const isFew = drawn.length <= MOST_LINKS;
  const place = { fx: 'fx', fy: 'fy', x: 'drawnX', y: 'drawnY' } as const;
  const describe = ({ classIndex, feature, verdict, x, y }: Drawn) =>
    `${nameOf(classIndex)}, feature ${feature} (${verdict})\n${modelX} ${formatPercent(x)}\n${modelY} ${formatPercent(y)}`;
  const titles = corruptions.map((one) => `${one.corruption}, r = ${formatCorrelation(one.r)}`);
  const toTick = (share: number) => formatPercent(share);
  const [nameX, nameY] = [modelX, modelY].map((name) => formatShortened(name, NAME_LIMIT));
  return {
    title: `Drop of accuracy of ${modelY} against ${modelX}, per corruption`,
    description: `Over all corruptions r = ${formatCorrelation(r)}${titles.map((title) => `; ${title}`).join('')}.`,
    options: {
      ...layout.frame,
      x: buildPanelAxis(`drop of accuracy, ${nameX}`, 'x', toTick, domain, layout),
      y: buildPanelAxis(`drop of accuracy, ${nameY}`, 'y', toTick, domain, layout),
      marks: [
        buildGridX(layout.ticks),
        buildGridY(),
        buildDiagonals(layout, corruptions.length, domain),
        ...VERDICT_LABELS.map((verdict) =>
          Plot.dot(
            drawn.filter((point) => point.verdict === verdict),
            {
              ...place,
              r: isFew ? 4 : 2,
              symbol: VERDICT_LOOKS[verdict].symbol,
              fill: VERDICT_LOOKS[verdict].colour,
              fillOpacity: isFew ? 0.75 : 0.45,
              ...(isFew ? buildLinks(toAddress, describe) : {}),
            },
          ),
        ),
        buildPanelTitles(layout, titles),
        ...legend.marks,
        ...buildTip(look, drawn, { ...place, title: describe }),
      ],
    },
  };
}

/** Points below the frame stand on its edge. */
function listDrawn({ points, corruptions }: SensitivityComparison, layout: PanelLayout): Drawn[] {
  return points.map((point) => ({
    ...point,
    drawnX: Math.max(LOWEST_DRAWN, point.x),
    drawnY: Math.max(LOWEST_DRAWN, point.y),
    ...layout.placeOf(corruptions.findIndex(({ corruption }) => corruption === point.corruption)),
  }));
}

function buildVerdictLegend({ wideWidth }: Look) {
  return buildLegend(
    [
      { name: 'core feature', ...VERDICT_LOOKS.core },
      { name: 'spurious feature', ...VERDICT_LOOKS.spurious },
    ],
    { width: wideWidth, lift: PANEL_TITLE_HEIGHT },
  );
}
