/**
 * Networks that take time or memory without end.
 */
import { formatModel, type NodeProto } from '../../../src/onnx/index.js';
import { createNode as node } from '../../../src/onnx/surgery/edit.js';
import { buildHugeExpand, buildLoop } from '../../studies/endless-networks.js';
import { floats, integers } from '../../studies/small-classifier.js';
import { toHostileFiles } from '../hostile-files.js';
import { type HostileNetwork, type NetworkRow, through } from './plain-network.js';

/** The map and `size` zeros, added up so that the map stays what it is. */
function swell(grow: NodeProto[], constants: Parameters<typeof through>[1]): () => Uint8Array {
  return through(
    [
      ...grow,
      node('ReduceSum', ['huge'], 'nothing', { keepdims: 0 }),
      node('Mul', ['nothing', 'zero'], 'zeros'),
      node('Add', ['map', 'zeros'], 'map2'),
    ],
    (model, graph) => {
      graph.initializer.push(floats('zero', [], Float32Array.of(0)));
      constants?.(model, graph);
    },
  );
}

/** `count` nodes, each fed by the one before. */
const chain = (count: number, opType: string) => () =>
  Array.from({ length: count }, (_, at) =>
    node(opType, [at === 0 ? 'map' : `link${at}`], at === count - 1 ? 'map2' : `link${at + 1}`),
  );

const ENDLESS: NetworkRow[] = [
  ['a loop of 2^62 rounds', 'refused', () => formatModel(buildLoop(2 ** 62))],
  ['a loop of a billion rounds', 'refused', () => formatModel(buildLoop(1_000_000_000))],
  ['ten gigabytes of one number', 'refused', () => formatModel(buildHugeExpand())],
  [
    'a terabyte of zeros',
    'refused',
    swell([node('ConstantOfShape', ['size'], 'huge')], (_, graph) =>
      graph.initializer.push(integers('size', [2 ** 38])),
    ),
  ],
  [
    'the map a billion times',
    'refused',
    swell([node('Tile', ['map', 'times'], 'huge')], (_, graph) =>
      graph.initializer.push(integers('times', [1000, 1000, 1000, 1])),
    ),
  ],
  [
    'a map enlarged a hundred thousand times',
    'refused',
    swell([node('Resize', ['map', '', 'scales'], 'huge')], (_, graph) =>
      graph.initializer.push(floats('scales', [4], Float32Array.of(1, 1, 1e5, 1e5))),
    ),
  ],
  [
    'a border of 2^31 pixels',
    'refused',
    swell([node('Pad', ['map', 'border'], 'huge')], (_, graph) =>
      graph.initializer.push(integers('border', [0, 0, 2 ** 31, 2 ** 31, 0, 0, 0, 0])),
    ),
  ],
  [
    'a range of a trillion numbers',
    'refused',
    swell([node('Range', ['from', 'to', 'step'], 'huge')], (_, graph) =>
      graph.initializer.push(
        floats('from', [], Float32Array.of(0)),
        floats('to', [], Float32Array.of(1e12)),
        floats('step', [], Float32Array.of(1)),
      ),
    ),
  ],
  [
    'a table of ones of a trillion places',
    'refused',
    swell([node('OneHot', ['place', 'depth', 'offOn'], 'huge', { axis: 0 })], (_, graph) =>
      graph.initializer.push(integers('place', [0], []), integers('depth', [1e12], []), floats('offOn', [2])),
    ),
  ],
  [
    'a product of a matrix of 40000 × 40000',
    'refused',
    swell(
      [node('ConstantOfShape', ['size'], 'matrix'), node('MatMul', ['matrix', 'matrix'], 'huge')],
      (_, graph) => graph.initializer.push(integers('size', [40_000, 40_000])),
    ),
  ],
  ['a chain of twenty thousand nodes', 'as-plain', through(chain(20_000, 'Relu'))],
  ['a chain of two hundred thousand nodes', 'refused', through(chain(200_000, 'Relu'))],
  [
    'a sum of five thousand maps',
    'imported',
    through(() => [node('Sum', Array<string>(5000).fill('map'), 'map2')]),
  ],
];

/** All of them. */
export const ENDLESS_NETWORKS: HostileNetwork[] = toHostileFiles('endless', 'network.onnx', ENDLESS, {
  isCostly: true,
});
