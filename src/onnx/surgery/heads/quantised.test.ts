import { describe, expect, test } from 'vitest';
import {
  CHANNELS,
  CLASSES,
  classifier,
  expectClose,
  floats,
  gemm,
  image,
  noise,
  pooled,
  run,
  SIDE,
  toArray,
} from '../../../../test/studies/small-classifier.js';
import {
  type ModelProto,
  type NodeProto,
  type Tensor,
  type TensorProto,
  toTensorProto,
} from '../../index.js';
import { createNode as node } from '../edit.js';
import { toEvaluationMode } from '../evaluation-mode.js';
import { exposeOutputs } from '../expose.js';
import { inspectModel } from '../inspect.js';

/**
 * Static quantisation as onnxruntime's `quantize_static` (QDQ) writes it: activations in uint8 with one scale each, weights in int8 with
 * one scale per output channel and zero point 0, biases in int32 with the product of both scales.
 */
const scalar = (name: string, value: number): TensorProto => floats(name, [], Float32Array.of(value));
const bytes = (name: string, dims: number[], values: Int8Array): TensorProto =>
  toTensorProto({ dtype: 'int8', dims, data: values }, name);

interface Quantised {
  nodes: NodeProto[];
  constants: TensorProto[];
  /** One per channel. */
  scales: Float32Array;
  /** What the stored integers mean. */
  values: Float32Array;
}

/** A weight [channels, …] in int8 with a scale per channel. */
function quantiseWeight(name: string, dims: number[], values: Float32Array): Quantised {
  const [channels] = dims as [number];
  const width = values.length / channels;
  const scales = Float32Array.from(
    { length: channels },
    (_, c) => Math.max(...values.subarray(c * width, (c + 1) * width).map(Math.abs)) / 127,
  );
  const quanta = Int8Array.from(values, (value, i) => Math.round(value / scales[Math.floor(i / width)]!));
  return {
    nodes: [node('DequantizeLinear', [`${name}.q`, `${name}.scale`, `${name}.zero`], name, { axis: 0 })],
    constants: [
      bytes(`${name}.q`, dims, quanta),
      floats(`${name}.scale`, [channels], scales),
      bytes(`${name}.zero`, [channels], new Int8Array(channels)),
    ],
    scales,
    values: Float32Array.from(quanta, (quantum, i) => quantum * scales[Math.floor(i / width)]!),
  };
}

/** A value through eight bits and back. */
type Steps = Pick<Quantised, 'nodes' | 'constants'>;
function quantiseValue(value: string, scale: number, zero: number): Steps {
  const parameters = [`${value}.scale`, `${value}.zero`];
  return {
    nodes: [
      node('QuantizeLinear', [value, ...parameters], `${value}.q`),
      node('DequantizeLinear', [`${value}.q`, ...parameters], `${value}.qdq`),
    ],
    constants: [
      scalar(parameters[0]!, scale),
      toTensorProto({ dtype: 'uint8', dims: [], data: Uint8Array.of(zero) }, parameters[1]!),
    ],
  };
}

/** y = (clip(round(x / s) + z, 0, 255) − z) · s (ONNX operators QuantizeLinear, DequantizeLinear). */
const throughBytes = (values: readonly number[], scale: number, zero: number): number[] =>
  values.map((value) => (Math.min(255, Math.max(0, Math.round(value / scale) + zero)) - zero) * scale);

const SCALES = { x: [2 / 255, 128], map: [0.02, 0], flat: [0.01, 0], scores: [0.03, 120] } as const;
const kernel = quantiseWeight('kernel', [CHANNELS, 3, 3, 3], noise(CHANNELS * 27, 3));
const weights = quantiseWeight('weights', [CLASSES, CHANNELS], noise(CLASSES * CHANNELS, 7));
const [x, map, flat, scores] = Object.entries(SCALES).map(([name, [scale, zero]]) =>
  quantiseValue(name, scale, zero),
) as [Steps, Steps, Steps, Steps];
/** The runtime's kernels take it for granted that biases have the product of the scales. */
const biasScales = weights.scales.map((scale) => scale * SCALES.flat[0]);
const biasQuanta = Int32Array.from([0.15, -0.2, 0.25], (bias, c) => Math.round(bias / biasScales[c]!));

function buildQuantised(): ModelProto {
  const model = classifier({ nodes: [] });
  model.graph.initializer = [x, map, flat, scores, kernel, weights].flatMap(({ constants }) => constants);
  model.graph.initializer.push(
    toTensorProto({ dtype: 'int32', dims: [CLASSES], data: biasQuanta }, 'bias.q'),
    floats('bias.scale', [CLASSES], biasScales),
  );
  const [pool, flatten] = pooled as [NodeProto, NodeProto];
  model.graph.node = [
    ...x.nodes,
    ...kernel.nodes,
    node('Conv', ['x.qdq', 'kernel'], 'conv'),
    node('Relu', ['conv'], 'map'),
    ...map.nodes,
    { ...pool, input: ['map.qdq'] },
    flatten,
    ...flat.nodes,
    ...weights.nodes,
    node('DequantizeLinear', ['bias.q', 'bias.scale'], 'bias', { axis: 0 }),
    node('Gemm', ['flat.qdq', 'weights', 'bias'], 'scores', { transB: 1 }),
    ...scores.nodes,
    node('Softmax', ['scores.qdq'], 'out'),
  ];
  return model;
}

/** The same network in plain arithmetic. */
function computeByHand(): { features: number[]; logits: number[] } {
  const pixels = throughBytes(toArray(image), ...SCALES.x);
  const side = SIDE - 2;
  const at = (n: number, c: number, row: number, column: number): number =>
    pixels[((n * 3 + c) * SIDE + row) * SIDE + column]!;
  const features = Array.from({ length: 2 * CHANNELS }, (_, i) => {
    const [n, channel] = [Math.floor(i / CHANNELS), i % CHANNELS];
    const places = Array.from({ length: side * side }, (_, place) => {
      let sum = 0;
      for (let c = 0; c < 3; c++)
        for (let dy = 0; dy < 3; dy++)
          for (let dx = 0; dx < 3; dx++)
            sum +=
              kernel.values[((channel * 3 + c) * 3 + dy) * 3 + dx]! *
              at(n, c, Math.floor(place / side) + dy, (place % side) + dx);
      return Math.max(0, sum);
    });
    return throughBytes(places, ...SCALES.map).reduce((sum, value) => sum + value / places.length, 0);
  });
  const quantised = throughBytes(features, ...SCALES.flat);
  const logits = Array.from({ length: 2 * CLASSES }, (_, i) => {
    const [n, c] = [Math.floor(i / CLASSES), i % CLASSES];
    return Array.from(
      { length: CHANNELS },
      (_, f) => quantised[n * CHANNELS + f]! * weights.values[c * CHANNELS + f]!,
    ).reduce((sum, product) => sum + product, biasQuanta[c]! * biasScales[c]!);
  });
  return { features: quantised, logits };
}

const expectWithin = (actual: Tensor, expected: readonly number[], tolerance: number): void => {
  for (const [i, value] of toArray(actual).entries())
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(tolerance);
};

describe('a statically quantised network (QDQ)', () => {
  const model = buildQuantised();

  test('is described: what enters the last layer, its classes, the map', () => {
    expect(inspectModel(toEvaluationMode(model).model)).toMatchObject({
      head: { classCount: CLASSES, featureCount: CHANNELS },
      featureMap: { channelCount: CHANNELS, kind: 'map' },
    });
  });

  test('gives the features and logits that its integers mean', async () => {
    const expected = computeByHand();
    const outputs = await run(exposeOutputs(model));
    // Sums in another order may round to the next of 256 steps; all else is exact to float32.
    expectWithin(outputs.features!, expected.features, SCALES.flat[0] * 1.001);
    expectWithin(outputs.logits!, expected.logits, SCALES.flat[0] * CHANNELS * 1.01);
    const own = toArray((await run(model)).out!);
    const softmax = [0, 1].flatMap((row) => {
      const parts = toArray(outputs.logits!)
        .slice(row * CLASSES, (row + 1) * CLASSES)
        .map(Math.exp);
      return parts.map((part) => part / parts.reduce((a, b) => a + b));
    });
    // The file's own scores pass through steps of 0.03 once more.
    expectWithin({ dtype: 'float32', dims: [], data: Float32Array.from(own) }, softmax, SCALES.scores[0]);
  });
});

test('only the weights in eight bits: the same as with the numbers that they mean', async () => {
  const { nodes, constants, values } = quantiseWeight('kernel', [CHANNELS, 3, 3, 3], noise(CHANNELS * 27, 3));
  const build = (parts: { nodes: NodeProto[]; constants: TensorProto[] }): ModelProto => {
    const model = classifier({
      nodes: [...pooled, { ...gemm, output: ['out'] }],
      constants: parts.constants,
    });
    model.graph.node[0]!.input[1] = 'kernel';
    model.graph.node.unshift(...parts.nodes);
    return model;
  };
  const plain = build({ nodes: [], constants: [floats('kernel', [CHANNELS, 3, 3, 3], values)] });
  const [actual, expected] = [
    await run(exposeOutputs(build({ nodes, constants }))),
    await run(exposeOutputs(plain)),
  ];
  for (const name of ['features', 'logits']) expectClose(actual[name]!, toArray(expected[name]!));
});

test.each(['QLinearMatMul', 'QGemm', 'MatMulInteger'])('a last layer in %s is refused by name', (opType) => {
  const model = classifier({ nodes: [...pooled, node(opType, ['flat'], 'out')] });
  expect(() => inspectModel(model)).toThrow(
    expect.objectContaining({ code: 'quantised-model', what: expect.stringContaining(`${opType} "out"`) }),
  );
});
