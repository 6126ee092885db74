/**
 * Fingers on the plot, whose library knows only the mouse: one finger drags or circles, two magnify; a tap is the browser's own
 * click. In: pointer events of the canvas. Out: moves of the plot's camera, mouse events for its lasso.
 */
import { type PointerEvent, useRef } from 'react';
import type { Point } from '../plane.js';
import type { Plot } from './plot.js';
import { measure, toPixel } from './pointer.js';

export function useFingers(plot: Plot | null | undefined, isLasso: boolean) {
  const fingers = useRef(new Map<number, Point>());
  const isCircling = useRef(false);

  const onPointerDown = (event: PointerEvent) => {
    if (!plot || event.pointerType === 'mouse') return;
    fingers.current.set(event.pointerId, toPixel(event));
    if (isLasso && fingers.current.size === 1) isCircling.current = sendMouse('mousedown', event);
    else if (isCircling.current) isCircling.current = !sendMouse('mouseup', event);
  };
  const onPointerMove = (event: PointerEvent) => {
    const before = fingers.current.get(event.pointerId);
    if (!plot || before === undefined) return;
    const pixel = toPixel(event);
    fingers.current.set(event.pointerId, pixel);
    if (isCircling.current) sendMouse('mousemove', event);
    else moveCamera(plot, event.currentTarget, before, pixel, findOther(fingers.current, event.pointerId));
  };
  const onPointerUp = (event: PointerEvent) => {
    if (!fingers.current.delete(event.pointerId) || !isCircling.current) return;
    isCircling.current = !sendMouse('mouseup', event);
  };
  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp };
}

/** The camera counts in half heights of the frame, from its middle. */
function moveCamera(plot: Plot, frame: Element, from: Point, to: Point, still: Point | undefined): void {
  const { clientWidth, clientHeight } = frame;
  const half = clientHeight / 2;
  const camera = plot.get('camera');
  if (still === undefined) {
    camera.pan([(to[0] - from[0]) / half, (from[1] - to[1]) / half]);
  } else {
    const middle: Point = [(to[0] + still[0]) / 2, (to[1] + still[1]) / 2];
    camera.pan([(to[0] - from[0]) / 2 / half, (from[1] - to[1]) / 2 / half]);
    camera.scale(measure(to, still) / Math.max(1, measure(from, still)), [
      (middle[0] - clientWidth / 2) / half,
      (clientHeight / 2 - middle[1]) / half,
    ]);
  }
  plot.redraw();
}

function findOther(fingers: ReadonlyMap<number, Point>, moved: number): Point | undefined {
  return [...fingers].find(([id]) => id !== moved)?.[1];
}

/** Says true, as it was sent. */
function sendMouse(type: string, { currentTarget, clientX, clientY }: PointerEvent): true {
  const buttons = type === 'mouseup' ? 0 : 1;
  currentTarget.dispatchEvent(new MouseEvent(type, { clientX, clientY, buttons, bubbles: true }));
  return true;
}
