/**
 * What mouse, pen and fingers do on the map: drag, wheel, pinch, circle, point, click.
 * In: pointer events of an element. Out: gestures in pixels of that element. Knows nothing of points.
 */
import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { Point } from './plane.js';

export interface Gestures {
  /** Dragging circles an area; with shift it does so without. */
  isLasso: boolean;
  onPan: (by: Point) => void;
  onZoom: (at: Point, factor: number) => void;
  onLasso: (pixels: readonly Point[]) => void;
  /** Null when the pointer has left. */
  onHover: (pixel: Point | null) => void;
  onClick: (pixel: Point) => void;
}

/** Farther than this, a press is no click. */
const CLICK_REACH = 4;
const WHEEL_RATE = 0.0016;

interface Press {
  start: Point;
  isDrag: boolean;
  /** The circle so far; null while dragging moves the map. */
  circle: Point[] | null;
}

export function usePointers(element: RefObject<HTMLElement | null>, gestures: Gestures) {
  const latest = useRef(gestures);
  latest.current = gestures;
  const fingers = useRef(new Map<number, Point>());
  const press = useRef<Press | null>(null);
  const [drawn, setDrawn] = useState<readonly Point[] | null>(null);

  useWheel(element, latest);

  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const pixel = toPixel(event);
    fingers.current.set(event.pointerId, pixel);
    const isCircle = gestures.isLasso || event.shiftKey;
    press.current =
      fingers.current.size === 1 ? { start: pixel, isDrag: false, circle: isCircle ? [pixel] : null } : null;
    setDrawn(null);
  };
  const onPointerMove = (event: PointerEvent) => {
    const pixel = toPixel(event);
    const before = fingers.current.get(event.pointerId);
    if (before === undefined) return gestures.onHover(pixel);
    if (fingers.current.size === 2) pinch(fingers.current, event.pointerId, pixel, gestures);
    else drag(press.current, before, pixel, gestures, setDrawn);
    fingers.current.set(event.pointerId, pixel);
  };
  const onPointerUp = (event: PointerEvent) => {
    fingers.current.delete(event.pointerId);
    const { current } = press;
    press.current = null;
    setDrawn(null);
    if (current === null || event.type === 'pointercancel') return;
    if (!current.isDrag) gestures.onClick(current.start);
    else if (current.circle !== null) gestures.onLasso(current.circle);
  };
  return {
    /** The area that is being circled. */
    drawn,
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp,
      onPointerCancel: onPointerUp,
      onPointerLeave: () => gestures.onHover(null),
    },
  };
}

/** React's own wheel handlers are passive and could not keep the page from scrolling. */
function useWheel(element: RefObject<HTMLElement | null>, latest: RefObject<Gestures>): void {
  useEffect(() => {
    const target = element.current;
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      latest.current.onZoom([event.offsetX, event.offsetY], Math.exp(-event.deltaY * WHEEL_RATE));
    };
    target?.addEventListener('wheel', turn, { passive: false });
    return () => target?.removeEventListener('wheel', turn);
  }, [element, latest]);
}

function drag(
  press: Press | null,
  before: Point,
  pixel: Point,
  gestures: Gestures,
  setDrawn: (pixels: readonly Point[]) => void,
): void {
  if (press === null) return;
  press.isDrag ||= Math.hypot(pixel[0] - press.start[0], pixel[1] - press.start[1]) > CLICK_REACH;
  if (!press.isDrag) return;
  if (press.circle === null) {
    gestures.onPan([pixel[0] - before[0], pixel[1] - before[1]]);
  } else {
    press.circle.push(pixel);
    setDrawn([...press.circle]);
  }
}

function pinch(fingers: ReadonlyMap<number, Point>, moved: number, pixel: Point, { onZoom }: Gestures): void {
  const [still] = [...fingers].filter(([id]) => id !== moved).map(([, place]) => place);
  const before = fingers.get(moved);
  if (still === undefined || before === undefined) return;
  const distance = (place: Point) => Math.hypot(place[0] - still[0], place[1] - still[1]);
  const middle: Point = [(pixel[0] + still[0]) / 2, (pixel[1] + still[1]) / 2];
  onZoom(middle, distance(pixel) / Math.max(1, distance(before)));
}

function toPixel({ nativeEvent }: PointerEvent): Point {
  return [nativeEvent.offsetX, nativeEvent.offsetY];
}
