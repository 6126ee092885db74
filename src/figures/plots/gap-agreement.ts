/**
 * Class-wise gaps of models against those of another, at first of the model that the cues were discovered with (the paper's figure 7).
 * In: agreements, the most alike first; names of classes, where a class leads. Out: a figure, a panel a model; of many models those
 * from the most to the least alike.
 */
import * as Plot from '@observablehq/plot';
import {
  formatBarePoints,
  formatCorrelation,
  formatPoints,
  formatQuantity,
  formatShortened,
} from '../../words/index.js';
import { toFigureColour } from '../palette.js';
import type { GapAgreement, NameOfClass } from '../tables/index.js';
import type { Figure, Look } from './figure.js';
import { buildGridX, buildGridY, buildLinks, buildTip, computeGapDomain } from './layout/frame.js';
import { buildDiagonals, buildPanelAxis, buildPanelTitles, layOutPanels } from './layout/panels.js';

/** Panels of the figure. */
const MOST_PANELS = 6;
const NAME_LIMIT = 24;
/** Beyond, points are smaller and paler. */
const FEW_POINTS = 60;

type Point = GapAgreement['points'][number] & { panel: GapAgreement; fx: number; fy: number };

/** Evenly spaced from the most to the least alike; all of few. */
export function choosePanels(agreements: readonly GapAgreement[]): GapAgreement[] {
  if (agreements.length <= MOST_PANELS) return [...agreements];
  return Array.from(
    { length: MOST_PANELS },
    (_, place) => agreements[Math.round((place * (agreements.length - 1)) / (MOST_PANELS - 1))]!,
  );
}

interface AgreementOptions {
  nameOf: NameOfClass;
  toAddress?: (classIndex: number) => string;
}

/** Draws a point per class; on the diagonal both models have the same gap. */
export function buildGapAgreementFigure(
  agreements: readonly GapAgreement[],
  look: Look,
  { nameOf, toAddress }: AgreementOptions,
): Figure {
  const panels = choosePanels(agreements);
  const layout = layOutPanels(panels.length, look);
  const points = panels.flatMap((panel, index) =>
    panel.points.map((point): Point => ({ ...point, panel, ...layout.placeOf(index) })),
  );
  const domain = computeGapDomain(points.flatMap(({ referenceGap, gap }) => [referenceGap, gap]));
  const reference = panels[0]?.reference ?? 'the reference';
  const describe = ({ classIndex, referenceGap, gap, panel }: Point) =>
    `${nameOf(classIndex)}\n${reference} ${formatPoints(referenceGap)}\n${panel.model} ${formatPoints(gap)}`;
  const place = { fx: 'fx', fy: 'fy', x: 'referenceGap', y: 'gap' } as const;
  const other = panels.length === 1 ? formatShortened(panels[0]!.model, NAME_LIMIT) : 'the other model';
  const toTick = (gap: number) => formatBarePoints(gap);
  const shortReference = formatShortened(reference, NAME_LIMIT);
  return {
    title: toTitle(panels, reference),
    description: panels.map(({ model, r }) => `${model}: r = ${formatCorrelation(r)}.`).join(' '),
    options: {
      ...layout.frame,
      x: buildPanelAxis(`gap of ${shortReference}, points`, 'x', toTick, domain, layout),
      y: buildPanelAxis(`gap of ${other}, points`, 'y', toTick, domain, layout),
      marks: [
        buildGridX(layout.ticks),
        buildGridY(),
        buildDiagonals(layout, panels.length, domain),
        Plot.dot(points, {
          ...place,
          ...toPointLook(panels),
          fill: toFigureColour('spurious'),
          ...buildLinks(toAddress && (({ classIndex }: Point) => toAddress(classIndex)), describe),
        }),
        buildPanelTitles(
          layout,
          panels.map(({ model, r }) => `${formatShortened(model, NAME_LIMIT)}, r = ${formatCorrelation(r)}`),
        ),
        ...buildTip(look, points, { ...place, title: describe }),
      ],
    },
  };
}

function toTitle(panels: readonly GapAgreement[], reference: string): string {
  const [first, ...others] = panels;
  return first === undefined || others.length > 0
    ? `Class-wise spurious gaps of models against those of ${reference}`
    : `Gaps of ${first.model} against those of ${reference} in ${formatQuantity(first.points.length, 'class')}`;
}

/** One panel has room for larger points than several. */
function toPointLook(panels: readonly GapAgreement[]): { r: number; fillOpacity: number } {
  const isDense = panels.some(({ points }) => points.length > FEW_POINTS);
  if (panels.length === 1) return { r: isDense ? 3 : 5, fillOpacity: isDense ? 0.5 : 0.75 };
  return { r: isDense ? 2.2 : 4, fillOpacity: isDense ? 0.5 : 0.75 };
}
