/**
 * Panels side by side, or below each other where that is too narrow, with a title each and on the same axes.
 * In: how many, the look. Out: their places, widths and titles for Plot's facets.
 */
import * as Plot from '@observablehq/plot';
import { toFigureColour } from '../../palette.js';
import type { Look } from '../figure.js';
import { countTicks, TICKS } from './frame.js';

const MOST_COLUMNS = 3;
/** Fewer columns where a panel would be narrower. */
const LEAST_SIDE = 180;
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
  /** Place of a panel. */
  placeOf(index: number): { fx: number; fy: number };
  /** On the x axis of a panel. */
  ticks: number;
  /** Size, margins and facet scales. */
  frame: Pick<Plot.PlotOptions, 'marginTop' | 'marginLeft' | 'marginRight' | 'marginBottom' | 'fx' | 'fy'> & {
    width: number;
    height: number;
  };
}

/** Square panels, at most three in a row; one alone is as wide as an ordinary figure. `headRoom` is kept free on top. */
export function layOutPanels(count: number, look: Look, headRoom = 0): PanelLayout {
  const most = Math.floor((look.wideWidth - MARGIN_LEFT - MARGIN_RIGHT) / LEAST_SIDE);
  const columns = Math.max(1, Math.min(MOST_COLUMNS, count, most));
  const rows = Math.max(1, Math.ceil(count / columns));
  const width = columns === 1 ? look.width : look.wideWidth;
  // d3 takes the padding off a single band, too.
  const columnGap = columns === 1 ? 0 : GAP;
  const inner = width - MARGIN_LEFT - MARGIN_RIGHT;
  // Of a band scale with this inner padding and none outside.
  const panelWidth = (inner * (1 - columnGap)) / (columns - columnGap);
  const side = Math.min(MOST_SIDE, panelWidth);
  const marginTop = PANEL_TITLE_HEIGHT + headRoom + 8;
  const rowGap = rows === 1 ? 0 : ROW_GAP + PANEL_TITLE_HEIGHT / side;
  const height = marginTop + (side * (rows - rowGap)) / (1 - rowGap) + MARGIN_BOTTOM;
  const keys = (length: number) => Array.from({ length }, (_, key) => key);
  return {
    placeOf: (index) => ({ fx: index % columns, fy: Math.floor(index / columns) }),
    ticks: countTicks(panelWidth),
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

/** The line on which x and y are equal, in every panel. */
export function buildDiagonals(
  layout: PanelLayout,
  count: number,
  [low, high]: readonly [number, number],
): Plot.Markish {
  const panels = Array.from({ length: count }, (_, index) => ({ ...layout.placeOf(index), low, high }));
  return Plot.link(panels, {
    fx: 'fx',
    fy: 'fy',
    x1: 'low',
    y1: 'low',
    x2: 'high',
    y2: 'high',
    stroke: toFigureColour('muted'),
    strokeDasharray: '2 3',
  });
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
  layout: PanelLayout,
): Plot.ScaleOptions {
  return {
    domain: [...domain],
    label,
    labelAnchor: 'center',
    labelArrow: 'none',
    ticks: place === 'x' ? layout.ticks : TICKS,
    tickFormat,
    ...(place === 'y' ? { labelOffset: MARGIN_LEFT - 10 } : {}),
  };
}
