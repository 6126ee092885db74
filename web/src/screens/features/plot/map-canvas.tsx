/**
 * Thousands of points in a frame that is moved by dragging, wheel, two fingers and keys, and in which an area can be circled.
 * In: points, their colours, the view, the area. Out: the next view or area, the point under the pointer. Keeps none of them;
 * regl-scatterplot draws and listens.
 */
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { IconDeviceDesktopOff } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { EmptyState } from '../../../parts/page/empty-state.js';
import { computeWholeDistance, createProjection, type Extent, type Point } from '../plane.js';
import classes from './map-canvas.module.css';
import type { Plot } from './plot.js';
import { useFingers } from './use-fingers.js';
import { usePlot } from './use-plot.js';
import { type PlotEvents, usePlotEvents } from './use-plot-events.js';
import { type PlotPoints, usePlotPoints } from './use-plot-points.js';
import { type PlotView, usePlotView } from './use-plot-view.js';

export interface MapCanvasProps
  extends Omit<PlotPoints & PlotEvents & PlotView, 'projection' | 'wholeDistance'> {
  /** What the map shows, in a sentence. */
  label: string;
  extent: Extent;
  /** Dragging circles an area; with shift it does so without. */
  isLasso: boolean;
}

/** What each key moves the map by, in pixels to the right and upwards. */
const KEY_STEPS: Record<string, Point> = {
  ArrowLeft: [60, 0],
  ArrowRight: [-60, 0],
  ArrowUp: [0, -60],
  ArrowDown: [0, 60],
};

export function MapCanvas(props: MapCanvasProps) {
  const { label, extent, isLasso } = props;
  const { ref: sizer, width, height } = useElementSize<HTMLCanvasElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme();
  const plot = usePlot(canvas);
  const projection = useMemo(() => createProjection(extent), [extent]);
  const wholeDistance = computeWholeDistance(extent, width / height || 1);
  const isDrawn = usePlotPoints(plot, scheme, { ...props, projection });
  usePlotView(plot, isDrawn, { ...props, projection, wholeDistance });
  usePlotEvents(plot, { ...props, projection });

  useEffect(() => {
    if (width > 0 && height > 0) plot?.resize(width, height);
  }, [plot, width, height]);
  useEffect(() => {
    void plot?.set({ mouseMode: isLasso ? 'lasso' : 'panZoom' });
    // A finger comes down far from where the mouse was last.
    plot?.get('camera').config({ isPan: !isLasso });
  }, [plot, isLasso]);

  const fingers = useFingers(plot, isLasso);
  const ref = useMergedRef(sizer, canvas);
  if (plot === null) return <CannotDraw />;
  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: keys move the map; this role hands them on. */}
      <canvas
        ref={ref}
        className={classes.canvas}
        data-lasso={isLasso || undefined}
        role="application"
        aria-roledescription="map"
        aria-label={`${label} Arrow keys move it.`}
        aria-busy={!isDrawn}
        tabIndex={0}
        onKeyDown={(event) => plot && pan(event, plot, height)}
        {...fingers}
      />
    </div>
  );
}

/** The other keys of the map hold on the whole page. */
function pan(event: KeyboardEvent, plot: Plot, height: number): void {
  const step = event.ctrlKey || event.metaKey || event.altKey ? undefined : KEY_STEPS[event.key];
  if (step === undefined) return;
  event.preventDefault();
  // The camera counts in half heights of the frame.
  plot.get('camera').pan([(step[0] * 2) / height, (step[1] * 2) / height]);
  plot.redraw();
}

function CannotDraw() {
  return (
    <div className={classes.frame} role="alert">
      <EmptyState title="This browser cannot draw the map" icon={<IconDeviceDesktopOff aria-hidden />}>
        Its points are drawn with WebGL, which is switched off here or not supported. Switch on hardware
        acceleration in the browser's settings, or open this page in another browser. Saved areas are counted
        all the same.
      </EmptyState>
    </div>
  );
}
