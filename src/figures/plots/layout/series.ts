/**
 * How figures tell categories apart: by colour and sign together, named in a legend above the frame.
 * In: names. Out: scales of Plot, marks of a legend with the room they need.
 */
import * as Plot from '@observablehq/plot';
import { formatShortened } from '../../../words/index.js';
import { SERIES_COLOURS, toFigureColour } from '../../palette.js';
import { NO_CATEGORY, OTHER_CATEGORIES } from '../../tables/index.js';
import { computeTextWidth } from './frame.js';

const SYMBOLS = ['circle', 'square', 'triangle', 'diamond', 'star', 'wye', 'cross', 'diamond2'] as const;
const ROW_HEIGHT = 19;
const SIGN_WIDTH = 14;
const SIGN_RADIUS = 4;
/** Of a line in the legend: long enough to show its dashes. */
const LINE_LENGTH = 22;
/** Without an arrow's head. */
const STROKE: Plot.VectorShapeImplementation = {
  draw: (context, length) => {
    context.moveTo(0, 0);
    context.lineTo(0, -length);
  },
};
const ITEM_GAP = 18;
const NAME_LIMIT = 28;

interface Sign {
  colour: string;
  symbol: (typeof SYMBOLS)[number] | 'hexagon' | 'triangle2';
}

/** The look of each category; what has none, and the rest, are grey. */
function toSigns(categories: readonly string[]): Sign[] {
  return categories.map((category, place) => {
    if (category === NO_CATEGORY) return { colour: toFigureColour('muted'), symbol: 'hexagon' };
    if (category === OTHER_CATEGORIES) return { colour: toFigureColour('muted'), symbol: 'triangle2' };
    return { colour: SERIES_COLOURS[place]!, symbol: SYMBOLS[place]! };
  });
}

/** Scales for the channels `fill` and `symbol` of a category. */
export function buildSeriesScales(categories: readonly string[]) {
  const signs = toSigns(categories);
  return {
    color: { domain: [...categories], range: signs.map(({ colour }) => colour) },
    symbol: { domain: [...categories], range: signs.map(({ symbol }) => symbol) },
  };
}

/** The legend of categories. */
export function buildCategoryLegend(categories: readonly string[], options: LegendOptions) {
  const signs = toSigns(categories);
  return buildLegend(
    categories.map((name, place) => ({ name, ...signs[place]! })),
    options,
  );
}

export interface LegendItem extends Partial<Sign> {
  name: string;
  colour: string;
  /** Of a line, as SVG's `stroke-dasharray`; then there is no symbol. */
  dash?: string;
  /** An outline without filling. */
  isHollow?: boolean;
  opacity?: number;
}

export interface LegendOptions {
  width: number;
  /** How far the legend begins left of the frame. */
  outdent?: number;
  /** Room between legend and frame, for what else stands there. */
  lift?: number;
  /** Characters of a name that are shown. */
  nameLimit?: number;
}

/** A legend above the frame; `height` is what the top margin needs for it. */
export function buildLegend(
  items: readonly LegendItem[],
  { width, outdent = 0, lift = 0, nameLimit = NAME_LIMIT }: LegendOptions,
): { marks: Plot.Markish[]; height: number } {
  let row = 0;
  let left = 0;
  const placed = items.map((item) => {
    const name = formatShortened(item.name, nameLimit);
    const signWidth = item.dash === undefined ? SIGN_WIDTH : LINE_LENGTH + 6;
    const itemWidth = signWidth + computeTextWidth(name);
    if (left > 0 && left + itemWidth > width) {
      row += 1;
      left = 0;
    }
    const place = { ...item, name, left, row, signWidth };
    left += itemWidth + ITEM_GAP;
    return place;
  });
  const height = (row + 1) * ROW_HEIGHT + 6;
  return {
    height,
    marks: placed.flatMap(({ left: start, row: line, signWidth, ...item }) => {
      const dy = (line + 0.5) * ROW_HEIGHT - height - lift;
      const place = { frameAnchor: 'top-left', facet: 'super', dy } as const;
      return [
        buildSign(item, { ...place, dx: start - outdent + (item.dash === undefined ? 5 : LINE_LENGTH / 2) }),
        Plot.text([item.name], {
          ...place,
          dx: start - outdent + signWidth,
          textAnchor: 'start',
          lineAnchor: 'middle',
        }),
      ];
    }),
  };
}

/** A dot, or a stroke of the line. */
function buildSign({ colour, symbol, dash, isHollow, opacity = 1 }: LegendItem, place: Plot.MarkOptions) {
  if (dash !== undefined) {
    return Plot.vector([0], {
      ...place,
      shape: STROKE,
      length: LINE_LENGTH,
      rotate: 90,
      stroke: colour,
      strokeWidth: 2,
      strokeDasharray: dash,
    } as Plot.VectorOptions);
  }
  return Plot.dot([0], {
    ...place,
    r: SIGN_RADIUS,
    symbol,
    fill: isHollow ? 'none' : colour,
    fillOpacity: opacity,
    stroke: isHollow ? colour : 'none',
    strokeWidth: 1.8,
  } as Plot.DotOptions);
}
