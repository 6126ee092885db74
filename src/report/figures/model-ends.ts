/**
 * Models by their accuracy at both ends of the ranking (the paper's figure 6, left); the dashed line is the one that effective
 * robustness is measured from. In: a study of models. Out: SVG text; models without both accuracies are left out.
 */
import * as Plot from '@observablehq/plot';
import {
  type CategorizedModel,
  categorizeModels,
  listCategories,
  type ModelStudy,
  placeLabels,
} from '../../protocol/index.js';
import { formatPercent, formatQuantity, formatShortened } from '../format.js';
import { toFigureColour } from './palette.js';
import {
  buildFigure,
  buildGridX,
  buildGridY,
  FIGURE_FONT_SIZE,
  FIGURE_WIDTH,
  LABEL_HALO,
  TICKS,
} from './plot-frame.js';
import { buildCategoryLegend, buildSeriesScales } from './series.js';

const NAME_LIMIT = 18;
/** Two models always lie on their line; it says something from three on. */
export const LEAST_FOR_LINE = 3;
/** More names would hide the points. */
const MOST_NAMED = 14;
const RADIUS = 4.5;
const FRAME_HEIGHT = 300;
const MARGINS = { marginLeft: 68, marginRight: 62, marginBottom: 44 };
const MARGIN_TOP = 14;

type Drawn = CategorizedModel & { accuracyTop: number; accuracyBottom: number };

/** Draws a dot per model; the diagonal is a gap of zero. */
export function buildModelFigure(study: ModelStudy): string {
  const drawn = categorizeModels(study.models).filter(
    (model): model is Drawn => model.accuracyTop !== null && model.accuracyBottom !== null,
  );
  const categories = listCategories(study.models);
  const legend = buildCategoryLegend(categories, { width: FIGURE_WIDTH - MARGINS.marginLeft });
  const hasLegend = categories.length > 1;
  const marginTop = MARGIN_TOP + (hasLegend ? legend.height : 0);
  const ends = drawn.flatMap((model) => [model.accuracyTop, model.accuracyBottom]);
  const lowest = Math.max(0, Math.floor(Math.min(1, ...ends) * 10 - 1) / 10);
  return buildFigure({
    figureTitle: 'Accuracy on the least against accuracy on the most spurious images, per model',
    description: describe(drawn),
    height: marginTop + FRAME_HEIGHT + MARGINS.marginBottom,
    marginTop,
    ...MARGINS,
    ...(hasLegend ? buildSeriesScales(categories) : {}),
    x: buildAxis(lowest, 'accuracy on the most spurious images', 38),
    y: buildAxis(lowest, 'accuracy on the least spurious images', MARGINS.marginLeft - 10),
    marks: [
      buildGridX(),
      buildGridY(),
      ...buildLines(study, lowest, drawn.length >= LEAST_FOR_LINE),
      Plot.dot(drawn, {
        x: 'accuracyTop',
        y: 'accuracyBottom',
        r: RADIUS,
        fill: hasLegend ? 'category' : toFigureColour('spurious'),
        symbol: hasLegend ? 'category' : 'circle',
        fillOpacity: 0.85,
        stroke: toFigureColour('paper'),
        strokeWidth: 0.7,
        title: ({ model, accuracyTop, accuracyBottom }: Drawn) =>
          `${model}: ${formatPercent(accuracyTop)} on the most, ${formatPercent(accuracyBottom)} on the least spurious images`,
      }),
      ...buildNames(drawn, lowest),
      ...(hasLegend ? legend.marks : []),
    ],
  });
}

function buildAxis(lowest: number, label: string, labelOffset: number): Plot.ScaleOptions {
  return {
    domain: [lowest, 1],
    ticks: TICKS,
    tickFormat: formatPercent,
    label,
    labelAnchor: 'center',
    labelOffset,
    labelArrow: 'none',
  };
}

function buildLines({ line }: ModelStudy, lowest: number, isLineTelling: boolean): Plot.Markish[] {
  return [
    Plot.link([0], {
      x1: () => lowest,
      y1: () => lowest,
      x2: () => 1,
      y2: () => 1,
      stroke: toFigureColour('muted'),
    }),
    Plot.text(['gap 0'], {
      x: () => 1,
      y: () => 1,
      dx: 8,
      textAnchor: 'start',
      fill: toFigureColour('muted'),
    }),
    ...(line === null || !isLineTelling
      ? []
      : [
          Plot.link([clipLine(line, lowest)], {
            x1: 'x1',
            y1: 'y1',
            x2: 'x2',
            y2: 'y2',
            stroke: toFigureColour('core'),
            strokeDasharray: '5 3',
            strokeWidth: 1.5,
          }),
        ]),
  ];
}

/** The part of the line inside the frame. */
function clipLine({ slope, intercept }: { slope: number; intercept: number }, lowest: number) {
  const crossings = slope === 0 ? [lowest, 1] : [(lowest - intercept) / slope, (1 - intercept) / slope];
  const x1 = Math.max(lowest, Math.min(...crossings));
  const x2 = Math.min(1, Math.max(...crossings));
  return { x1, y1: intercept + slope * x1, x2, y2: intercept + slope * x2 };
}

/** Names of few models, each where it lies over nothing else. */
function buildNames(drawn: readonly Drawn[], lowest: number): Plot.Markish[] {
  if (drawn.length > MOST_NAMED) return [];
  const width = FIGURE_WIDTH - MARGINS.marginLeft - MARGINS.marginRight;
  const scale = 1 / (1 - lowest);
  const points = drawn.map(({ model, accuracyTop, accuracyBottom }) => ({
    x: (accuracyTop - lowest) * scale * width,
    y: (1 - accuracyBottom) * scale * FRAME_HEIGHT,
    name: formatShortened(model, NAME_LIMIT),
  }));
  const frame = { left: 0, right: width + MARGINS.marginRight, top: 0, bottom: FRAME_HEIGHT };
  return placeLabels(points, { ...frame, fontSize: FIGURE_FONT_SIZE, radius: RADIUS }).map(
    ({ index, dx, dy, anchor }) =>
      Plot.text([drawn[index]!], {
        x: 'accuracyTop',
        y: 'accuracyBottom',
        text: () => points[index]!.name,
        dx,
        dy,
        textAnchor: anchor,
        fill: 'currentColor',
        ...LABEL_HALO,
      }),
  );
}

function describe(drawn: readonly Drawn[]): string {
  const below = drawn.filter(({ accuracyTop, accuracyBottom }) => accuracyBottom < accuracyTop).length;
  return `${below} of ${formatQuantity(drawn.length, 'model')} do worse on the least spurious images.`;
}
