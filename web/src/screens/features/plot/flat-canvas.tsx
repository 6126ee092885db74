/**
 * The points of the map drawn without WebGL, for browsers that lack it or cannot blend floating-point colours. In: `CanvasProps`, what
 * is in sight. Out: the next view or area, the point under the pointer. Slower with very many points.
 */
import { useComputedColorScheme } from '@mantine/core';
import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { MOST_CORNERS } from '../map-search.js';
import { dragView, findNearest, magnifyAt, type Point, type Sight, simplifyArea } from '../plane.js';
import type { CanvasProps } from './canvas-props.js';
import { drawFlat, type Looks, prepareCanvas } from './draw-flat.js';
import { MapSurface } from './map-surface.js';
import { orderByTone } from './point-looks.js';
import { LEAST_DRAG, measure, toPixel } from './pointer.js';

/** Pixels around a point in which the pointer finds it. */
const REACH = 8;
/** Magnification by a hundred pixels of the wheel. */
const WHEEL_FACTOR = 1.2;

export function FlatCanvas(props: CanvasProps & { sight: Sight }) {
  const { label, points, colours, isShown, view, sight, isLasso, width, height } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme();
  const [circle, setCircle] = useState<readonly Point[] | null>(null);
  const order = useMemo(() => orderByTone(colours.toneOfPoint), [colours]);
  const latest = useRef(props);
  latest.current = props;

  const looks = useRef<Looks | null>(null);
  useEffect(() => {
    if (width > 0) looks.current = prepareCanvas(canvas.current!, { width, height }, colours);
  }, [colours, scheme, width, height]);
  useEffect(() => {
    if (looks.current !== null)
      drawFlat(canvas.current!, { ...latest.current, order, circle }, looks.current);
  }, [points, colours, order, isShown, sight, props.area, props.inside, circle, scheme, width, height]);

  useEffect(() => {
    const element = canvas.current!;
    // React listens to the wheel without a say in whether the page scrolls.
    const magnify = (event: WheelEvent) => {
      event.preventDefault();
      const { view, sight, onView } = latest.current;
      onView(magnifyAt(view, sight, [event.offsetX, event.offsetY], WHEEL_FACTOR ** (-event.deltaY / 100)));
    };
    element.addEventListener('wheel', magnify, { passive: false });
    return () => element.removeEventListener('wheel', magnify);
  }, []);

  const hands = useHands(props, setCircle);
  return (
    <MapSurface
      canvas={canvas}
      label={label}
      isLasso={isLasso}
      isDrawn={width > 0}
      onMove={([right, up]) => props.onView(dragView(view, sight, [0, 0], [right, -up]))}
      {...hands}
    />
  );
}

/** What fingers and the mouse do: one drags, circles or clicks, two magnify. */
function useHands(
  props: CanvasProps & { sight: Sight },
  setCircle: (circle: readonly Point[] | null) => void,
) {
  const fingers = useRef(new Map<number, Point>());
  const press = useRef<{ at: Point; isDrag: boolean; corners: Point[] | null } | null>(null);
  const { points, isShown, view, sight, isLasso, onView, onPoint, onOpen, onArea, onCircling } = props;
  const find = (pixel: Point) => findNearest(points, isShown, sight, pixel, REACH);

  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>) => {
    const pixel = toPixel(event);
    event.currentTarget.setPointerCapture(event.pointerId);
    fingers.current.set(event.pointerId, pixel);
    const corners = isLasso || event.shiftKey ? [sight.toMap(...pixel)] : null;
    press.current = { at: pixel, isDrag: fingers.current.size > 1, corners };
  };
  const onPointerMove = (event: PointerEvent) => {
    const pixel = toPixel(event);
    const before = fingers.current.get(event.pointerId);
    if (before === undefined || press.current === null) {
      const place = find(pixel);
      onPoint(place, place < 0 ? [0, 0] : sight.toPixel(points.x[place]!, points.y[place]!));
      return;
    }
    const isFar = measure(pixel, press.current.at) >= LEAST_DRAG;
    press.current.isDrag ||= isFar;
    if (!press.current.isDrag) return;
    const { corners } = press.current;
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    if (corners !== null && other === undefined) {
      if (measure(pixel, before) < LEAST_DRAG) return;
      corners.push(sight.toMap(...pixel));
      setCircle([...corners]);
      onCircling(corners);
    } else if (other === undefined) onView(dragView(view, sight, before, pixel));
    else {
      const factor = measure(pixel, other) / Math.max(1, measure(before, other));
      onView(magnifyAt(view, sight, other, factor));
    }
    fingers.current.set(event.pointerId, pixel);
  };
  const onPointerUp = (event: PointerEvent) => {
    fingers.current.delete(event.pointerId);
    const ended = press.current;
    if (ended === null || fingers.current.size > 0) return;
    press.current = null;
    setCircle(null);
    onCircling(null);
    if (ended.corners !== null && ended.corners.length > 2) onArea(simplifyArea(ended.corners, MOST_CORNERS));
    else if (!ended.isDrag) {
      const place = find(toPixel(event));
      if (place >= 0) onOpen(place);
    }
  };
  return {
    onPointerDown,
    onPointerMove,
    onPointerUp,
    onPointerCancel: onPointerUp,
    onPointerLeave: () => onPoint(-1, [0, 0]),
  };
}
