/**
 * A figure as Observable Plot draws it. In: Plot, the options of a figure, its size. Out: an element, an SVG or one with a legend around it.
 * Plot itself is loaded by whoever draws.
 */
export type PlotModule = typeof import('@observablehq/plot');
export type PlotOptions = import('@observablehq/plot').PlotOptions;

export interface FigureFrame {
  width: number;
  height: number;
}

/** In pixels. Colours are those of COLOURS: CSS variables work in Plot. */
export type DrawFigure = (plot: PlotModule, frame: FigureFrame) => PlotOptions;

/** In pixels; a function for figures that are higher where they are narrow. */
export type FigureHeight = number | ((width: number) => number);

export function toHeight(height: FigureHeight, width: number): number {
  return typeof height === 'number' ? height : height(width);
}

export function drawFigure(plot: PlotModule, draw: DrawFigure, frame: FigureFrame): SVGElement | HTMLElement {
  return plot.plot({ style: { fontSize: '12px' }, ...draw(plot, frame), ...frame });
}
