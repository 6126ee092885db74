/**
 * Networks whose nodes are given what they cannot take, or hold graphs that do not fit.
 */
import { DATA_TYPE, graphCodec, type NodeProto, nodeCodec, toValueInfo } from '../../../src/onnx/index.js';
import { createNode as node } from '../../../src/onnx/surgery/edit.js';
import { CHANNELS, floats, integers } from '../../studies/small-classifier.js';
import { toHostileFiles } from '../hostile-files.js';
import { type HostileNetwork, type NetworkRow, through, truth, withGraph } from './plain-network.js';

type Branch = ReturnType<typeof graphCodec.create>;

/** A graph that ends in one node, whose output is the graph's. */
const branch = (last: NodeProto): Branch =>
  graphCodec.create({
    name: last.name,
    node: [last],
    output: [toValueInfo(last.name, { dataType: DATA_TYPE.float32, dims: null })],
  });
/** One of two graphs, of which `yes` takes the first. */
const choose = (output: string, first: Branch, second: Branch): NodeProto =>
  withGraph(withGraph(node('If', ['yes'], output), 'then_branch', first), 'else_branch', second);
const turned = branch(node('Neg', ['map'], 'else.out'));

const INNER: NetworkRow[] = [
  [
    'a branch that is not there',
    'refused',
    through([node('If', ['yes'], 'map2')], (_, graph) => graph.initializer.push(truth('yes', true))),
  ],
  [
    'branches that make the map',
    'as-plain',
    through([choose('map2', branch(node('Identity', ['map'], 'then.out')), turned)], (_, graph) =>
      graph.initializer.push(truth('yes', true)),
    ),
  ],
  [
    'a branch that gives nothing',
    'refused',
    through(
      [choose('map2', graphCodec.create({ name: 'a' }), graphCodec.create({ name: 'b' }))],
      (_, graph) => graph.initializer.push(truth('yes', true)),
    ),
  ],
  ['a loop without a body', 'refused', through([node('Loop', ['', '', 'map'], 'map2')])],
  [
    'a scan without inputs',
    'refused',
    through([
      withGraph(
        node('Scan', ['map'], 'map2', { num_scan_inputs: 99 }),
        'body',
        graphCodec.create({ name: 'body' }),
      ),
    ]),
  ],
  [
    'branches within branches, thirty deep',
    'as-plain',
    through(
      () => {
        let inner = branch(node('Identity', ['map'], 'then.out'));
        for (let depth = 0; depth < 30; depth++) inner = branch(choose('then.out', inner, turned));
        return [choose('map2', inner, turned)];
      },
      (_, graph) => graph.initializer.push(truth('yes', true)),
    ),
  ],
];

const GIVEN: NetworkRow[] = [
  ['a convolution without weights', 'refused', through([node('Conv', ['map'], 'map2')])],
  ['a rectifier of three values', 'refused', through([node('Relu', ['map', 'map', 'map'], 'map2')])],
  [
    'a node without outputs',
    'as-plain',
    through([node('Identity', ['map'], 'map2'), { ...nodeCodec.create({ opType: 'Relu', input: ['map'] }) }]),
  ],
  [
    'a step of nothing',
    'refused',
    through([node('MaxPool', ['map'], 'map2', { kernel_shape: [2, 2], strides: [0, 0] })]),
  ],
  ['a window of nothing', 'refused', through([node('MaxPool', ['map'], 'map2', { kernel_shape: [0, 0] })])],
  [
    'a window larger than the map',
    'refused',
    through([node('MaxPool', ['map'], 'map2', { kernel_shape: [99, 99] })]),
  ],
  [
    'a window of 2^40',
    'refused',
    through([node('AveragePool', ['map'], 'map2', { kernel_shape: [2 ** 40, 2 ** 40] })]),
  ],
  [
    'a border below 0',
    'refused',
    through([node('AveragePool', ['map'], 'map2', { kernel_shape: [1, 1], pads: [-9, -9, -9, -9] })]),
  ],
  [
    'a zero among groups',
    'refused',
    through([node('Conv', ['map', 'w'], 'map2', { group: 0 })], (_, graph) =>
      graph.initializer.push(floats('w', [CHANNELS, CHANNELS, 1, 1])),
    ),
  ],
  [
    'axes in an order that there is not',
    'refused',
    through([node('Transpose', ['map'], 'map2', { perm: [0, 1, 2, 9] })]),
  ],
  ['axis 99', 'refused', through([node('Softmax', ['map'], 'map2', { axis: 99 })])],
  ['an axis that is a text', 'refused', through([node('Softmax', ['map'], 'map2', { axis: 'one' })])],
  [
    'a shape of negative lengths',
    'refused',
    through([node('Reshape', ['map', 'shape'], 'map2')], (_, graph) =>
      graph.initializer.push(integers('shape', [-1, -1, -5, 4])),
    ),
  ],
  [
    'a shape of other size',
    'refused',
    through([node('Reshape', ['map', 'shape'], 'map2')], (_, graph) =>
      graph.initializer.push(integers('shape', [7, 7, 7, 7])),
    ),
  ],
  [
    'places beyond the map',
    'refused',
    through([node('Gather', ['map', 'places'], 'map2', { axis: 1 })], (_, graph) =>
      graph.initializer.push(integers('places', [0, 1, 2, 2 ** 40])),
    ),
  ],
  [
    'steps of nothing',
    'refused',
    through([node('Slice', ['map', 'from', 'to', 'axes', 'steps'], 'map2')], (_, graph) =>
      graph.initializer.push(
        integers('from', [0]),
        integers('to', [4]),
        integers('axes', [1]),
        integers('steps', [0]),
      ),
    ),
  ],
  [
    'random numbers',
    'refused',
    through([node('RandomNormalLike', ['map'], 'noise'), node('Add', ['map', 'noise'], 'map2')]),
  ],
  [
    'a mask at random',
    'as-plain',
    through([node('Dropout', ['map', 'ratio', 'yes'], 'map2')], (_, graph) =>
      graph.initializer.push(floats('ratio', [], Float32Array.of(0.5)), truth('yes', true)),
    ),
  ],
  [
    'a root of what is below 0',
    'refused',
    through(
      [
        node('Neg', ['map'], 'below'),
        node('Sub', ['below', 'one'], 'lower'),
        node('Sqrt', ['lower'], 'map2'),
      ],
      (_, graph) => graph.initializer.push(floats('one', [], Float32Array.of(1))),
    ),
  ],
  [
    'a division by nothing',
    'refused',
    through([node('Sub', ['map', 'map'], 'nothing'), node('Div', ['map', 'nothing'], 'map2')]),
  ],
  [
    'an Einstein sum of rubbish',
    'refused',
    through([node('Einsum', ['map'], 'map2', { equation: 'abcd->zzzz' })]),
  ],
  ['a map made of texts', 'refused', through([node('Cast', ['map'], 'map2', { to: 8 })])],
  [
    'maps beside maps of another height',
    'refused',
    through([node('Concat', ['map', 'other'], 'map2', { axis: 1 })], (_, graph) =>
      graph.initializer.push(floats('other', [1, 2, 9, 9])),
    ),
  ],
];

/** All of them. */
export const HOSTILE_NODES: HostileNetwork[] = [
  ...toHostileFiles('inner graphs', 'network.onnx', INNER),
  ...toHostileFiles('nodes', 'network.onnx', GIVEN),
];
