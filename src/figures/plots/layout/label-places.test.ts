import { expect, test } from 'vitest';
import fc from '../../../../test/properties.js';
import { type LabelFrame, placeLabels } from './label-places.js';

const FRAME: LabelFrame = { left: 0, right: 300, top: 0, bottom: 200, fontSize: 10, radius: 4 };

test('a name stands right of its point, and left of it at the right edge', () => {
  expect(placeLabels([{ x: 100, y: 100, name: 'a model' }], FRAME)).toEqual([
    { index: 0, dx: 8, dy: 0, anchor: 'start' },
  ]);
  expect(placeLabels([{ x: 295, y: 100, name: 'a model' }], FRAME)[0]).toMatchObject({ anchor: 'end' });
});

test('points of one place get as many names as there is room for around them', () => {
  const points = Array.from({ length: 9 }, (_, n) => ({ x: 150, y: 100, name: `model ${n}` }));
  expect(placeLabels(points, FRAME).length).toBeLessThan(9);
});

test('no name lies over another one or leaves the frame', () => {
  const point = fc.record({
    x: fc.integer({ min: 0, max: 300 }),
    y: fc.integer({ min: 0, max: 200 }),
    name: fc.string({ minLength: 1, maxLength: 18 }),
  });
  fc.assert(
    fc.property(fc.array(point, { maxLength: 14 }), (points) => {
      const boxes = placeLabels(points, FRAME).map(({ index, dx, dy, anchor }) => {
        const { x, y, name } = points[index]!;
        // Letters of at most half the font size are surely within what was kept free.
        const width = [...name].length * 5;
        const left = x + dx - { start: 0, middle: width / 2, end: width }[anchor];
        return { left, right: left + width, top: y + dy - 5, bottom: y + dy + 5 };
      });
      for (const [n, a] of boxes.entries()) {
        expect(a.left >= 0 && a.right <= 300 && a.top >= 0 && a.bottom <= 200).toBe(true);
        for (const b of boxes.slice(n + 1)) {
          const isApart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
          expect(isApart).toBe(true);
        }
      }
    }),
  );
});
