import { describe, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import { createTorchHost } from '../torch/host.js';
import { TensorView } from '../torch/objects.js';
import { interpretPickle, PLAIN_HOST } from './interpret.js';
import { PickleEnd, PickleError, PickleLimit } from './reader.js';
import { type PickleHost, PickleRecord, type PickleValue } from './values.js';

/** One character is one byte. */
const toBytes = (program: string): Uint8Array =>
  Uint8Array.from(program, (character) => character.charCodeAt(0));
const run = (program: string, host: PickleHost = PLAIN_HOST): PickleValue =>
  interpretPickle(toBytes(program), 0, host).value;
const torchHost = createTorchHost(() => {});

test.each<[string, string, PickleValue]>([
  ['None', 'N.', null],
  ['protocol 0 true', 'I01\n.', true],
  ['protocol 0 int', 'I-42\n.', -42],
  ['protocol 0 long', 'L7L\n.', 7],
  ['protocol 0 float', 'F0.5\n.', 0.5],
  ['protocol 0 text', "S'it\\'s'\n.", "it's"],
  ['protocol 0 unicode', 'V\\u00e9\n.', 'é'],
  ['protocol 0 list', '(lp0\nI1\naI2\na.', [1, 2]],
  ['protocol 0 dict', '(dp0\nVa\nI1\ns.', new Map([['a', 1]])],
  ['big long', '\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01.', 2n ** 64n],
  ['negative long', '\x8a\x01\xff.', -1],
  ['float', 'G?\xf0\x00\x00\x00\x00\x00\x00.', 1],
  ['bytes', 'C\x02\x00\xff.', Uint8Array.of(0, 255)],
  ['memo and tuple', 'K\x01\x94h\x00\x86.', [1, 1]],
  ['set', '\x8f(K\x01K\x02\x90.', new Set([1, 2])],
  ['frozenset', '(K\x01\x91.', new Set([1])],
  ['pop and dup', 'K\x01K\x0202\x86.', [1, 1]],
])('%s', (_, program, value) => {
  expect(run(program)).toEqual(value);
});

describe('what a file names is never called', () => {
  test.each([
    ['REDUCE', "cos\nsystem\n(S'id'\ntR.", 'os.system'],
    ['INST', "(S'id'\nios\nsystem\n.", 'os.system'],
    ['OBJ', "(cos\nsystem\nS'id'\no.", 'os.system'],
    ['NEWOBJ', "cos\nsystem\n(S'id'\nt\x81.", 'os.system'],
    ['STACK_GLOBAL', "\x8c\x08builtins\x8c\x04eval\x93(S'id'\ntR.", 'builtins.eval'],
  ])('%s', (_, program, className) => {
    const record = run(program, torchHost);
    expect(record).toBeInstanceOf(PickleRecord);
    expect(record).toMatchObject({ className, args: ['id'] });
  });

  test('nor is the result of something unknown', () => {
    expect(run("cbuiltins\ngetattr\n(tR(S'id'\ntR.", torchHost)).toMatchObject({
      className: '',
      args: ['id'],
    });
  });

  test('keys of dicts cannot reach a prototype', () => {
    run('}V__proto__\n}Vpolluted\nK\x01sss.'.replace('sss', 'ss'));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('records keep state, items and elements', () => {
    const record = run('cmy\nDict\n)R}VA\nK\x01sbVk\nK\x02sK\x03a.', torchHost);
    expect(record).toMatchObject({ className: 'my.Dict', elements: [3] });
    expect((record as PickleRecord).state).toEqual(new Map([['A', 1]]));
    expect((record as PickleRecord).items).toEqual(new Map([['k', 2]]));
  });
});

describe("torch's own names", () => {
  test('whole modules in the older format refer to their classes by persistent id', () => {
    expect(run('(Vmodule\ncmy\nNet\nVnet.py\nVclass Net\ntQ)\x81.', torchHost)).toMatchObject({
      className: 'my.Net',
    });
  });

  const storage = '((Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nK\x06tQ';

  test('tensors of versions 1 and 2, and parameters', () => {
    const tensor = run(
      `ctorch._utils\n_rebuild_tensor_v2\n${storage}K\x00(K\x02K\x03t(K\x03K\x01t\x89ccollections\nOrderedDict\n)RtR.`,
      torchHost,
    );
    expect(tensor).toMatchObject({ dtype: 'float32', offset: 0, shape: [2, 3], strides: [3, 1] });
    expect(tensor).toBeInstanceOf(TensorView);
  });

  test('version 3 takes its type from the arguments, whatever the storage', () => {
    const untyped = storage.replace('ctorch\nFloatStorage', 'ctorch.storage\nUntypedStorage');
    const tensor = run(
      `ctorch._utils\n_rebuild_tensor_v3\n${untyped}K\x00(K\x03t(K\x01t\x89NCtorch\nfloat16\ntR.`.replace(
        'NC',
        'Nc',
      ),
      torchHost,
    );
    expect(tensor).toMatchObject({ dtype: 'float16', shape: [3] });
  });

  test('devices and sizes are plain data', () => {
    expect(run('ctorch\ndevice\n(Vcuda\nK\x01tR.', torchHost)).toBe('cuda:1');
    expect(run('ctorch\nSize\n((K\x02K\x03ttR.', torchHost)).toEqual([2, 3]);
    expect(run('ccollections\nOrderedDict\n((Va\nK\x01t\x85tR.', torchHost)).toEqual(new Map([['a', 1]]));
  });

  test.each([
    ['a negative size', `ctorch._utils\n_rebuild_tensor_v2\n${storage}K\x00(J\xff\xff\xff\xfft(K\x01ttR.`],
    ['a storage that is none', 'ctorch._utils\n_rebuild_tensor_v2\n(NK\x00))tR.'],
    ['a persistent id that is none', 'Vx\nQ.'],
  ])('%s', (_, program) => {
    expect(() => run(program, torchHost)).toThrow(PickleError);
  });
});

describe('pickles that no pickler writes', () => {
  test.each([
    ['an empty stack', '.'],
    ['two values', 'NN.'],
    ['an open mark', '(N.'],
    ['a mark that is not open', 'Nt.'],
    ['reaching below a mark', 'N(\x85.'],
    ['an unknown opcode', '\xff.'],
    ['an unknown memo', 'h\x05.'],
    ['a higher protocol', '\x80\x09N.'],
    ['a key without value', '}(Nu.'],
    ['append to a number', 'K\x01Na.'],
    ['an integer of 64 kB', `\x8b\x00\x00\x01\x00${'\x01'.repeat(65536)}.`],
    ['the extension registry', '\x82\x01.'],
  ])('%s', (_, program) => {
    expect(() => run(program, torchHost)).toThrow(PickleError);
  });

  test('a length beyond the end asks for more', () => {
    expect(() => run('\x8d\xff\xff\xff\xff\xff\xff\xff\x7f')).toThrow(PickleEnd);
    expect(() => run('X\xff\xff\xff\x7fabc')).toThrow(PickleEnd);
  });

  test('copies of one long list are charged for', () => {
    const list = `](${'N'.repeat(100_000)}e\x94`;
    const copies = `(${'cbuiltins\nset\n(h\x00tR'.repeat(200)}l.`;
    expect(() => run(`${list}${copies}`, torchHost)).toThrow(PickleLimit);
  });

  test('nesting costs no call stack', () => {
    const depth = 200_000;
    expect(() => run(`${']'.repeat(depth)}${'a'.repeat(depth - 1)}.`)).not.toThrow();
  });

  test('any bytes end in a value or in one of two errors', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          interpretPickle(bytes, 0, torchHost);
        } catch (error) {
          expect(error instanceof PickleEnd || error instanceof PickleError).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
