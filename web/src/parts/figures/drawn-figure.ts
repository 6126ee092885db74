/**
 * A figure of the shared room on a page. In: what builds it, the width of its place. Out: the figure, and its drawing.
 * The plots, and the library that draws them, are loaded by whoever draws.
 */
import type { Figure, Look } from '../../../../src/figures/plots/index.js';

/** Everything in src/figures/plots. */
export type Plots = typeof import('../../../../src/figures/plots/index.js');

/** Builds one figure; stable (useCallback) as long as its numbers are. */
export type BuildFigure = (plots: Plots, look: Look) => Figure;

/** Loaded with the first figure. */
export function loadPlots(): Promise<Plots> {
  return import('../../../../src/figures/plots/index.js');
}

/** How a figure looks in a place of so many pixels: tips say what lies under the pointer. */
export function toPageLook(width: number): Look {
  return { width, wideWidth: width, isLive: true };
}
