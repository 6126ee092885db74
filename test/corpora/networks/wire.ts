/**
 * Files that are no ONNX model, or one whose bytes do not add up: protobuf's own ways to lie.
 */
import { gzipSync } from 'node:zlib';
import { formatModel } from '../../../src/onnx/index.js';
import { field, join, varint } from '../bytes.js';
import { toHostileFiles } from '../hostile-files.js';
import { buildPlain, change, type HostileNetwork, type NetworkRow } from './plain-network.js';

const sound = (): Uint8Array => formatModel(buildPlain());
const GRAPH = 7;
const NODE = 1;
const IR_VERSION = '\x08\x08';
const behind = (added: Uint8Array | string) => () => join(sound(), added);

/** A graph in a node's attribute, over and over. */
function nest(depth: number): Buffer {
  let graph = field(NODE, '');
  for (let level = 0; level < depth; level++) graph = field(NODE, field(5, field(6, graph)));
  return join(IR_VERSION, field(GRAPH, graph));
}

const ROWS: NetworkRow[] = [
  ['nothing', 'refused', ''],
  ['one byte', 'refused', '\x08'],
  ['text', 'refused', 'This is not a network.'],
  ['a page of the web', 'refused', '<!doctype html><p>Not found'],
  ['a model as JSON', 'refused', '{"irVersion": 8, "graph": {}}'],
  ['a model as text', 'refused', 'ir_version: 8\ngraph { }\n'],
  ['a pointer of Git LFS', 'refused', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n'],
  ['a program', 'refused', '\x7fELF\x02\x01\x01'],
  ['compressed', 'refused', () => gzipSync(sound())],
  ['cut in the middle', 'refused', () => sound().subarray(0, 400)],
  ['cut by a byte', 'refused', () => sound().subarray(0, -1)],
  ['a thousand zeros behind it', 'refused', behind('\0'.repeat(1000))],
  ['a tag of eleven bytes', 'refused', behind(`${'\xff'.repeat(10)}\x01`)],
  ['a number of eleven bytes', 'refused', behind(`\x08${'\xff'.repeat(10)}\x01`)],
  ['a number written longer than it must be', 'as-plain', behind('\x08\x88\x80\x80\x00')],
  ['a length of 2^62', 'refused', behind('\x32\xff\xff\xff\xff\xff\xff\xff\xff\x3f')],
  ['a length beyond its end', 'refused', behind('\x32\x7fabc')],
  ['a group', 'refused', behind('\x33\x34')],
  ['field number 0', 'refused', behind('\x02\x00')],
  ['field number 2^29', 'refused', behind(join(varint(2 ** 32 + 2), '\0'))],
  ['a number that is cut', 'refused', behind('\x35\x01')],
  [
    'a megabyte in a field that there is not',
    'as-plain',
    () => join(sound(), field(999, Buffer.alloc(2 ** 20))),
  ],
  [
    'a hundred thousand fields that there are not',
    'as-plain',
    () => join(sound(), Buffer.alloc(300_000, '\xfa\x3e\0', 'latin1')),
  ],
  ['its graph twice', 'refused', () => join(sound(), field(GRAPH, field(NODE, field(4, 'Relu'))))],
  ['graphs within graphs, two hundred deep', 'refused', () => nest(200)],
  ['graphs within graphs, ten thousand deep', 'refused', () => nest(10_000)],
  [
    'two million nodes of nothing',
    'refused',
    () => join(IR_VERSION, field(GRAPH, Buffer.alloc(4_000_000, '\x0a\0', 'latin1'))),
  ],
  [
    'two million dimensions',
    'refused',
    () => join(IR_VERSION, field(GRAPH, field(5, join(field(1, Buffer.alloc(2_000_000, 1)), field(8, 'w'))))),
  ],
  [
    'a name that is no UTF-8',
    'refused',
    () => join(IR_VERSION, field(GRAPH, field(NODE, field(4, '\xff\xfe')))),
  ],
  ['no version', 'refused', change((model) => Object.assign(model, { irVersion: 0 }))],
  ['a version below 0', 'refused', change((model) => Object.assign(model, { irVersion: -3 }))],
  ['a version of the future', 'refused', change((model) => Object.assign(model, { irVersion: 2 ** 40 }))],
  ['no graph', 'refused', IR_VERSION],
  [
    'a description of thirty megabytes',
    'as-plain',
    change((model) => Object.assign(model, { docString: 'x'.repeat(30_000_000) })),
  ],
];

/** All of them. */
export const HOSTILE_BYTES: HostileNetwork[] = toHostileFiles('bytes', 'network.onnx', ROWS);
