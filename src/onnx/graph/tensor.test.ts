import { describe, expect, it } from 'vitest';
import fc from '../../../test/properties.js';
import { tensorCodec } from '../schema/codecs.js';
import { DATA_TYPE, type Tensor } from '../schema/data-type.js';
import { fromBfloat16, fromFloat16 } from './half.js';
import { readTensor, toTensorProto } from './tensor.js';

describe('half floats', () => {
  // Bit patterns and values from IEEE 754-2019, binary16.
  it('have the values of the standard', () => {
    const bits = [
      0x0000, 0x8000, 0x0001, 0x03ff, 0x0400, 0x3555, 0x3c00, 0x3c01, 0xc000, 0x7bff, 0x7c00, 0xfc00,
    ];
    const values = [0, -0, 2 ** -24, 1023 * 2 ** -24, 2 ** -14, 0.333251953125, 1, 1 + 2 ** -10, -2, 65504];
    expect([...fromFloat16(Uint16Array.from(bits))]).toEqual([...values, Infinity, -Infinity]);
    expect(fromFloat16(Uint16Array.of(0x7e00))[0]).toBeNaN();
  });

  it('rise with their bits', () => {
    const all = fromFloat16(Uint16Array.from({ length: 0x7c01 }, (_, bits) => bits));
    for (let i = 1; i < all.length; i++) expect(all[i]! > all[i - 1]!).toBe(true);
  });

  it('as bfloat16 are the upper half of a float32', () => {
    expect([...fromBfloat16(Uint16Array.of(0x3f80, 0xc040, 0x0001))]).toEqual([1, -3, 2 ** -133]);
  });
});

describe('tensors', () => {
  const tensors: Tensor[] = [
    { dtype: 'float32', dims: [2, 2], data: Float32Array.of(1, -0, 1e-40, Infinity) },
    { dtype: 'float64', dims: [1], data: Float64Array.of(Math.PI) },
    { dtype: 'int64', dims: [2], data: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n) },
    { dtype: 'uint64', dims: [], data: BigUint64Array.of(2n ** 64n - 1n) },
    { dtype: 'int32', dims: [2], data: Int32Array.of(-5, 2 ** 31 - 1) },
    { dtype: 'uint32', dims: [1], data: Uint32Array.of(2 ** 32 - 1) },
    { dtype: 'int8', dims: [2], data: Int8Array.of(-128, 127) },
    { dtype: 'uint8', dims: [0, 3], data: Uint8Array.of() },
    { dtype: 'bool', dims: [2], data: Uint8Array.of(0, 1) },
  ];
  it.each(tensors)('of $dtype go through a file unchanged', (tensor) => {
    const stored = tensorCodec.format(toTensorProto(tensor, 'x'));
    // An odd offset in the file must not matter.
    const shifted = new Uint8Array(stored.length + 1);
    shifted.set(stored, 1);
    expect(readTensor(tensorCodec.parse(shifted.subarray(1)))).toEqual(tensor);
  });

  it('in typed data fields read the same as raw ones', () => {
    const read = (properties: Parameters<typeof tensorCodec.create>[0]) =>
      readTensor(tensorCodec.create(properties));
    expect(read({ dataType: DATA_TYPE.float32, dims: [2], floatData: [0.5, 2] }).data).toEqual(
      Float32Array.of(0.5, 2),
    );
    expect(read({ dataType: DATA_TYPE.int64, dims: [1], int64Data: [-7n] }).data).toEqual(
      BigInt64Array.of(-7n),
    );
    expect(read({ dataType: DATA_TYPE.bool, dims: [1], int32Data: [1] }).data).toEqual(Uint8Array.of(1));
    expect(read({ dataType: DATA_TYPE.int8, dims: [1], int32Data: [-3] }).data).toEqual(Int8Array.of(-3));
    expect(read({ dataType: DATA_TYPE.float64, dims: [1], doubleData: [0.1] }).data).toEqual(
      Float64Array.of(0.1),
    );
    expect(read({ dataType: DATA_TYPE.uint32, dims: [1], uint64Data: [4_000_000_000n] }).data).toEqual(
      Uint32Array.of(4_000_000_000),
    );
    expect(read({ dataType: DATA_TYPE.float16, dims: [2], int32Data: [0x3c00, 0xc000] })).toEqual({
      dtype: 'float32',
      dims: [2],
      data: Float32Array.of(1, -2),
    });
  });

  it('whose size and shape disagree are refused before memory is taken', () => {
    const huge = tensorCodec.create({ name: 'w', dataType: DATA_TYPE.float32, dims: [2 ** 40, 8] });
    expect(() => readTensor({ ...huge, rawData: new Uint8Array(8) })).toThrow(
      /"w" of shape \[1099511627776,8\]/,
    );
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -3, max: 5 }), { maxLength: 4 }),
        fc.nat(200),
        (dims, sizeBytes) => {
          const count = dims.reduce((product, dim) => product * dim, 1);
          fc.pre(dims.some((dim) => dim < 0) || count * 4 !== sizeBytes);
          const proto = tensorCodec.create({
            dataType: DATA_TYPE.float32,
            dims,
            rawData: new Uint8Array(sizeBytes),
          });
          expect(() => readTensor(proto)).toThrow(expect.objectContaining({ code: 'malformed-tensor' }));
        },
      ),
    );
  });

  it('elsewhere or without numbers are refused', () => {
    expect(() => readTensor(tensorCodec.create({ dataLocation: 1 }))).toThrow(
      expect.objectContaining({ code: 'external-data' }),
    );
    expect(() => readTensor(tensorCodec.create({ dataType: DATA_TYPE.string }))).toThrow(
      expect.objectContaining({ code: 'unsupported-dtype' }),
    );
  });
});
