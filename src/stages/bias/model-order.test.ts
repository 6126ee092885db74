import { expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import { orderBySimilarity } from './model-order.js';

test('similar models stand side by side', () => {
  // Models 0, 2, 4 agree, and so do 1, 3.
  const correlations = Array.from({ length: 5 }, (_, a) =>
    Array.from({ length: 5 }, (_, b) => (a === b ? 1 : a % 2 === b % 2 ? 0.9 : 0.1)),
  );
  const parities = orderBySimilarity(correlations).map((model) => model % 2);
  expect(parities.filter((parity, place) => parity !== parities[place + 1])).toHaveLength(2);
});

test('a chain comes out as a chain', () => {
  const places = [3, 0, 4, 1, 2];
  const correlations = places.map((a) => places.map((b) => 1 - Math.abs(a - b) / 10));
  const chain = orderBySimilarity(correlations).map((model) => places[model]!);
  expect([chain, [...chain].reverse()]).toContainEqual([0, 1, 2, 3, 4]);
});

test('is a permutation, also where correlations are undefined', () => {
  const matrices = fc.integer({ min: 0, max: 8 }).chain((count) =>
    fc.array(
      fc.array(fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constant(Number.NaN)), {
        minLength: count,
        maxLength: count,
      }),
      { minLength: count, maxLength: count },
    ),
  );
  fc.assert(
    fc.property(matrices, (correlations) => {
      expect(orderBySimilarity(correlations).sort((a, b) => a - b)).toEqual([...correlations.keys()]);
    }),
  );
});
