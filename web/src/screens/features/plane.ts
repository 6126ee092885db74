/**
 * The plane that the map lies in: which part of it is in sight, what is near a place, what lies inside an area.
 * In: points in the map's own coordinates, views. Out: pixels and places of points. Draws nothing.
 */
export type Point = [x: number, y: number];

export interface Points {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

/** What is in sight: its middle, and how much larger than the whole map. */
export interface View {
  x: number;
  y: number;
  zoom: number;
}

const MOST_ZOOM = 60;
/** Share of the frame that stays empty around the whole map. */
const MARGIN = 0.05;

/** Between map and pixels; one length is the same in both directions. */
export interface Projection {
  toPixel: (x: number, y: number) => Point;
  toMap: (left: number, top: number) => Point;
  /** Pixels of one unit of the map. */
  scale: number;
}

export interface Extent {
  low: Point;
  high: Point;
}

/** The smallest rectangle around all points. */
export function computeExtent({ x, y }: Points): Extent {
  const low: Point = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high: Point = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let place = 0; place < x.length; place++) {
    low[0] = Math.min(low[0], x[place]!);
    low[1] = Math.min(low[1], y[place]!);
    high[0] = Math.max(high[0], x[place]!);
    high[1] = Math.max(high[1], y[place]!);
  }
  return { low, high };
}

/** The whole map. */
export function computeWholeView({ low, high }: Extent): View {
  return { x: (low[0] + high[0]) / 2, y: (low[1] + high[1]) / 2, zoom: 1 };
}

export function createProjection(
  { low, high }: Extent,
  view: View,
  frame: { width: number; height: number },
): Projection {
  const wide = Math.max(high[0] - low[0], Number.EPSILON);
  const high1 = Math.max(high[1] - low[1], Number.EPSILON);
  const fit = Math.min(frame.width / wide, frame.height / high1) * (1 - 2 * MARGIN);
  const scale = fit * view.zoom;
  return {
    scale,
    toPixel: (x, y) => [frame.width / 2 + (x - view.x) * scale, frame.height / 2 - (y - view.y) * scale],
    toMap: (left, top) => [
      view.x + (left - frame.width / 2) / scale,
      view.y - (top - frame.height / 2) / scale,
    ],
  };
}

/** The view after magnifying by `factor` so that the map's place under a pixel stays there. */
export function zoomView(view: View, projection: Projection, [left, top]: Point, factor: number): View {
  const zoom = Math.min(MOST_ZOOM, Math.max(1, view.zoom * factor));
  const [x, y] = projection.toMap(left, top);
  const kept = view.zoom / zoom;
  return { x: x + (view.x - x) * kept, y: y + (view.y - y) * kept, zoom };
}

/** The view after magnifying about its middle. */
export function magnifyView(view: View, factor: number): View {
  return { ...view, zoom: Math.min(MOST_ZOOM, Math.max(1, view.zoom * factor)) };
}

/** The view after moving what is seen by pixels. */
export function panView(view: View, { scale }: Projection, [right, down]: Point): View {
  return { ...view, x: view.x - right / scale, y: view.y + down / scale };
}

/** Place of the point nearest to a pixel, at most `reach` pixels away; -1 for none. */
export function findNearest(
  points: Points,
  isShown: (place: number) => boolean,
  projection: Projection,
  [left, top]: Point,
  reach: number,
): number {
  const [x, y] = projection.toMap(left, top);
  let nearest = -1;
  let least = (reach / projection.scale) ** 2;
  for (let place = 0; place < points.x.length; place++) {
    const distance = (points.x[place]! - x) ** 2 + (points.y[place]! - y) ** 2;
    if (distance <= least && isShown(place)) {
      nearest = place;
      least = distance;
    }
  }
  return nearest;
}

/** Places of the points inside the area, whose last corner joins its first (even-odd rule). */
export function listInside(points: Points, area: readonly Point[]): number[] {
  const { low, high } = computeExtent({ x: area.map(([x]) => x), y: area.map(([, y]) => y) });
  const inside: number[] = [];
  for (let place = 0; place < points.x.length; place++) {
    const x = points.x[place]!;
    const y = points.y[place]!;
    if (x < low[0] || x > high[0] || y < low[1] || y > high[1]) continue;
    if (isInside(x, y, area)) inside.push(place);
  }
  return inside;
}

function isInside(x: number, y: number, area: readonly Point[]): boolean {
  let inside = false;
  for (let corner = 0, before = area.length - 1; corner < area.length; before = corner++) {
    const [x1, y1] = area[corner]!;
    const [x2, y2] = area[before]!;
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
  }
  return inside;
}

/** Fewer corners: those at least `step` pixels from the one before, in numbers short enough for an address. */
export function simplifyArea(pixels: readonly Point[], projection: Projection, step: number): Point[] {
  const kept: Point[] = [];
  for (const pixel of pixels) {
    const last = kept.at(-1);
    if (last === undefined || Math.hypot(pixel[0] - last[0], pixel[1] - last[1]) >= step) kept.push(pixel);
  }
  return kept.map(([left, top]) => projection.toMap(left, top).map(roundForAddress) as Point);
}

/** Three decimals. */
export function roundForAddress(value: number): number {
  return Math.round(value * 1000) / 1000;
}
