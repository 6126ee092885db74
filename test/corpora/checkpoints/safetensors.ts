/**
 * Safetensors whose header lies.
 */
import { formatSafetensors } from '../../../src/checkpoint/index.js';
import { join, le64 } from '../bytes.js';
import { toHostileFiles } from '../hostile-files.js';
import type { CheckpointRow, HostileCheckpoint } from './plain-checkpoint.js';

const file = (header: string | Uint8Array, dataBytes = 8): Buffer =>
  join(le64(BigInt(join(header).length)), header, Buffer.alloc(dataBytes));
const of = (entries: unknown, dataBytes = 8) => file(JSON.stringify(entries), dataBytes);
const entry = (fields: Record<string, unknown> = {}) => ({
  dtype: 'F32',
  shape: [2],
  data_offsets: [0, 8],
  ...fields,
});
const NESTED = 100_000;

const ROWS: CheckpointRow[] = [
  [
    'no network that is known',
    'refused',
    () => formatSafetensors({ w: { shape: [2], data: Float32Array.of(1, 2) } }),
  ],
  ['its length alone', 'refused', le64(8n)],
  ['a header of 2^60 bytes', 'refused', join(le64(2n ** 60n), '{}')],
  ['a header of 2^64 − 1 bytes', 'refused', join(le64(-1n), '{}')],
  ['a header of a hundred megabytes that is not there', 'refused', join(le64(99_999_999n), '{}')],
  ['a header beyond the end', 'refused', join(le64(100n), '{}')],
  ['no header', 'refused', file('')],
  ['a header that is no JSON', 'refused', file('{"w": ')],
  ['a header that is a list', 'refused', file('[]')],
  ['a header that is no UTF-8', 'refused', file('{"\xff\xfe": 1}')],
  [
    'a header of lists, a hundred thousand deep',
    'refused',
    () => file(`{"w":${'['.repeat(NESTED)}${']'.repeat(NESTED)}}`),
  ],
  ['a header of thirty megabytes', 'refused', () => file(`{${' '.repeat(30_000_000)}}`)],
  ['an entry that is a number', 'refused', of({ w: 5 })],
  ['an entry that is nothing', 'refused', of({ w: null })],
  [
    'a tensor twice, at two places',
    'refused',
    file(
      '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
    ),
  ],
  ['tensors on top of each other', 'refused', of({ a: entry(), b: entry() })],
  ['a gap', 'refused', of({ a: entry({ shape: [1], data_offsets: [4, 8] }) })],
  ['bytes that are nobody’s', 'refused', of({ w: entry() }, 100)],
  ['bytes that are not there', 'refused', of({ w: entry() }, 4)],
  ['an end before the beginning', 'refused', of({ w: entry({ data_offsets: [8, 0] }) })],
  ['a place below 0', 'refused', of({ w: entry({ data_offsets: [-8, 0] }) })],
  ['a place that is a fraction', 'refused', of({ w: entry({ data_offsets: [0.5, 8.5] }) })],
  ['a place that is a text', 'refused', of({ w: entry({ data_offsets: ['0', '8'] }) })],
  [
    'a place beyond all numbers',
    'refused',
    file('{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,1e999]}}'),
  ],
  ['three places', 'refused', of({ w: entry({ data_offsets: [0, 4, 8, 12] }) })],
  ['a shape of another size', 'refused', of({ w: entry({ shape: [3] }) })],
  ['a shape below 0', 'refused', of({ w: entry({ shape: [-1, -2] }) })],
  ['a shape whose product wraps', 'refused', of({ w: entry({ shape: [2 ** 32, 2 ** 32, 2] }) })],
  ['a shape of a thousand axes', 'refused', of({ w: entry({ shape: [...Array<number>(1000).fill(1), 2] }) })],
  ['a type that there is not', 'refused', of({ w: entry({ dtype: 'F128' }) })],
  ['a type that is a prototype’s name', 'refused', of({ w: entry({ dtype: 'constructor' }) })],
  [
    'a tensor called as a prototype',
    'refused',
    file('{"__proto__":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'),
  ],
  ['notes that are no texts', 'refused', of({ __metadata__: { a: { b: 1 } }, w: entry() })],
  ['notes that are a list', 'refused', of({ __metadata__: [1, 2], w: entry() })],
];

/** All of them. */
export const HOSTILE_SAFETENSORS: HostileCheckpoint[] = toHostileFiles(
  'safetensors',
  'model.safetensors',
  ROWS,
);
