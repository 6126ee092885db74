import { expect, test } from 'vitest';
import fc from '../../test/properties.js';
import { createHeldInputs, cutIntoPieces } from './held-inputs.js';
import type { Tensor } from './types.js';

test('pieces of any size put the tensor together again', () => {
  fc.assert(
    fc.property(fc.float32Array({ maxLength: 40 }), fc.integer({ min: 1, max: 50 }), (data, sizeBytes) => {
      const tensor: Tensor = { dtype: 'float32', dims: [data.length], data };
      const held = createHeldInputs();
      for (const piece of cutIntoPieces(tensor, sizeBytes)) {
        expect(piece.data.byteLength).toBeLessThanOrEqual(Math.max(sizeBytes, data.BYTES_PER_ELEMENT));
        held.add({ name: 'x', ...piece });
      }
      expect(held.tensors.x).toEqual(tensor);
    }),
  );
});

test('a tensor replaces the one held before', () => {
  const held = createHeldInputs();
  for (const values of [
    [1n, 2n, 3n],
    [4n, 5n],
  ]) {
    const tensor: Tensor = { dtype: 'int64', dims: [values.length], data: BigInt64Array.from(values) };
    for (const piece of cutIntoPieces(tensor)) held.add({ name: 'x', ...piece });
  }
  expect(held.tensors).toEqual({ x: { dtype: 'int64', dims: [2], data: BigInt64Array.of(4n, 5n) } });
});
