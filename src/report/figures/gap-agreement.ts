/**
 * Class-wise gaps of models against those of the model that the cues were discovered with (the paper's figure 7).
 * In: agreements, the most alike first. Out: SVG text: a panel a model; of many models those from the most to the least alike.
 */
import * as Plot from '@observablehq/plot';
import type { GapAgreement } from '../../protocol/index.js';
import { formatDecimal, formatPlainPoints, formatShortened } from '../format.js';
import { toFigureColour } from './palette.js';
import { buildPanelAxis, buildPanelTitles, layOutPanels } from './panels.js';
import { buildFigure, buildGridX, buildGridY } from './plot-frame.js';

/** Panels of the figure. */
const MOST_PANELS = 6;
const NAME_LIMIT = 24;
const ROOM = 0.04;
/** Beyond, points are smaller and paler. */
const FEW_POINTS = 60;

/** Evenly spaced from the most to the least alike; all of few. */
export function choosePanels(agreements: readonly GapAgreement[]): GapAgreement[] {
  if (agreements.length <= MOST_PANELS) return [...agreements];
  return Array.from(
    { length: MOST_PANELS },
    (_, place) => agreements[Math.round((place * (agreements.length - 1)) / (MOST_PANELS - 1))]!,
  );
}

/** Draws a point per class; on the diagonal both models have the same gap. */
export function buildGapAgreementFigure(agreements: readonly GapAgreement[]): string {
  const panels = choosePanels(agreements);
  const layout = layOutPanels(panels.length);
  const points = panels.flatMap(({ points: own }, index) =>
    own.map((point) => ({ ...point, ...layout.placeOf(index) })),
  );
  const isDense = Math.max(0, ...panels.map(({ points: own }) => own.length)) > FEW_POINTS;
  const domain = toDomain(points.flatMap(({ referenceGap, gap }) => [referenceGap, gap]));
  const reference = panels[0]?.reference ?? 'the reference';
  const facet = { fx: 'fx', fy: 'fy' } as const;
  const frames = panels.map((_, index) => layout.placeOf(index));
  return buildFigure({
    figureTitle: `Class-wise spurious gaps of models against those of ${reference}`,
    description: panels.map(({ model, r }) => `${model}: r = ${formatR(r)}.`).join(' '),
    ...layout.frame,
    x: buildPanelAxis(
      `gap of ${formatShortened(reference, NAME_LIMIT)}, points`,
      'x',
      formatPlainPoints,
      domain,
    ),
    y: buildPanelAxis('gap of the other model, points', 'y', formatPlainPoints, domain),
    marks: [
      buildGridX(),
      buildGridY(),
      Plot.link(frames, {
        ...facet,
        x1: () => domain[0],
        y1: () => domain[0],
        x2: () => domain[1],
        y2: () => domain[1],
        stroke: toFigureColour('muted'),
        strokeDasharray: '2 3',
      }),
      Plot.dot(points, {
        ...facet,
        x: 'referenceGap',
        y: 'gap',
        r: isDense ? 2.2 : 4,
        fill: toFigureColour('spurious'),
        fillOpacity: isDense ? 0.5 : 0.75,
      }),
      buildPanelTitles(
        layout,
        panels.map(({ model, r }) => `${formatShortened(model, NAME_LIMIT)}, r = ${formatR(r)}`),
      ),
    ],
  });
}

/** "0.69"; a dash where one of the models has the same gap everywhere. */
export function formatR(r: number | null): string {
  return formatDecimal(r ?? Number.NaN, 2);
}

function toDomain(gaps: readonly number[]): [number, number] {
  const low = gaps.reduce((least, gap) => Math.min(least, gap), 0);
  const high = gaps.reduce((most, gap) => Math.max(most, gap), 0.1);
  return [low - ROOM, high + ROOM];
}
