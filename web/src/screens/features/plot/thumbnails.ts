/**
 * Which points of the map are shown as pictures once one is close enough, and where. In: points, what is in sight. Out: places and pixels.
 * Pictures never overlap much: the map is divided into cells of a picture's size, which halve when it is magnified twofold, and
 * each shows one of its points; so a picture stays while the map is dragged.
 */
import type { Point, Points, Sight } from '../plane.js';

export interface Thumbnail {
  place: number;
  /** Of its middle. */
  pixel: Point;
}

/** Pixels from side to side. */
export const THUMBNAIL_SIDE = 44;
/** Cells are at least this large, in pixels, and less than twice as large. */
const LEAST_CELL = 52;
/** Of the whole map, colours are looked at. */
const LEAST_ZOOM = 2;
/** Points in sight from which dots say more than pictures of a few. */
const MOST_IN_SIGHT = 800;

/** None while the whole map or more than `MOST_IN_SIGHT` points are in sight. */
export function chooseThumbnails(
  points: Points,
  isShown: (place: number) => boolean,
  zoom: number,
  { toPixel, toMap, width, height }: Sight,
): Thumbnail[] {
  if (zoom < LEAST_ZOOM || width === 0) return [];
  const [low, high] = [toMap(0, height), toMap(width, 0)];
  const inSight: number[] = [];
  for (let place = 0; place < points.x.length; place++) {
    const [x, y] = [points.x[place]!, points.y[place]!];
    if (x < low[0] || x > high[0] || y < low[1] || y > high[1] || !isShown(place)) continue;
    inSight.push(place);
    if (inSight.length > MOST_IN_SIGHT) return [];
  }
  const cell = 2 ** Math.ceil(Math.log2((LEAST_CELL * (high[0] - low[0])) / width));
  const taken = new Set<string>();
  return inSight.flatMap((place) => {
    const key = `${Math.floor(points.x[place]! / cell)} ${Math.floor(points.y[place]! / cell)}`;
    if (taken.has(key)) return [];
    taken.add(key);
    return { place, pixel: toPixel(points.x[place]!, points.y[place]!) };
  });
}

/** The picture at a pixel, the one drawn last; null for none. */
export function findThumbnail(thumbnails: readonly Thumbnail[], [right, down]: Point): Thumbnail | null {
  const half = THUMBNAIL_SIDE / 2;
  return (
    thumbnails.findLast(
      ({ pixel }) => Math.abs(pixel[0] - right) <= half && Math.abs(pixel[1] - down) <= half,
    ) ?? null
  );
}
