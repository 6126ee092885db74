/**
 * Checkpoints whose description, a pickle, is a program: that would run code, take all memory, or tell of tensors that there cannot be.
 */
import { join, le32, le64 } from '../bytes.js';
import { toHostileFiles } from '../hostile-files.js';
import { type CheckpointRow, type HostileCheckpoint, withPickle } from './plain-checkpoint.js';

/** One character is one byte. */
const program = (text: string | Uint8Array) => withPickle(() => join(text));
/** The sound description in a tuple beside something else. */
const beside = (text: string) => withPickle((sound) => join('\x80\x02(', sound.subarray(2, -1), text, 't.'));

const CODE: CheckpointRow[] = [
  ['a command, by REDUCE', 'refused', program("cos\nsystem\n(S'touch pwned'\ntR.")],
  ['a command, by INST', 'refused', program("(S'touch pwned'\nios\nsystem\n.")],
  ['a command, by OBJ', 'refused', program("(cos\nsystem\nS'touch pwned'\no.")],
  ['a command, by NEWOBJ', 'refused', program("cos\nsystem\n(S'touch pwned'\nt\x81.")],
  [
    'a command, by BUILD',
    'refused',
    program("cbuiltins\nobject\n)R}V__setstate__\ncos\nsystem\nsb(S'x'\ntb."),
  ],
  [
    'an expression, by STACK_GLOBAL',
    'refused',
    program("\x80\x04\x8c\x08builtins\x8c\x04eval\x93(S'1'\ntR."),
  ],
  ['a command beside its weights', 'as-plain', beside("cos\nsystem\n(S'touch pwned'\ntR")],
  ['code of torch itself', 'refused', program("ctorch.hub\nload\n(S'evil/evil'\ntR.")],
  ['an attribute of an attribute', 'refused', program('cbuiltins\ngetattr\n(cos\nsystem\nV__call__\ntR.')],
  ['a class called by a megabyte', 'refused', () => program(`c${'a'.repeat(2 ** 20)}\nb\n)R.`)()],
];

/** Lists of ten references to the list before, `depth` deep. */
const laughs = (depth: number): string =>
  `]q\0N${Array.from(
    { length: depth },
    (_, at) => `a](${`h${String.fromCharCode(at)}`.repeat(10)}eq${String.fromCharCode(at + 1)}`,
  ).join('')}`;

const BOMBS: CheckpointRow[] = [
  ['a billion lists, by reference', 'refused', program(`(${laughs(30)}l.`)],
  [
    'lists within lists, a million deep',
    'refused',
    () => program(`${']'.repeat(1_000_000)}${'a'.repeat(999_999)}.`)(),
  ],
  ['tuples within tuples, a million deep', 'refused', () => program(`)${'\x85'.repeat(1_000_000)}.`)()],
  ['a list that holds itself', 'refused', program(']q\0h\0a.')],
  ['a dict that holds itself', 'refused', program('}q\0Vself\nh\0s.')],
  ['ten million values', 'refused', () => program(join('(', Buffer.alloc(10_000_000, 'N'), 'l.'))()],
  ['ten million marks', 'refused', () => program(Buffer.alloc(10_000_000, '('))()],
  ['ten million copies', 'refused', () => program(join('N', Buffer.alloc(10_000_000, '2'), '.'))()],
  ['a text of 2^62 bytes', 'refused', program(join('\x8d', le64(2n ** 62n), '.'))],
  ['a text of 4 GB', 'refused', program(join('X', le32(-1), '.'))],
  ['a number of 2 GB', 'refused', program(join('\x8b', le32(0x7fffffff), '.'))],
  ['a number of a hundred thousand digits', 'refused', () => program(`L${'9'.repeat(100_000)}L\n.`)()],
  ['a frame of 2^63 bytes', 'refused', program(join('\x80\x04\x95', le64(2n ** 63n), 'N.'))],
  ['a store at place 4294967295', 'refused', program(join('Nr', le32(-1), '.'))],
  ['a value that was not stored', 'refused', program('h\x07.')],
  ['an opcode that there is not', 'refused', program('\xff.')],
  ['a protocol of the future', 'refused', program('\x80\x63N.')],
  ['the registry of extensions', 'refused', program('\x82\x01.')],
  ['no end', 'refused', program('}')],
  ['nothing', 'refused', program('')],
  ['an end at once', 'refused', program('.')],
  ['one number', 'refused', program('K\x01.')],
  ['an empty dict', 'refused', program('}.')],
];

/** A dict of one tensor, `conv1.weight`: its storage's type, key and count, then offset, shape and strides as pickles. */
function tensor({
  type = 'FloatStorage',
  key = '0',
  count = 'K\x06',
  offset = 'K\0',
  shape = '(K\x02K\x03t',
  strides = '(K\x03K\x01t',
}) {
  const storage = `((Vstorage\nctorch\n${type}\nV${key}\nVcpu\n${count}tQ`;
  return program(
    `\x80\x02}Vconv1.weight\nctorch._utils\n_rebuild_tensor_v2\n${storage}${offset}${shape}${strides}\x89ccollections\nOrderedDict\n)RtRs.`,
  );
}
const LARGE = '\x8a\x08\0\0\0\0\0\0\0\x40';
const BELOW = 'J\xff\xff\xff\xff';

const TENSORS: CheckpointRow[] = [
  ['alone', 'refused', tensor({})],
  ['of a type that there is not', 'refused', tensor({ type: 'EvilStorage' })],
  ['of a storage that there is not', 'refused', tensor({ key: '99999' })],
  ['of a storage in another folder', 'refused', tensor({ key: '../../data.pkl' })],
  ['of 2^62 values in its storage', 'refused', tensor({ count: LARGE })],
  ['of fewer than no values', 'refused', tensor({ count: BELOW })],
  ['that begins beyond its storage', 'refused', tensor({ offset: 'J\xff\xff\xff\x7f' })],
  ['that begins before its storage', 'refused', tensor({ offset: BELOW })],
  ['of a negative shape', 'refused', tensor({ shape: `(${BELOW}${BELOW}t` })],
  ['of a shape of 2^124 values', 'refused', tensor({ shape: `(${LARGE}${LARGE}t` })],
  ['of negative strides', 'refused', tensor({ strides: `(${BELOW}${BELOW}t` })],
  ['of strides beyond its storage', 'refused', tensor({ strides: `(${LARGE}K\x01t` })],
  [
    'that repeats one value a trillion times',
    'refused',
    tensor({ shape: `(J\0\0\x10\0J\0\0\x10\0t`, strides: '(K\0K\0t' }),
  ],
  ['of more strides than axes', 'refused', tensor({ strides: '(K\x03K\x01K\x01t' })],
  [
    'of a thousand axes',
    'refused',
    tensor({ shape: `(${'K\x01'.repeat(1000)}t`, strides: `(${'K\x01'.repeat(1000)}t` }),
  ],
  ['of a shape of texts', 'refused', tensor({ shape: '(VA\nVB\nt' })],
  ['of a shape that is no tuple', 'refused', tensor({ shape: 'N' })],
  [
    'of a shape of fractions',
    'refused',
    tensor({ shape: `(G${String.fromCharCode(0x3f, 0xf8)}${'\0'.repeat(6)}K\x03t` }),
  ],
];

/** The five pickles of the old format, then storages. */
const legacy = (object: string, keys: string, ...storages: Uint8Array[]): Buffer =>
  join(
    '\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.',
    '\x80\x02M\xe9\x03.',
    '\x80\x02}(Vlittle_endian\n\x88u.',
    `\x80\x02${object}.`,
    `\x80\x02${keys}.`,
    ...storages,
  );
const OLD_TENSOR =
  '}Vconv1.weight\nctorch._utils\n_rebuild_tensor_v2\n((Vstorage\nctorch\nFloatStorage\nV7\nVcpu\nK\x06NtQK\0(K\x02K\x03t(K\x03K\x01t\x89NtRs';

const OLD: CheckpointRow[] = [
  ['its first number alone', 'refused', '\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.'],
  ['a command', 'refused', legacy("cos\nsystem\n(S'touch pwned'\ntR", ']')],
  ['no storages', 'refused', legacy(OLD_TENSOR, '(V7\nl')],
  ['a storage of 2^62 values', 'refused', legacy(OLD_TENSOR, '(V7\nl', le64(2n ** 62n))],
  ['a storage of fewer than no values', 'refused', legacy(OLD_TENSOR, '(V7\nl', le64(-5n), Buffer.alloc(24))],
  ['a storage that is too short', 'refused', legacy(OLD_TENSOR, '(V7\nl', le64(6n), Buffer.alloc(10))],
  ['a list of storages without it', 'refused', legacy(OLD_TENSOR, ']', le64(6n), Buffer.alloc(24))],
  [
    'a list of storages with one twice',
    'refused',
    legacy(OLD_TENSOR, '(V7\nV7\nl', le64(6n), Buffer.alloc(24)),
  ],
  ['a list of storages that is a number', 'refused', legacy(OLD_TENSOR, 'K\x01')],
  [
    'a protocol of the future',
    'refused',
    join('\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.', '\x80\x02M\xff\xff.'),
  ],
  ['a pickle of numpy', 'refused', '\x80\x03cnumpy.core.multiarray\n_reconstruct\nq\0.'],
];

/** All of them. */
export const HOSTILE_PICKLES: HostileCheckpoint[] = [
  ...toHostileFiles('code', 'checkpoint.pt', CODE),
  ...toHostileFiles('description', 'checkpoint.pt', BOMBS),
  ...toHostileFiles('tensor', 'checkpoint.pt', TENSORS),
  ...toHostileFiles('old format', 'checkpoint.pth', OLD),
];
