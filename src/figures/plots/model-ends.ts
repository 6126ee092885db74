/**
 * Models by their accuracy at both ends of the ranking (the paper's figure 6, left); the dashed line is the one that effective
 * robustness is measured from. In: a study of models, a tag that stands out, where a model leads. Out: a figure; models without
 * both accuracies are left out.
 */
import * as Plot from '@observablehq/plot';
import type { ModelStudy } from '../../protocol/index.js';
import { formatGap, formatPercent, formatQuantity, formatShortened } from '../../words/index.js';
import { toFigureColour } from '../palette.js';
import { type CategorizedModel, categorizeModels, LEAST_FOR_LINE, listCategories } from '../tables/index.js';
import { FIGURE_FONT_SIZE, type Figure, type Look } from './figure.js';
import {
  buildGridX,
  buildGridY,
  buildLinks,
  buildShareAxis,
  buildTip,
  buildTitles,
  countTicks,
  LABEL_HALO,
  TICKS,
} from './layout/frame.js';
import { placeLabels } from './layout/label-places.js';
import { buildCategoryLegend, buildSeriesScales } from './layout/series.js';

const NAME_LIMIT = 24;
/** One name for so many pixels of width: more would hide the points. */
const WIDTH_OF_NAME = 32;
const RADIUS = 4.5;
const FRAME_HEIGHT = 300;
const MARGINS = { marginLeft: 48, marginRight: 66, marginBottom: 44 };
const MARGIN_TOP = 28;
/** Between legend and frame; the label of the axis stands above both. */
const LEGEND_LIFT = 4;
/** Of models without the tag that stands out. */
const FADED = 0.2;

type Drawn = CategorizedModel & { accuracyTop: number; accuracyBottom: number };

interface ModelOptions {
  /** Models that carry it stand out; undefined: all do. */
  tag?: string;
  toAddress?: (model: string) => string;
}

/** Draws a dot per model; the diagonal is a gap of zero. */
export function buildModelFigure(
  study: ModelStudy,
  look: Look,
  { tag, toAddress }: ModelOptions = {},
): Figure {
  const drawn = categorizeModels(study.models).filter(
    (model): model is Drawn => model.accuracyTop !== null && model.accuracyBottom !== null,
  );
  const categories = listCategories(study.models);
  const hasLegend = categories.length > 1;
  const legend = buildCategoryLegend(categories, {
    width: look.width,
    outdent: MARGINS.marginLeft - 8,
    lift: LEGEND_LIFT,
  });
  const marginTop = MARGIN_TOP + (hasLegend ? legend.height : 0);
  const lowest = findLowest(drawn.flatMap((model) => [model.accuracyTop, model.accuracyBottom]));
  const ticks = countTicks(look.width - MARGINS.marginLeft - MARGINS.marginRight);
  const standsOut = ({ tags }: Drawn) => tag === undefined || tags.includes(tag);
  const place = { x: 'accuracyTop', y: 'accuracyBottom' } as const;
  return {
    title: 'Accuracy on the least against the most spurious images, per model',
    description: summarize(drawn),
    options: {
      width: look.width,
      height: marginTop + FRAME_HEIGHT + MARGINS.marginBottom,
      marginTop,
      ...MARGINS,
      ...(hasLegend ? buildSeriesScales(categories) : {}),
      x: { ...buildShareAxis('x', 'accuracy on the most spurious images', ticks), domain: [lowest, 1] },
      y: { ...buildShareAxis('y', 'accuracy on the least spurious images'), domain: [lowest, 1] },
      marks: [
        buildGridX(ticks),
        buildGridY(TICKS),
        ...buildLines(study, lowest, drawn.length >= LEAST_FOR_LINE),
        Plot.dot(drawn, {
          ...place,
          r: RADIUS,
          fill: hasLegend ? 'category' : toFigureColour('spurious'),
          symbol: hasLegend ? 'category' : 'circle',
          fillOpacity: (model: Drawn) => (standsOut(model) ? 0.85 : FADED),
          stroke: toFigureColour('paper'),
          strokeWidth: 0.7,
          ...buildTitles(look, describe),
          ...buildLinks(toAddress && (({ model }: Drawn) => toAddress(model)), describe),
        }),
        ...buildNames(drawn.filter(standsOut), lowest, look),
        ...(hasLegend ? legend.marks : []),
        ...buildTip(look, drawn, { ...place, title: describe }),
      ],
    },
  };
}

/** At most a tenth below the lowest accuracy, and never on it: no point lies on the frame. */
function findLowest(accuracies: readonly number[]): number {
  return Math.max(0, Math.floor(Math.min(1, ...accuracies) * 10 - 0.5) / 10);
}

function buildLines({ line }: ModelStudy, lowest: number, isLineTelling: boolean): Plot.Markish[] {
  const diagonal = { x1: lowest, y1: lowest, x2: 1, y2: 1 };
  return [
    Plot.link([diagonal], { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', stroke: toFigureColour('muted') }),
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
function buildNames(drawn: readonly Drawn[], lowest: number, look: Look): Plot.Markish[] {
  if (drawn.length > look.width / WIDTH_OF_NAME) return [];
  const width = look.width - MARGINS.marginLeft - MARGINS.marginRight;
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

function summarize(drawn: readonly Drawn[]): string {
  const below = drawn.filter(({ accuracyTop, accuracyBottom }) => accuracyBottom < accuracyTop).length;
  return `${below} of ${formatQuantity(drawn.length, 'model')} do worse on the least spurious images.`;
}

function describe({ model, accuracyTop, accuracyBottom, spuriousGap, interval }: Drawn): string {
  return `${model}\nmost spurious ${formatPercent(accuracyTop)}, least ${formatPercent(accuracyBottom)}\ngap ${formatGap(spuriousGap, interval)}`;
}
