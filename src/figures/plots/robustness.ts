/**
 * Effective robustness of every model (the paper's figure 13, top).
 * In: a study of models. Out: a figure, a row a model, the most robust first; many models stand in columns where there is room.
 */
import * as Plot from '@observablehq/plot';
import type { ModelStudy } from '../../protocol/index.js';
import { formatPoints } from '../../words/index.js';
import { toFigureColour } from '../palette.js';
import { type CategorizedModel, listCategories, listRobustness } from '../tables/index.js';
import type { Figure, Look } from './figure.js';
import { buildGridX, buildPointsAxis, buildTip, countTicks, fitNames, ZERO_LINE } from './layout/frame.js';
import { buildCategoryLegend, buildSeriesScales } from './layout/series.js';

/** More models stand in columns. */
const MOST_IN_COLUMN = 24;
const COLUMNS = 3;
/** Of a column. */
const LEAST_WIDTH = 280;
const ROW_HEIGHT = 20;
const NAME_LIMIT = 22;
const MARGINS = { marginRight: 18, marginBottom: 42 };
const MARGIN_TOP = 14;
/** Room for an axis above many rows. */
const UPPER_AXIS = 20;

type Drawn = CategorizedModel & { effectiveRobustness: number; row: number; column: number; label: string };

/** Draws a dot per model. */
export function buildRobustnessFigure(study: ModelStudy, look: Look): Figure {
  const models = listRobustness(study);
  const isLong = models.length > MOST_IN_COLUMN;
  const columns = isLong && look.wideWidth >= COLUMNS * LEAST_WIDTH ? COLUMNS : 1;
  const rows = Math.ceil(models.length / columns);
  const width = columns === 1 ? look.width : look.wideWidth;
  const names = models.map(({ model }) => model);
  const { labels, margin } = fitNames(names, width / Math.min(2, columns), NAME_LIMIT);
  const drawn = models.map(
    (model, place): Drawn => ({
      ...model,
      row: place % rows,
      column: Math.floor(place / rows),
      label: labels[place]!,
    }),
  );
  const categories = listCategories(study.models);
  const hasLegend = categories.length > 1;
  const hasUpperAxis = isLong && columns === 1;
  const axisRoom = hasUpperAxis ? UPPER_AXIS : 0;
  const legend = buildCategoryLegend(categories, { width, outdent: margin - 8, lift: axisRoom });
  const marginTop = MARGIN_TOP + axisRoom + (hasLegend ? legend.height : 0);
  // Names stand left of each column: its band keeps that much of it free.
  const inner = width - margin - MARGINS.marginRight;
  const gap = columns === 1 ? 0 : (margin * columns) / (inner + margin);
  const ticks = countTicks((inner * (1 - gap)) / (columns - gap));
  return {
    title: 'Effective robustness of each model',
    description: describeEnds(drawn),
    options: {
      width,
      height: marginTop + rows * ROW_HEIGHT + MARGINS.marginBottom,
      marginTop,
      marginLeft: margin,
      ...MARGINS,
      ...(hasLegend ? buildSeriesScales(categories) : {}),
      x: {
        ...buildPointsAxis('x', 'effective robustness, points', ticks),
        axis: hasUpperAxis ? 'both' : 'bottom',
        nice: true,
      },
      y: { axis: null, type: 'point', domain: Array.from({ length: rows }, (_, row) => row), padding: 0.6 },
      fx: {
        axis: null,
        domain: Array.from({ length: columns }, (_, column) => column),
        padding: gap,
        paddingOuter: 0,
      },
      marks: [
        buildGridX(ticks),
        Plot.ruleX([0], ZERO_LINE),
        ...buildRows(drawn, hasLegend),
        ...(hasLegend ? legend.marks : []),
        ...buildTip(look, drawn, { fx: 'column', x: 'effectiveRobustness', y: 'row', title: describe }),
      ],
    },
  };
}

function buildRows(drawn: readonly Drawn[], hasCategories: boolean): Plot.Markish[] {
  const place = { fx: 'column', y: 'row' } as const;
  return [
    Plot.ruleY(drawn, { ...place, x1: 0, x2: 'effectiveRobustness', stroke: toFigureColour('muted') }),
    Plot.dot(drawn, {
      ...place,
      x: 'effectiveRobustness',
      r: 4.2,
      fill: hasCategories ? 'category' : toFigureColour('core'),
      symbol: hasCategories ? 'category' : 'circle',
    }),
    Plot.text(drawn, { ...place, frameAnchor: 'left', dx: -8, textAnchor: 'end', text: 'label' }),
  ];
}

function describeEnds(drawn: readonly Drawn[]): string {
  const [best, worst] = [drawn[0], drawn.at(-1)];
  if (best === undefined || worst === undefined) return 'No model has one.';
  return `Most robust: ${describe(best)}; least: ${describe(worst)}.`;
}

function describe({ model, effectiveRobustness }: Drawn): string {
  return `${model} with ${formatPoints(effectiveRobustness, 1)}`;
}
