import { expect, test } from 'vitest';
import fc from '../../../../test/properties.js';
import { spreadLabels } from './spread-labels.js';

const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 9 });
/** Sums of nine shares and steps, in doubles. */
const ROUNDING = 1e-12;

test('spread labels keep their order, their distance and their bounds', () => {
  fc.assert(
    fc.property(shares, (positions) => {
      const distance = 0.1;
      const spread = spreadLabels(positions, distance, [0, 1]);
      const order = positions.map((_, at) => at).sort((a, b) => positions[a]! - positions[b]!);
      for (let next = 1; next < order.length; next++) {
        const between = spread[order[next]!]! - spread[order[next - 1]!]!;
        expect(between).toBeGreaterThan(distance - ROUNDING);
      }
      for (const place of spread) {
        expect(place).toBeGreaterThan(-ROUNDING);
        expect(place).toBeLessThan(1 + ROUNDING);
      }
    }),
  );
});

test('labels with room stay, and those without move as little as they must', () => {
  const toBeClose = (places: readonly number[]) => places.map((place) => expect.closeTo(place, 12));
  expect(spreadLabels([0.2, 0.9], 0.1)).toEqual(toBeClose([0.2, 0.9]));
  expect(spreadLabels([0.5, 0.5, 0.9], 0.1)).toEqual(toBeClose([0.45, 0.55, 0.9]));
  expect(spreadLabels([0.9, 1, 1], 0.1, [0, 1])).toEqual(toBeClose([0.8, 0.9, 1]));
  expect(spreadLabels([0, 0, 0.5], 0.1, [0, 1])).toEqual(toBeClose([0, 0.1, 0.5]));
});

test('too many for the room share it evenly', () => {
  const spread = spreadLabels([1, 1, 1, 1, 1], 0.5, [0, 1]);
  expect(spread).toEqual([0, 0.25, 0.5, 0.75, 1].map((place) => expect.closeTo(place, 12)));
});
