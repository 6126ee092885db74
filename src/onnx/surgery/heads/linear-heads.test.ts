import { describe, expect, test } from 'vitest';
import {
  CHANNELS,
  CLASSES,
  classifier,
  expectClose,
  floats,
  noise,
  type Parts,
  pooled,
  run,
  SIDE,
  toArray,
} from '../../../../test/studies/small-classifier.js';
import { findLinearHead, toTensorProto } from '../../index.js';
import { createNode as node } from '../edit.js';
import { exposeOutputs } from '../expose.js';
import { inspectModel } from '../inspect.js';
import { replaceHead } from '../replace-head.js';

/** Heads that give their scores as the graph's output. */
const linearHeads: Record<string, Parts> = {
  'Gemm with a transposed matrix': {
    nodes: [...pooled, node('Gemm', ['flat', 'fc.weight', 'fc.bias'], 'out', { transB: 1 })],
  },
  'Gemm with alpha and beta': {
    nodes: [
      ...pooled,
      node('Gemm', ['flat', 'fc.columns', 'fc.bias'], 'out', { alpha: { float: 0.5 }, beta: { float: 2 } }),
    ],
  },
  'Gemm without bias, behind Dropout': {
    nodes: [...pooled, node('Dropout', ['flat'], 'dropped'), node('Gemm', ['dropped', 'fc.columns'], 'out')],
  },
  'MatMul and Add': {
    nodes: [
      ...pooled,
      node('MatMul', ['flat', 'fc.columns'], 'product'),
      node('Add', ['fc.bias', 'product'], 'out'),
    ],
  },
  'MatMul with scale and shift behind it': {
    constants: [floats('scale', [], Float32Array.of(2.5))],
    nodes: [
      ...pooled,
      node('MatMul', ['flat', 'fc.columns'], 'product'),
      node('Mul', ['product', 'scale'], 'scaled'),
      node('Sub', ['fc.bias', 'scaled'], 'flipped'),
      node('Div', ['flipped', 'scale'], 'out'),
    ],
  },
  'MatMul with weights behind Transpose': {
    nodes: [
      ...pooled,
      node('Transpose', ['fc.weight'], 'columns', { perm: [1, 0] }),
      node('MatMul', ['flat', 'columns'], 'out'),
    ],
  },
  'Gemm with weights in eight bits': {
    constants: [
      toTensorProto(
        { dtype: 'int8', dims: [CLASSES, CHANNELS], data: Int8Array.from({ length: 12 }, (_, i) => i - 6) },
        'q',
      ),
      floats('q.scale', [CLASSES], Float32Array.of(0.1, 0.2, 0.3)),
      toTensorProto({ dtype: 'int8', dims: [CLASSES], data: Int8Array.of(1, 0, -1) }, 'q.zero'),
    ],
    nodes: [
      ...pooled,
      node('DequantizeLinear', ['q', 'q.scale', 'q.zero'], 'weights', { axis: 0 }),
      node('Gemm', ['flat', 'weights'], 'out', { transB: 1 }),
    ],
  },
  '1×1 convolution behind the pooling': {
    nodes: [
      node('GlobalAveragePool', ['map'], 'pool'),
      node('Conv', ['pool', 'fc.pointwise', 'fc.bias'], 'scores'),
      node('Flatten', ['scores'], 'out', { axis: 1 }),
    ],
  },
  '1×1 convolution before the pooling': {
    nodes: [
      node('Conv', ['map', 'fc.pointwise', 'fc.bias'], 'scores'),
      node('GlobalAveragePool', ['scores'], 'mean'),
      node('Flatten', ['mean'], 'out', { axis: 1 }),
    ],
  },
};

describe.each(Object.entries(linearHeads))('%s', (_name, parts) => {
  const model = classifier(parts);

  test('features, map and logits are exposed', async () => {
    expect(inspectModel(model)).toMatchObject({
      head: { classCount: CLASSES, featureCount: CHANNELS },
      featureMap: { value: 'map', channelCount: CHANNELS, kind: 'map' },
      isNormalized: false,
    });
    const exposed = exposeOutputs(model);
    const outputs = await run(exposed);
    expect(Object.keys(outputs).sort()).toEqual(['feature_map', 'features', 'logits']);
    expectClose(outputs.logits!, toArray((await run(model)).out!));
    const area = (SIDE - 2) ** 2;
    const maps = toArray(outputs.feature_map!);
    const means = toArray(outputs.features!).map((_, i) =>
      maps.slice(i * area, (i + 1) * area).reduce((sum, value) => sum + value / area, 0),
    );
    expectClose(outputs.features!, means);
    expect(findLinearHead(exposed, { features: 'features', logits: 'logits' })).toMatchObject({
      classCount: CLASSES,
    });
  });

  test.each([CLASSES, CLASSES + 4])('a new last layer of %i classes takes its place', async (classCount) => {
    const layer = {
      classCount,
      featureCount: CHANNELS,
      weights: noise(classCount * CHANNELS, 7),
      bias: noise(classCount, 11),
    };
    const features = toArray((await run(exposeOutputs(model))).features!);
    const replaced = replaceHead(model, layer);
    expect(replaced.graph.output[0]!.type?.tensorType?.shape?.dim.at(-1)?.dimValue).toBe(
      model.graph.output[0]!.type?.tensorType?.shape?.dim.at(-1)?.dimValue && classCount,
    );
    const { out } = await run(replaced);
    const expected = Array.from({ length: 2 * classCount }, (_, at) => {
      const [row, c] = [Math.floor(at / classCount), at % classCount];
      const products = Array.from(
        { length: CHANNELS },
        (_, i) => layer.weights[c * CHANNELS + i]! * features[row * CHANNELS + i]!,
      );
      return products.reduce((sum, product) => sum + product, layer.bias[c]!);
    });
    expectClose(out!, expected);
    expect(() => replaceHead(model, { ...layer, featureCount: 5 })).toThrow(/5 features to \d classes/);
  });
});
