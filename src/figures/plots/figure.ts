/**
 * What a figure is, and how a page wants it. A figure is a pure function of (data, look): words, and options of Observable Plot.
 * Report and app draw the same options, one in linkedom, the other in the browser.
 */
import type * as Plot from '@observablehq/plot';

export interface Figure {
  /** What is drawn. */
  title: string;
  /** What is to be seen, for who cannot see it; ends with a full stop. */
  description: string;
  /** In pixels; smaller than usual where many names stand close. */
  fontSize?: number;
  /** Width and height in CSS pixels among them. */
  options: Plot.PlotOptions & { width: number; height: number };
}

export interface Look {
  /** Of an ordinary figure, in CSS pixels. */
  width: number;
  /** Of one with many models or several panels. */
  wideWidth: number;
  /** Whether somebody can point at it: then a tip says what lies under the pointer. */
  isLive: boolean;
}

/** Of files and of the report: two figures side by side on a desktop page, one nearly unscaled on a phone. */
export const PRINT_LOOK: Look = { width: 460, wideWidth: 960, isLive: false };

/** In pixels. */
export const FIGURE_FONT_SIZE = 12.5;
