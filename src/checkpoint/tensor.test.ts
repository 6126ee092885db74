import { expect, test } from 'vitest';
import fc from '../../test/properties.js';
import { computeStrides, createLazyTensor, type ElementStore, type TensorLayout } from './tensor.js';

function createStore(bytes: Uint8Array, isBigEndian = false): ElementStore {
  return {
    sizeBytes: bytes.length,
    isBigEndian,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
  };
}

const counting = createStore(new Uint8Array(Float32Array.from({ length: 1000 }, (_, i) => i).buffer));
const readAll = async (layout: TensorLayout): Promise<number[]> => {
  const { data } = await createLazyTensor('w', layout, counting, 'weights.pt').read();
  return Array.from(data, Number);
};

/** Shapes with row-major strides, their axes in another order, some of them repeated or skipped over. */
const layouts = fc
  .record({
    shape: fc.array(fc.nat(4), { maxLength: 4 }),
    order: fc.array(fc.nat(100), { minLength: 4, maxLength: 4 }),
    factors: fc.array(fc.nat(2), { minLength: 4, maxLength: 4 }),
    offset: fc.nat(200),
  })
  .map(({ shape, order, factors, offset }) => {
    const strides = computeStrides(shape).map((stride, axis) => stride * factors[axis]!);
    const axes = shape
      .map((length, axis) => ({ length, stride: strides[axis]!, key: order[axis]! }))
      .sort((a, b) => a.key - b.key);
    return {
      dtype: 'float32',
      offset,
      shape: axes.map((axis) => axis.length),
      strides: axes.map((axis) => axis.stride),
    };
  })
  .filter(({ shape, strides }) => shape.reduce((last, length, i) => last + length * strides[i]!, 0) < 800);

test('a strided view is its elements by index, in row-major order', async () => {
  await fc.assert(
    fc.asyncProperty(layouts, async ({ dtype, offset, shape, strides }) => {
      let places = [offset];
      for (const [axis, length] of shape.entries()) {
        places = places.flatMap((place) =>
          Array.from({ length }, (_, index) => place + index * strides[axis]!),
        );
      }
      expect(await readAll({ dtype, offset, shape, strides })).toEqual(places);
    }),
  );
});

test('big-endian elements are turned round', async () => {
  const store = createStore(Uint8Array.of(0x3f, 0xc0, 0, 0), true);
  const layout = { dtype: 'float32', offset: 0, shape: [1], strides: [1] };
  expect((await createLazyTensor('w', layout, store, 'weights.pt').read()).data).toEqual(
    Float32Array.of(1.5),
  );
});

test.each<[string, Partial<TensorLayout>, string]>([
  ['an offset beyond the end', { offset: 999 }, 'malformed-checkpoint'],
  ['a stride beyond the end', { strides: [999, 1] }, 'malformed-checkpoint'],
  [
    'a shape larger than any storage',
    { shape: [2 ** 40, 2 ** 40], strides: [2 ** 40, 1] },
    'malformed-checkpoint',
  ],
  ['one value a million times', { shape: [1000, 1000], strides: [0, 0] }, 'checkpoint-too-large'],
  ['overlapping rows without end', { shape: [2 ** 20, 2], strides: [0, 1] }, 'checkpoint-too-large'],
  ['a negative stride', { strides: [-1, 1] }, 'malformed-checkpoint'],
  ['fewer strides than axes', { strides: [1] }, 'malformed-checkpoint'],
  ['a fraction', { shape: [0.5, 2] }, 'malformed-checkpoint'],
])('%s is refused before anything is read', (_, change, code) => {
  const layout = { dtype: 'float32', offset: 0, shape: [2, 2], strides: [2, 1], ...change };
  expect(() => createLazyTensor('w', layout, counting, 'weights.pt')).toThrow(
    expect.objectContaining({ code }),
  );
});

test('complex tensors are listed but not read', async () => {
  const layout = { dtype: 'complex64', offset: 0, shape: [2], strides: [1] };
  const tensor = createLazyTensor('w', layout, counting, 'weights.pt');
  expect(tensor.shape).toEqual([2]);
  await expect(tensor.read()).rejects.toMatchObject({ code: 'unsupported-dtype' });
});
