/** Points that are shown as pictures. */
import { expect, test } from 'vitest';
import { computeExtent, createSight, dragView, type View } from '../plane.js';
import { chooseThumbnails, findThumbnail, THUMBNAIL_SIDE } from './thumbnails.js';

const SIDE = 60;
/** A square of 3600 points, one apart. */
const points = {
  x: Array.from({ length: SIDE * SIDE }, (_, n) => n % SIDE),
  y: Array.from({ length: SIDE * SIDE }, (_, n) => Math.floor(n / SIDE)),
};
const extent = computeExtent(points);
const see = (view: View) => createSight(extent, view, 800, 600);
const all = () => true;

test('from afar there are none', () => {
  expect(chooseThumbnails(points, all, 2, see({ x: 30, y: 30, zoom: 2 }))).toEqual([]);
  const few = { x: [0, 1], y: [0, 1] };
  const whole = createSight(computeExtent(few), { x: 0.5, y: 0.5, zoom: 1 }, 800, 600);
  expect(chooseThumbnails(few, all, 1, whole)).toEqual([]);
});

test('close by, pictures stand at their points and fill the frame without hiding each other', () => {
  const sight = see({ x: 30, y: 30, zoom: 4 });
  const thumbnails = chooseThumbnails(points, all, 4, sight);
  expect(thumbnails.length).toBeGreaterThan(40);
  expect(thumbnails.length).toBeLessThanOrEqual((800 / 52 + 1) * (600 / 52 + 1));
  for (const { place, pixel } of thumbnails) {
    expect(pixel).toEqual(sight.toPixel(points.x[place]!, points.y[place]!));
    expect(findThumbnail(thumbnails, pixel)).not.toBeNull();
    const others = thumbnails.filter((other) => other.place !== place);
    const nearest = Math.min(
      ...others.map((other) =>
        Math.max(Math.abs(other.pixel[0] - pixel[0]), Math.abs(other.pixel[1] - pixel[1])),
      ),
    );
    expect(nearest).toBeGreaterThan(THUMBNAIL_SIDE / 2);
  }
});

test('dragging keeps the pictures that stay in sight; a filter takes its own away', () => {
  const view = { x: 30, y: 30, zoom: 4 };
  const before = chooseThumbnails(points, all, 4, see(view)).map(({ place }) => place);
  const moved = see(dragView(view, see(view), [400, 300], [430, 290]));
  const after = new Set(chooseThumbnails(points, all, 4, moved).map(({ place }) => place));
  const middle = before.filter((place) => {
    const [right, down] = moved.toPixel(points.x[place]!, points.y[place]!);
    return right > 110 && right < 690 && down > 110 && down < 490;
  });
  expect(middle.length).toBeGreaterThan(20);
  expect(middle.filter((place) => !after.has(place))).toEqual([]);
  const even = chooseThumbnails(points, (place) => place % 2 === 0, 4, moved);
  expect(even.every(({ place }) => place % 2 === 0)).toBe(true);
});

test('a pixel beside every picture has none', () => {
  expect(findThumbnail([{ place: 3, pixel: [100, 100] }], [100 + THUMBNAIL_SIDE, 100])).toBeNull();
  expect(findThumbnail([{ place: 3, pixel: [100, 100] }], [110, 90])?.place).toBe(3);
});
