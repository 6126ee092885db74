/** Where a pointer is in the frame, and how far it went. */
import type { PointerEvent } from 'react';
import type { Point } from '../plane.js';

/** A press that moves farther than this, in pixels, is a drag; corners of a circle are at least as far apart. */
export const LEAST_DRAG = 4;

export function toPixel({ nativeEvent }: PointerEvent): Point {
  return [nativeEvent.offsetX, nativeEvent.offsetY];
}

/** In pixels. */
export function measure(from: Point, to: Point): number {
  return Math.hypot(to[0] - from[0], to[1] - from[1]);
}
