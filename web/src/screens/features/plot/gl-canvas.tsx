/**
 * The points of the map drawn by WebGL; regl-scatterplot draws and listens. In: `MapCanvasProps`, the frame's size. Out: the next
 * view or area, the point under the pointer. Says so where the browser cannot draw them, and draws nothing.
 */
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import { computeWholeDistance, createProjection, type Point } from '../plane.js';
import type { CanvasProps } from './canvas-props.js';
import { MapSurface } from './map-surface.js';
import type { Plot } from './plot.js';
import { useFingers } from './use-fingers.js';
import { usePlot } from './use-plot.js';
import { usePlotEvents } from './use-plot-events.js';
import { usePlotPoints } from './use-plot-points.js';
import { usePlotView } from './use-plot-view.js';

export function GlCanvas(props: CanvasProps & { onUnable: () => void }) {
  const { label, extent, isLasso, width, height, onUnable } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme();
  const plot = usePlot(canvas);
  const projection = useMemo(() => createProjection(extent), [extent]);
  const wholeDistance = computeWholeDistance(extent, width / height || 1);
  const isDrawn = usePlotPoints(plot, scheme, { ...props, projection });
  usePlotView(plot, isDrawn, { ...props, projection, wholeDistance });
  usePlotEvents(plot, { ...props, projection });

  useEffect(() => {
    if (plot === null) onUnable();
  }, [plot, onUnable]);
  useEffect(() => {
    if (width > 0 && height > 0) plot?.resize(width, height);
  }, [plot, width, height]);
  useEffect(() => {
    void plot?.set({ mouseMode: isLasso ? 'lasso' : 'panZoom' });
    // A finger comes down far from where the mouse was last.
    plot?.get('camera').config({ isPan: !isLasso });
  }, [plot, isLasso]);

  const fingers = useFingers(plot, isLasso);
  return (
    <MapSurface
      canvas={canvas}
      label={label}
      isLasso={isLasso}
      isDrawn={isDrawn}
      onMove={(step) => plot && pan(plot, step, height)}
      {...fingers}
    />
  );
}

/** The camera counts in half heights of the frame. */
function pan(plot: Plot, [right, up]: Point, height: number): void {
  plot.get('camera').pan([(right * 2) / height, (up * 2) / height]);
  plot.redraw();
}
