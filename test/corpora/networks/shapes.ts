/**
 * Networks whose images or weights have sizes and types that there cannot be.
 */
import { formatModel, tensorCodec, toTensorProto } from '../../../src/onnx/index.js';
import { createValueInfo, createNode as node } from '../../../src/onnx/surgery/edit.js';
import {
  CHANNELS,
  CLASSES,
  classifier,
  floats,
  gemm,
  integers,
  pooled,
} from '../../studies/small-classifier.js';
import { field, join } from '../bytes.js';
import { toHostileFiles } from '../hostile-files.js';
import { change, type HostileNetwork, type NetworkRow } from './plain-network.js';

const IMAGE = 'x';
const imageOf = (...dims: (number | string)[]) =>
  change((_, graph) => {
    graph.input = [createValueInfo(IMAGE, dims)];
  });
const weightOf = (fields: Parameters<typeof tensorCodec.create>[0]) =>
  change((_, graph) => {
    Object.assign(graph.initializer[0]!, fields);
  });
const weightsOf = (value: number) =>
  floats('conv.weight', [CHANNELS, 3, 3, 3], new Float32Array(CHANNELS * 3 * 3 * 3).fill(value));

const IMAGES: NetworkRow[] = [
  ['images of no height', 'refused', imageOf('n', 3, 0, 6)],
  ['images of negative sides', 'refused', imageOf('n', 3, -6, -6)],
  ['images of 2^40 pixels a side', 'refused', imageOf('n', 3, 2 ** 40, 2 ** 40)],
  ['images of 60000 pixels a side', 'refused', imageOf('n', 3, 60_000, 60_000)],
  ['images of five channels', 'refused', imageOf('n', 5, 6, 6)],
  ['images without a batch', 'refused', imageOf(3, 6, 6)],
  ['images of seven axes', 'refused', imageOf('n', 3, 6, 6, 1, 1, 1)],
  ['a batch of a million', 'as-plain', imageOf(1_000_000, 3, 6, 6)],
  ['images of any number of channels', 'as-plain', imageOf('n', 'c', 'h', 'w')],
  ['an image that is one number', 'refused', imageOf()],
];

const WEIGHTS: NetworkRow[] = [
  ['weights of more values than are there', 'refused', weightOf({ dims: [CHANNELS, 3, 300, 300] })],
  ['weights of fewer values than are there', 'refused', weightOf({ dims: [CHANNELS, 3, 1, 1] })],
  ['weights of a negative size', 'refused', weightOf({ dims: [-CHANNELS, -3, 3, 3] })],
  ['weights of 2^62 values', 'refused', weightOf({ dims: [2 ** 31, 2 ** 31, 1, 1] })],
  ['weights of a size whose product wraps', 'refused', weightOf({ dims: [2 ** 32, 2 ** 32, 3, 3] })],
  ['weights of no type', 'refused', weightOf({ dataType: 0 })],
  ['weights of a type that there is not', 'refused', weightOf({ dataType: 99 })],
  [
    'weights that are texts',
    'refused',
    weightOf({ dataType: 8, rawData: undefined, stringData: [Buffer.from('evil')] }),
  ],
  ['weights of another width', 'refused', weightOf({ dataType: 11 })],
  ['weights twice, in two fields', 'as-plain', weightOf({ floatData: Array<number>(108).fill(1) })],
  ['weights in a segment', 'as-plain', weightOf({ segment: Uint8Array.of(8, 0, 16, 9) })],
  ['no weights', 'refused', weightOf(floats('conv.weight', [0, 3, 3, 3]))],
  ['weights that are no numbers', 'refused', weightOf(weightsOf(Number.NaN))],
  ['weights without end', 'refused', weightOf(weightsOf(Number.POSITIVE_INFINITY))],
  [
    'a last layer that is no number',
    'refused',
    change((_, graph) => {
      graph.initializer[1] = floats('fc.weight', [CLASSES, CHANNELS], new Float32Array(12).fill(Number.NaN));
    }),
  ],
  [
    'a last layer of other features',
    'refused',
    change((_, graph) => {
      graph.initializer[1] = floats('fc.weight', [CLASSES, CHANNELS + 1]);
    }),
  ],
  [
    'a sparse weight of rubbish',
    'refused',
    change((_, graph) => graph.sparseInitializer.push(Uint8Array.of(0x0a, 2, 8, 5, 0x1a, 9))),
  ],
  [
    'a sparse weight that lies',
    'refused',
    change((_, graph) => {
      const values = tensorCodec.format(floats('conv.weight', [3]));
      const places = tensorCodec.format(integers('', [0, 5, 2 ** 40]));
      const dims = Buffer.of(0x18, CHANNELS, 0x18, 3, 0x18, 3, 0x18, 3);
      graph.initializer.shift();
      graph.sparseInitializer.push(join(field(1, values), field(2, places), dims));
    }),
  ],
  [
    'a quantisation step of nothing',
    'imported',
    () =>
      formatModel(
        classifier({
          nodes: [
            ...pooled,
            node('QuantizeLinear', ['flat', 'step', 'zero'], 'q'),
            node('DequantizeLinear', ['q', 'step', 'zero'], 'flat2'),
            { ...gemm, input: ['flat2', 'fc.weight', 'fc.bias'], output: ['out'] },
          ],
          constants: [
            floats('step', [], Float32Array.of(0)),
            toTensorProto({ dtype: 'uint8', dims: [], data: Uint8Array.of(0) }, 'zero'),
          ],
        }),
      ),
  ],
];

/** All of them. */
export const HOSTILE_SHAPES: HostileNetwork[] = [
  ...toHostileFiles('image', 'network.onnx', IMAGES),
  ...toHostileFiles('weights', 'network.onnx', WEIGHTS),
];
