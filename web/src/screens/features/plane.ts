/**
 * The plane that the map lies in: which part of it is in sight, how the plot's own plane maps to it, what lies inside an area.
 * In: points in the map's own coordinates, views. Out: places in the plot, places of points. Draws nothing.
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

export interface Extent {
  low: Point;
  high: Point;
}

/** Between the map and the plot, whose plane reaches from -1 to 1 along the map's longer side. */
export interface Projection {
  toPlot: (x: number, y: number) => Point;
  toMap: (right: number, up: number) => Point;
}

export const MOST_ZOOM = 60;
/** Share of the frame that stays empty around the whole map. */
const MARGIN = 0.05;

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

/** One length is the same in both directions. */
export function createProjection(extent: Extent): Projection {
  const { x: middle, y: centre } = computeWholeView(extent);
  const unit = computeUnit(extent);
  return {
    toPlot: (x, y) => [(x - middle) / unit, (y - centre) / unit],
    toMap: (right, up) => [middle + right * unit, centre + up * unit],
  };
}

/**
 * Distance of the plot's camera from which the whole map fits the frame: half of what is in sight from top to bottom, in the
 * plot's plane. `aspect` is the frame's width by its height.
 */
export function computeWholeDistance(extent: Extent, aspect: number): number {
  const [wide, tall] = computeSides(extent);
  const half = Math.max(tall, wide / aspect) / 2 / computeUnit(extent);
  return (half || 1) / (1 - 2 * MARGIN);
}

/** Half of the longer side. */
function computeUnit(extent: Extent): number {
  return Math.max(...computeSides(extent)) / 2 || 1;
}

function computeSides({ low, high }: Extent): [wide: number, tall: number] {
  return [high[0] - low[0], high[1] - low[1]];
}

/** The view after magnifying about its middle. */
export function magnifyView(view: View, factor: number): View {
  return { ...view, zoom: Math.min(MOST_ZOOM, Math.max(1, view.zoom * factor)) };
}

/** Whether an address tells them apart. */
export function isSameView(view: View, other: View): boolean {
  return (['x', 'y', 'zoom'] as const).every(
    (key) => roundForAddress(view[key]) === roundForAddress(other[key]),
  );
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

/** At most `count` corners, evenly chosen, in numbers short enough for an address. */
export function simplifyArea(corners: readonly Point[], count: number): Point[] {
  const step = Math.ceil(corners.length / count);
  return corners
    .filter((_, place) => place % step === 0)
    .map(([x, y]) => [roundForAddress(x), roundForAddress(y)]);
}

/** Three decimals. */
export function roundForAddress(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Between the map and pixels of its frame, from the frame's upper left corner. */
export interface Sight {
  toPixel: (x: number, y: number) => Point;
  toMap: (right: number, down: number) => Point;
  width: number;
  height: number;
}

/** What a frame of so many pixels shows of the map. */
export function createSight(extent: Extent, view: View, width: number, height: number): Sight {
  const half = (computeWholeDistance(extent, width / height || 1) / view.zoom) * computeUnit(extent);
  const scale = height / 2 / half;
  return {
    toPixel: (x, y) => [width / 2 + (x - view.x) * scale, height / 2 - (y - view.y) * scale],
    toMap: (right, down) => [view.x + (right - width / 2) / scale, view.y - (down - height / 2) / scale],
    width,
    height,
  };
}

/** The view after a drag by so many pixels. */
export function dragView(view: View, { toMap }: Sight, from: Point, to: Point): View {
  const [before, after] = [toMap(...from), toMap(...to)];
  return { ...view, x: view.x + before[0] - after[0], y: view.y + before[1] - after[1] };
}

/** The view after magnifying about a pixel, which keeps its place. */
export function magnifyAt(view: View, { toMap }: Sight, pixel: Point, factor: number): View {
  const next = magnifyView(view, factor);
  const [x, y] = toMap(...pixel);
  const share = view.zoom / next.zoom;
  return { x: x + (view.x - x) * share, y: y + (view.y - y) * share, zoom: next.zoom };
}

/** Place of the shown point that is nearest to a pixel, at most `reach` pixels away; -1 for none. */
export function findNearest(
  points: Points,
  isShown: (place: number) => boolean,
  { toPixel }: Sight,
  pixel: Point,
  reach: number,
): number {
  let nearest = -1;
  let least = reach;
  for (let place = 0; place < points.x.length; place++) {
    const [right, down] = toPixel(points.x[place]!, points.y[place]!);
    const distance = Math.hypot(right - pixel[0], down - pixel[1]);
    if (distance > least || !isShown(place)) continue;
    nearest = place;
    least = distance;
  }
  return nearest;
}
