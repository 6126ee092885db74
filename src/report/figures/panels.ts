/**
 * Panels side by side with a title each, on the same axes.
 * In: how many. Out: their places, widths and titles for Plot's facets.
 */
import * as Plot from '@observablehq/plot';
import { FIGURE_WIDTH, TICKS, WIDE_FIGURE_WIDTH } from './plot-frame.js';

const MOST_COLUMNS = 3;
/** Room above each panel for its title. */
export const PANEL_TITLE_HEIGHT = 26;
const MARGIN_LEFT = 78;
const MARGIN_RIGHT = 14;
const MARGIN_BOTTOM = 44;
/** Between panels, as a share of one with its gap: room for "100%" beside "−100%". */
const GAP = 0.17;
/** The same above the titles of a second row. */
const ROW_GAP = 0.08;
/** Height of a panel, where it could be higher. */
const MOST_SIDE = 340;

export interface PanelLayout {
  width: number;
  height: number;
  /** Place of a panel. */
  placeOf(index: number): { fx: number; fy: number };
  /** Margins and facet scales. */
  frame: Pick<
    Plot.PlotOptions,
    'marginTop' | 'marginLeft' | 'marginRight' | 'marginBottom' | 'fx' | 'fy' | 'width' | 'height'
  >;
}

/** Square panels, at most three in a row; one alone is as wide as an ordinary figure. `headRoom` is kept free on top. */
export function layOutPanels(count: number, headRoom = 0): PanelLayout {
  const columns = Math.max(1, Math.min(MOST_COLUMNS, count));
  const rows = Math.max(1, Math.ceil(count / columns));
  const width = columns === 1 ? FIGURE_WIDTH : WIDE_FIGURE_WIDTH;
  // d3 takes the padding off a single band, too.
  const columnGap = columns === 1 ? 0 : GAP;
  const inner = width - MARGIN_LEFT - MARGIN_RIGHT;
  // Of a band scale with this inner padding and none outside.
  const side = Math.min(MOST_SIDE, (inner * (1 - columnGap)) / (columns - columnGap));
  const marginTop = PANEL_TITLE_HEIGHT + headRoom + 8;
  const rowGap = rows === 1 ? 0 : ROW_GAP + PANEL_TITLE_HEIGHT / side;
  const height = marginTop + (side * (rows - rowGap)) / (1 - rowGap) + MARGIN_BOTTOM;
  const keys = (length: number) => Array.from({ length }, (_, key) => key);
  return {
    width,
    height,
    placeOf: (index) => ({ fx: index % columns, fy: Math.floor(index / columns) }),
    frame: {
      width,
      height,
      marginTop,
      marginLeft: MARGIN_LEFT,
      marginRight: MARGIN_RIGHT,
      marginBottom: MARGIN_BOTTOM,
      fx: { domain: keys(columns), axis: null, padding: columnGap, paddingOuter: 0 },
      fy: { domain: keys(rows), axis: null, padding: rowGap, paddingOuter: 0 },
    },
  };
}

/** The title of each panel above its frame. */
export function buildPanelTitles(layout: PanelLayout, titles: readonly string[]): Plot.Markish {
  return Plot.text(
    titles.map((title, index) => ({ title, ...layout.placeOf(index) })),
    {
      fx: 'fx',
      fy: 'fy',
      text: 'title',
      frameAnchor: 'top-left',
      textAnchor: 'start',
      lineAnchor: 'bottom',
      dy: -8,
      fontWeight: 600,
    },
  );
}

/** Axis of a panel. */
export function buildPanelAxis(
  label: string,
  place: 'x' | 'y',
  tickFormat: (value: number) => string,
  domain: readonly [number, number],
): Plot.ScaleOptions {
  return {
    domain: [...domain],
    label,
    labelAnchor: 'center',
    labelArrow: 'none',
    ticks: TICKS,
    tickFormat,
    ...(place === 'y' ? { labelOffset: MARGIN_LEFT - 10 } : {}),
  };
}
