/**
 * Networks that are well written and make no sense: values, shapes, types and operator sets that contradict each other.
 */
import {
  DATA_TYPE,
  nodeCodec,
  operatorSetIdCodec,
  stringStringEntryCodec,
  typeCodec,
  type ValueInfoProto,
} from '../../../src/onnx/index.js';
import { createValueInfo, createNode as node } from '../../../src/onnx/surgery/edit.js';
import { CHANNELS, CLASSES, floats } from '../../studies/small-classifier.js';
import { field, join } from '../bytes.js';
import { toHostileFiles } from '../hostile-files.js';
import { change, type HostileNetwork, type NetworkRow, through } from './plain-network.js';

const IMAGE = 'x';
/** Types that are no tensors: a sequence of floats, a map, an optional. */
const OTHER_TYPES = {
  sequence: typeCodec.create({ unknown: Uint8Array.of(0x22, 4, 0x0a, 2, 0x0a, 0) }),
  map: typeCodec.create({ unknown: Uint8Array.of(0x2a, 8, 8, 7, 0x12, 4, 0x0a, 2, 8, 1) }),
  optional: typeCodec.create({ unknown: Uint8Array.of(0x4a, 4, 0x0a, 2, 0x0a, 0) }),
};
const imageAs = (type: ValueInfoProto['type']) =>
  change((_, graph) => Object.assign(graph.input[0]!, { type }));
const outputAs = (type: ValueInfoProto['type']) =>
  change((_, graph) => Object.assign(graph.output[0]!, { type }));
const opset = (version: number, domain = '') => operatorSetIdCodec.create({ version, domain });

const SETS: NetworkRow[] = [
  ['no operator set', 'refused', change((model) => Object.assign(model, { opsetImport: [] }))],
  ['operator set 0', 'refused', change((model) => Object.assign(model, { opsetImport: [opset(0)] }))],
  ['operator set −1', 'refused', change((model) => Object.assign(model, { opsetImport: [opset(-1)] }))],
  ['operator set 9999', 'refused', change((model) => Object.assign(model, { opsetImport: [opset(9999)] }))],
  [
    'two operator sets',
    'refused',
    change((model) => Object.assign(model, { opsetImport: [opset(17), opset(7)] })),
  ],
  [
    'a set of operators that nobody has, unused',
    'as-plain',
    change((model) => model.opsetImport.push(opset(1, 'com.example'))),
  ],
  ['an operator that there is not', 'refused', through([node('Imaginary', ['map'], 'map2')])],
  [
    'an operator of a set that nobody has',
    'refused',
    through([{ ...node('Evil', ['map'], 'map2'), domain: 'com.example' }], (model) =>
      model.opsetImport.push(opset(1, 'com.example')),
    ),
  ],
  [
    'a function that calls itself',
    'refused',
    through([{ ...node('Self', ['map'], 'map2'), domain: 'own' }], (model) => {
      model.opsetImport.push(opset(1, 'own'));
      const call = nodeCodec.format({ ...node('Self', ['a'], 'b'), domain: 'own' });
      const sets = Buffer.of(0x4a, 2, 0x10, 17);
      model.functions.push(
        join(field(1, 'Self'), field(4, 'a'), field(5, 'b'), field(7, call), sets, field(10, 'own')),
      );
    }),
  ],
];

const VALUES: NetworkRow[] = [
  ['no nodes', 'refused', change((_, graph) => Object.assign(graph, { node: [] }))],
  ['no inputs', 'refused', change((_, graph) => Object.assign(graph, { input: [] }))],
  ['no outputs', 'refused', change((_, graph) => Object.assign(graph, { output: [] }))],
  [
    'an output that no node makes',
    'refused',
    change((_, graph) => Object.assign(graph.output[0]!, { name: 'nowhere' })),
  ],
  ['an input that nothing makes', 'refused', through([node('Add', ['map', 'nowhere'], 'map2')])],
  [
    'a circle of two nodes',
    'refused',
    through([node('Add', ['map', 'b'], 'map2'), node('Relu', ['map2'], 'b')]),
  ],
  ['a node that feeds itself', 'refused', through([node('Add', ['map', 'map2'], 'map2')])],
  ['nodes in the wrong order', 'refused', change((_, graph) => graph.node.reverse())],
  [
    'one name for two values',
    'refused',
    through([node('Relu', ['map'], 'map2'), node('Neg', ['map'], 'map2')]),
  ],
  [
    'two weights of one name',
    'refused',
    change((_, graph) => graph.initializer.push(floats('conv.weight', [CHANNELS, 3, 3, 3]))),
  ],
  [
    'a weight called as the image',
    'refused',
    change((_, graph) => graph.initializer.push(floats(IMAGE, [1, 3, 6, 6]))),
  ],
  [
    'names with zeros and line breaks',
    'as-plain',
    change((_, graph) => {
      graph.name = 'a\0b\n';
      for (const one of graph.node) one.name = `../../${one.name}\u202e\n`;
    }),
  ],
  [
    'a prototype’s name',
    'as-plain',
    through([node('Identity', ['map'], '__proto__'), node('Identity', ['__proto__'], 'map2')]),
  ],
  [
    'a name of ten megabytes',
    'as-plain',
    through(() => {
      const long = 'x'.repeat(10_000_000);
      return [node('Identity', ['map'], long), node('Identity', [long], 'map2')];
    }),
  ],
  [
    'two images',
    'refused',
    change((_, graph) => {
      graph.input.push(createValueInfo('y', ['n', 3, 6, 6]));
      graph.node[0]!.input = ['both', 'conv.weight'];
      graph.node.unshift(node('Add', [IMAGE, 'y'], 'both'));
    }),
  ],
  [
    'a thousand outputs',
    'as-plain',
    change((_, graph) => {
      for (let at = 0; at < 1000; at++) {
        graph.node.push(node('Softmax', ['out'], `copy${at}`, { axis: 1 }));
        graph.output.push(createValueInfo(`copy${at}`, ['n', CLASSES]));
      }
    }),
  ],
  [
    'an output that is a sequence',
    'refused',
    change((_, graph) => {
      graph.node.push(node('SequenceConstruct', ['out'], 'list'));
      graph.output = [{ ...graph.output[0]!, name: 'list', type: OTHER_TYPES.sequence }];
    }),
  ],
  ['an output that is a map', 'as-plain', outputAs(OTHER_TYPES.map)],
  ['an output that may be absent', 'as-plain', outputAs(OTHER_TYPES.optional)],
  ['an image that is a sequence', 'refused', imageAs(OTHER_TYPES.sequence)],
  ['an image without a type', 'refused', imageAs(undefined)],
  [
    'an image of whole numbers',
    'refused',
    change((_, graph) => {
      graph.input[0]!.type!.tensorType!.elemType = DATA_TYPE.int64;
    }),
  ],
  [
    'a hundred thousand notes',
    'as-plain',
    change((model) => {
      for (let at = 0; at < 100_000; at++)
        model.metadataProps.push(stringStringEntryCodec.create({ key: `k${at}`, value: 'v' }));
    }),
  ],
  [
    'a shape that is not so, of a value inside',
    'as-plain',
    change((_, graph) => graph.valueInfo.push(createValueInfo('map', [1, 99, 5, 5]))),
  ],
  [
    'more classes than it gives',
    'as-plain',
    change((_, graph) => {
      graph.output = [createValueInfo('out', ['n', CLASSES + 4])];
    }),
  ],
];

/** All of them. */
export const HOSTILE_VALUES: HostileNetwork[] = [
  ...toHostileFiles('operators', 'network.onnx', SETS),
  ...toHostileFiles('values', 'network.onnx', VALUES),
];
