/** Axes, grids and labels that figures have in common. In: Plot, a label. Out: options and marks for a figure's own. */
import { COLOURS } from './colours.js';
import type { PlotModule } from './drawn-figure.js';
import { formatPercent, formatSignedPoints } from './format.js';

/** Below the axis, in its middle, without an arrow. */
const BELOW = { labelAnchor: 'center', labelArrow: 'none' } as const;
/** Above the axis. */
const ABOVE = { labelArrow: 'none' } as const;

/** Of the axes below, and of grids that should meet them. */
export const SHARE_TICKS = 5;
export const POINTS_TICKS = 6;

export type AxisPlace = 'x' | 'y';

/** Shares as percentages. */
export function buildShareAxis(place: AxisPlace, label: string) {
  return {
    ...(place === 'x' ? BELOW : ABOVE),
    label,
    ticks: SHARE_TICKS,
    tickFormat: (share: number) => formatPercent(share),
  };
}

/** Gaps as signed points; the label names the unit. */
export function buildPointsAxis(place: AxisPlace, label: string, digits = 0) {
  return {
    ...(place === 'x' ? BELOW : ABOVE),
    label,
    ticks: POINTS_TICKS,
    tickFormat: (gap: number) => formatSignedPoints(gap, digits),
  };
}

/** Lines across the figure at the ticks of the axis; name their number where the axis has it from elsewhere. */
export function buildGrid(plot: PlotModule, place: AxisPlace, ticks?: number) {
  const look = { stroke: COLOURS.rule, strokeOpacity: 1, ...(ticks === undefined ? {} : { ticks }) };
  return place === 'x' ? plot.gridX(look) : plot.gridY(look);
}

/** Narrowest room of a tick's label. */
const TICK_WIDTH = 64;

/** How many ticks have room for their labels. */
export function countTicks(width: number): number {
  return Math.max(2, Math.floor(width / TICK_WIDTH));
}

/** Ground of a tip, and of labels that lie over lines. */
export const ON_PAPER = { fill: COLOURS.paper } as const;
export const HALO = { stroke: COLOURS.paper, strokeWidth: 4 } as const;

/** A range around the values: at least `least` wide, with some room at both ends. */
export function toDomain(values: readonly number[], least: number): [number, number] {
  const low = values.reduce((lowest, value) => Math.min(lowest, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((highest, value) => Math.max(highest, value), Number.NEGATIVE_INFINITY);
  const missing = Math.max(0, least - (high - low)) / 2;
  const room = (high - low + 2 * missing) * 0.1;
  return [low - missing - room, high + missing + room];
}
