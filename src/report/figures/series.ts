/**
 * How figures tell categories apart: by colour and sign together, named in a legend above the frame.
 * In: names. Out: scales of Plot, marks of a legend with the room they need.
 */
import * as Plot from '@observablehq/plot';
import { NO_CATEGORY, OTHER_CATEGORIES } from '../../protocol/index.js';
import { formatShortened } from '../format.js';
import { SERIES_COLOURS, toFigureColour } from './palette.js';
import { computeTextWidth } from './plot-frame.js';

const SYMBOLS = ['circle', 'square', 'triangle', 'diamond', 'star', 'wye', 'cross', 'diamond2'] as const;
const ROW_HEIGHT = 19;
const SIGN_WIDTH = 14;
const SIGN_RADIUS = 4;
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

export interface LegendItem extends Sign {
  name: string;
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
}

/** A legend above the frame; `height` is what the top margin needs for it. */
export function buildLegend(
  items: readonly LegendItem[],
  { width, outdent = 0, lift = 0 }: LegendOptions,
): { marks: Plot.Markish[]; height: number } {
  let row = 0;
  let left = 0;
  const placed = items.map((item) => {
    const name = formatShortened(item.name, NAME_LIMIT);
    const itemWidth = SIGN_WIDTH + computeTextWidth(name);
    if (left > 0 && left + itemWidth > width) {
      row += 1;
      left = 0;
    }
    const place = { ...item, name, left, row };
    left += itemWidth + ITEM_GAP;
    return place;
  });
  const height = (row + 1) * ROW_HEIGHT + 6;
  return {
    height,
    marks: placed.flatMap(({ name, colour, symbol, isHollow, opacity = 1, left: start, row: line }) => {
      const dy = (line + 0.5) * ROW_HEIGHT - height - lift;
      const place = { frameAnchor: 'top-left', facet: 'super' } as const;
      return [
        Plot.dot([0], {
          ...place,
          dx: start - outdent + 5,
          dy,
          r: SIGN_RADIUS,
          symbol,
          fill: isHollow ? 'none' : colour,
          fillOpacity: opacity,
          stroke: isHollow ? colour : 'none',
          strokeWidth: 1.8,
        }),
        Plot.text([name], {
          ...place,
          dx: start - outdent + SIGN_WIDTH,
          dy,
          textAnchor: 'start',
          lineAnchor: 'middle',
        }),
      ];
    }),
  };
}
