/**
 * Thousands of points on a canvas that is moved by dragging, wheel, two fingers and keys, and in which an area can be circled.
 * In: points, their colours, the view, the area. Out: the next view or area, the point under the pointer. Keeps none of them.
 */
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { drawPoints, resolveColours } from './draw-points.js';
import classes from './map-canvas.module.css';
import {
  createProjection,
  type Extent,
  findNearest,
  type Point,
  type Points,
  panView,
  simplifyArea,
  type View,
  zoomView,
} from './plane.js';
import type { PointColours } from './point-colours.js';
import { usePointers } from './use-pointers.js';

export interface MapCanvasProps {
  /** What the map shows, in a sentence. */
  label: string;
  points: Points;
  extent: Extent;
  colours: PointColours;
  isShown: (place: number) => boolean;
  view: View;
  onView: (view: View) => void;
  area: readonly Point[] | null;
  onArea: (area: Point[]) => void;
  isLasso: boolean;
  /** Point under the pointer and the pixel that it is at; -1 for none. */
  onPoint: (place: number, pixel: Point) => void;
  onOpen: (place: number) => void;
}

const REACH = 12;
const CORNER_STEP = 8;
/** What each key moves the map by, in pixels. */
const KEY_STEPS: Record<string, Point> = {
  ArrowLeft: [60, 0],
  ArrowRight: [-60, 0],
  ArrowUp: [0, 60],
  ArrowDown: [0, -60],
};

export function MapCanvas(props: MapCanvasProps) {
  const { points, extent, colours, isShown, view, onView, area, onArea, isLasso } = props;
  const { ref: sizer, width, height } = useElementSize<HTMLCanvasElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme();
  const projection = useMemo(
    () => createProjection(extent, view, { width, height }),
    [extent, view, width, height],
  );
  const findPoint = (pixel: Point) => findNearest(points, isShown, projection, pixel, REACH);
  const { drawn, handlers } = usePointers(canvas, {
    isLasso,
    onPan: (by) => onView(panView(view, projection, by)),
    onZoom: (at, factor) => onView(zoomView(view, projection, at, factor)),
    onLasso: (pixels) => {
      const corners = simplifyArea(pixels, projection, CORNER_STEP);
      if (corners.length > 2) onArea(corners);
    },
    onHover: (pixel) => props.onPoint(pixel === null ? -1 : findPoint(pixel), pixel ?? [0, 0]),
    onClick: (pixel) => {
      const place = findPoint(pixel);
      if (place >= 0) props.onOpen(place);
    },
  });

  // The scheme changes what the variables in the colours hold.
  const fills = useMemo(
    () => (canvas.current && width > 0 ? resolveColours(colours.tones, canvas.current) : null),
    [colours, scheme, width],
  );
  useEffect(() => {
    if (canvas.current === null || fills === null) return;
    drawPoints(canvas.current, {
      width,
      height,
      points,
      projection,
      fills,
      colours,
      isShown,
      zoom: view.zoom,
    });
  }, [fills, width, height, points, projection, colours, isShown, view.zoom]);

  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: keys move the map; this role hands them on. */}
      <canvas
        ref={useMergedRef(sizer, canvas)}
        className={classes.canvas}
        data-lasso={isLasso || undefined}
        role="application"
        aria-roledescription="map"
        aria-label={`${props.label} Arrow keys move it.`}
        tabIndex={0}
        onKeyDown={(event) => pan(event, (by) => onView(panView(view, projection, by)))}
        {...handlers}
      />
      <svg className={classes.overlay} aria-hidden="true">
        {area !== null && drawn === null && (
          <polygon points={area.map(([x, y]) => projection.toPixel(x, y).join()).join(' ')} />
        )}
        {drawn !== null && <polyline points={drawn.map((pixel) => pixel.join()).join(' ')} />}
      </svg>
    </div>
  );
}

/** The other keys of the map hold on the whole page. */
function pan(event: KeyboardEvent, move: (by: Point) => void): void {
  const by = event.ctrlKey || event.metaKey || event.altKey ? undefined : KEY_STEPS[event.key];
  if (by === undefined) return;
  event.preventDefault();
  move(by);
}
