/**
 * Effective robustness of every model and of every category of models (the paper's figure 13).
 * In: a study of models; means per category. Out: SVG text; many models stand in three columns.
 */
import * as Plot from '@observablehq/plot';
import {
  type CategorizedModel,
  type CategoryRobustness,
  categorizeModels,
  listCategories,
  type ModelStudy,
} from '../../protocol/index.js';
import { formatDecimal, formatShortened } from '../format.js';
import { toFigureColour } from './palette.js';
import {
  buildFigure,
  buildGridX,
  computeLongestWidth,
  FIGURE_WIDTH,
  TICKS,
  WIDE_FIGURE_WIDTH,
} from './plot-frame.js';
import { buildCategoryLegend, buildSeriesScales } from './series.js';

/** More models stand in columns. */
const MOST_IN_COLUMN = 24;
const COLUMNS = 3;
/** Of a narrow axis: "−0.5" beside "0" must not touch. */
const COLUMN_TICKS = 3;
const ROW_HEIGHT = 20;
const NAME_LIMIT = 22;
const CATEGORY_LIMIT = 26;
const MARGINS = { marginRight: 18, marginBottom: 42 };
const MARGIN_TOP = 14;

type Drawn = CategorizedModel & { robustness: number; row: number; column: number };

/** Draws a dot per model, the most robust first. */
export function buildRobustnessFigure(study: ModelStudy): string {
  const drawn = listDrawn(study);
  const columns = drawn.length > MOST_IN_COLUMN ? COLUMNS : 1;
  const rows = Math.ceil(drawn.length / columns);
  const width = columns === 1 ? FIGURE_WIDTH : WIDE_FIGURE_WIDTH;
  const nameWidth = toNameWidth(drawn.map(({ model }) => formatShortened(model, NAME_LIMIT)));
  const categories = listCategories(study.models);
  const hasLegend = categories.length > 1;
  const legend = buildCategoryLegend(categories, { width, outdent: nameWidth - 8 });
  const marginTop = MARGIN_TOP + (hasLegend ? legend.height : 0);
  // Names stand left of each column: its band keeps that much of it free.
  const inner = width - nameWidth - MARGINS.marginRight;
  const gap = columns === 1 ? 0 : (nameWidth * columns) / (inner + nameWidth);
  const facet = { fx: 'column' } as const;
  const ticks = columns === 1 ? TICKS : COLUMN_TICKS;
  return buildFigure({
    figureTitle: 'Effective robustness of each model',
    description: describeEnds(drawn),
    width,
    height: marginTop + rows * ROW_HEIGHT + MARGINS.marginBottom,
    marginTop,
    marginLeft: nameWidth,
    ...MARGINS,
    ...(hasLegend ? buildSeriesScales(categories) : {}),
    x: buildPointsAxis(ticks),
    y: { axis: null, type: 'point', domain: Array.from({ length: rows }, (_, row) => row), padding: 0.6 },
    fx: {
      axis: null,
      domain: Array.from({ length: columns }, (_, column) => column),
      padding: gap,
      paddingOuter: 0,
    },
    marks: [
      buildGridX(ticks),
      Plot.ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.5 }),
      Plot.ruleY(drawn, { ...facet, x1: 0, x2: 'robustness', y: 'row', stroke: toFigureColour('muted') }),
      Plot.dot(drawn, {
        ...facet,
        x: 'robustness',
        y: 'row',
        r: 4.2,
        fill: hasLegend ? 'category' : toFigureColour('core'),
        symbol: hasLegend ? 'category' : 'circle',
      }),
      Plot.text(drawn, {
        ...facet,
        y: 'row',
        frameAnchor: 'left',
        dx: -8,
        textAnchor: 'end',
        text: ({ model }: Drawn) => formatShortened(model, NAME_LIMIT),
      }),
      ...(hasLegend ? legend.marks : []),
    ],
  });
}

/** Draws a bar per category from zero to the mean of its models. */
export function buildCategoryFigure(categories: readonly CategoryRobustness[]): string {
  const rows = categories.map((one) => ({
    ...one,
    label: `${formatShortened(one.category, CATEGORY_LIMIT)} (${one.modelCount})`,
  }));
  return buildFigure({
    figureTitle: 'Mean effective robustness per category of models',
    description: rows
      .map(({ category, robustness }) => `${category} ${formatDecimal(robustness * 100, 1)} points.`)
      .join(' '),
    height: MARGIN_TOP + rows.length * 24 + MARGINS.marginBottom,
    marginTop: MARGIN_TOP,
    marginLeft: toNameWidth(rows.map(({ label }) => label)),
    ...MARGINS,
    x: buildPointsAxis(TICKS),
    y: { label: null, tickSize: 0, domain: rows.map(({ label }) => label), padding: 0.35 },
    marks: [
      buildGridX(),
      Plot.barX(rows, { x: 'robustness', y: 'label', fill: toFigureColour('core') }),
      Plot.ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.5 }),
    ],
  });
}

function listDrawn({ models }: ModelStudy): Drawn[] {
  const measured = categorizeModels(models)
    .flatMap((model) =>
      model.effectiveRobustness === null ? [] : [{ ...model, robustness: model.effectiveRobustness }],
    )
    .sort((a, b) => b.robustness - a.robustness);
  const rows = measured.length > MOST_IN_COLUMN ? Math.ceil(measured.length / COLUMNS) : measured.length;
  return measured.map((model, place) => ({
    ...model,
    row: place % rows,
    column: Math.floor(place / rows),
  }));
}

function buildPointsAxis(ticks: number): Plot.ScaleOptions {
  return {
    label: 'effective robustness, points',
    labelAnchor: 'center',
    labelArrow: 'none',
    ticks,
    tickFormat: (value: number) => formatDecimal(value * 100, 1).replace(/\.0$/, ''),
    nice: true,
  };
}

function toNameWidth(names: readonly string[]): number {
  return computeLongestWidth(names) + 16;
}

function describeEnds(drawn: readonly Drawn[]): string {
  const [best, worst] = [drawn[0], drawn.at(-1)];
  if (best === undefined || worst === undefined) return 'No model has one.';
  const format = ({ model, robustness }: Drawn) =>
    `${model} with ${formatDecimal(robustness * 100, 1)} points`;
  return `Most robust: ${format(best)}; least: ${format(worst)}.`;
}
