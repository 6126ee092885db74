/**
 * The scatter plot of the library, as the map uses it. In: a canvas, the functions that regl draws with. Out: a plot on it, or
 * null where the browser has no WebGL that can draw it, or only computes it. Knows nothing of images and views.
 */
import createRegl, { type InitializationOptions } from 'regl';
import createScatterplot, { createRenderer } from 'regl-scatterplot';
import { LEAST_DRAG } from './pointer.js';

export interface Plot extends ReturnType<typeof createScatterplot> {
  /** CSS pixels of the frame. */
  resize: (width: number, height: number) => void;
}

/** What regl-scatterplot draws with: colours and places are textures of floating-point numbers. */
const EXTENSIONS = [
  'OES_texture_float',
  'OES_element_index_uint',
  'WEBGL_color_buffer_float',
  'EXT_float_blend',
] as const;

/** Shift circles; nothing turns the map. The library's types do not know this option yet. */
const MODIFIERS = { actionKeyMap: { lasso: 'shift' } };

/** Functions by the hash of their text; regl makes those that are missing, which the server's content policy forbids. */
export type ReglFunctions = Record<string, (...linked: unknown[]) => unknown>;

/** Whether the processor plays the graphics card: it then draws points faster by itself. */
function isComputed(gl: WebGLRenderingContext): boolean {
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = names === null ? '' : gl.getParameter(names.UNMASKED_RENDERER_WEBGL);
  return /swiftshader|llvmpipe|software|basic render/i.test(String(renderer));
}

export function openPlot(canvas: HTMLCanvasElement, functions: ReglFunctions): Plot | null {
  const surface = document.createElement('canvas');
  const gl = surface.getContext('webgl', { antialias: true, preserveDrawingBuffer: true });
  if (gl === null || isComputed(gl) || !EXTENSIONS.every((name) => gl.getExtension(name))) return null;
  const options: InitializationOptions & { cachedCode: ReglFunctions } = {
    gl,
    extensions: [...EXTENSIONS],
    cachedCode: { ...functions },
  };
  const renderer = createRenderer({ regl: createRegl(options), canvas: surface });
  const plot = createScatterplot({
    canvas,
    renderer,
    colorBy: 'valueA',
    sizeBy: 'valueA',
    opacity: 0.85,
    opacityInactiveScale: 0.3,
    pointSizeSelected: 0,
    pointOutlineWidth: 0,
    deselectOnDblClick: false,
    deselectOnEscape: false,
    lassoMinDist: LEAST_DRAG,
    lassoInitiatorParentElement: canvas.parentElement!,
    lassoLongPressIndicatorParentElement: canvas.parentElement!,
    ...MODIFIERS,
  });
  return {
    ...plot,
    resize: (width, height) => {
      renderer.resize(width, height);
      renderer.refresh();
      plot.redraw();
    },
    destroy: () => {
      plot.destroy();
      renderer.destroy();
    },
  };
}
