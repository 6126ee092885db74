import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { buildForwardModel } from '../../../test/finite-differences.js';
import { formatModel, toValueInfo } from '../index.js';
import { DATA_TYPE } from '../schema/data-type.js';
import { fixImageSize, fixInputShape } from './fix-input-shape.js';

const model = buildForwardModel({
  inputs: { x: [2, 3, 5, 7] },
  build: ({ op }) => op('Relu', 'x'),
  isDynamic: true,
  seed: 0,
});
// `isDynamic` names the axes of x: x0, x1, x2, x3.
const named = {
  ...model,
  graph: {
    ...model.graph,
    output: [toValueInfo('y', { dataType: DATA_TYPE.float32, dims: ['x0', 3, 'other', null] })],
  },
};

function run(bytes: Uint8Array, dims: readonly number[]): Promise<unknown> {
  const count = dims.reduce((product, length) => product * length, 1);
  return InferenceSession.create(bytes, { logSeverityLevel: 4 }).then((session) =>
    session.run({ x: new Tensor('float32', new Float32Array(count), dims) }),
  );
}

describe('fixInputShape', () => {
  it('fixes the input and every axis that bears the same name', () => {
    const { graph } = fixInputShape(named, 'x', [4, 3, 32, 32]);
    const dimsOf = (value: (typeof graph.input)[number]) =>
      value.type!.tensorType!.shape!.dim.map(({ dimValue, dimParam }) => dimValue ?? (dimParam || null));
    expect(dimsOf(graph.input[0]!)).toEqual([4, 3, 32, 32]);
    expect(dimsOf(graph.output[0]!)).toEqual([4, 3, 'other', null]);
    expect(dimsOf(named.graph.input[0]!)).toEqual(['x0', 'x1', 'x2', 'x3']);
  });

  it('gives a model for that shape and no other', async () => {
    const bytes = formatModel(fixInputShape(model, 'x', [4, 3, 8, 8]));
    await expect(run(bytes, [4, 3, 8, 8])).resolves.toBeDefined();
    await expect(run(bytes, [2, 3, 8, 8])).rejects.toThrow(/invalid dimensions/i);
  });

  it('refuses shapes that the model excludes, and inputs that it lacks', () => {
    const fixed = fixInputShape(model, 'x', [4, 3, 8, 8]);
    expect(() => fixInputShape(fixed, 'x', [2, 3, 8, 8])).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
    expect(() => fixInputShape(model, 'x', [4, 3, 8])).toThrow(/\[x0, x1, x2, x3\].*\[4, 3, 8\]/);
    expect(() => fixInputShape(model, 'z', [1])).toThrow(expect.objectContaining({ code: 'unknown-value' }));
  });
});

describe('fixImageSize', () => {
  it('leaves the number of images open', async () => {
    const bytes = formatModel(fixImageSize(model, 'x', { width: 9, height: 8 }));
    await expect(run(bytes, [4, 3, 8, 9])).resolves.toBeDefined();
    await expect(run(bytes, [1, 3, 8, 9])).resolves.toBeDefined();
    await expect(run(bytes, [1, 3, 9, 8])).rejects.toThrow(/invalid dimensions/i);
  });

  it('leaves a model alone whose size is fixed, also to another one', () => {
    const fixed = fixInputShape(model, 'x', [null, null, 8, 8]);
    expect(fixImageSize(fixed, 'x', { width: 8, height: 8 })).toBe(fixed);
    expect(fixImageSize(fixed, 'x', { width: 9, height: 8 })).toBe(fixed);
  });
});
