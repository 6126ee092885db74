/**
 * What each pickle opcode does, protocols 0 to 5 (CPython, Lib/pickletools.py).
 * In: the machine and a reader that stands after the opcode. Out: the machine changed. The copyreg extension registry
 * (EXT1, EXT2, EXT4) and out-of-band buffers (NEXT_BUFFER) have no meaning in a file and are absent.
 */
import { fillMap, type PickleMachine } from './machine.js';
import { PickleError, type PickleReader, unescapeText } from './reader.js';
import type { PickleValue } from './values.js';

type Step = (machine: PickleMachine, reader: PickleReader) => void;

const HIGHEST_PROTOCOL = 5;

/** STOP is the interpreter's own. */
export const STOP = 0x2e;

const CONSTANTS: Record<string, Step> = {
  N: (machine) => machine.push(null),
  '\x88': (machine) => machine.push(true),
  '\x89': (machine) => machine.push(false),
};

const NUMBERS: Record<string, Step> = {
  J: (machine, reader) => machine.push(reader.int32()),
  K: (machine, reader) => machine.push(reader.uint8()),
  M: (machine, reader) => machine.push(reader.uint16()),
  G: (machine, reader) => machine.push(reader.float64()),
  '\x8a': (machine, reader) => machine.push(reader.integer(reader.uint8())),
  '\x8b': (machine, reader) => machine.push(reader.integer(reader.uint32())),
  L: (machine, reader) => machine.push(reader.decimal()),
  I: (machine, reader) => machine.push(toIntegerOrBoolean(reader)),
  F: (machine, reader) => machine.push(toFloat(reader.line())),
};

const TEXTS: Record<string, Step> = {
  X: (machine, reader) => machine.push(reader.text(reader.uint32())),
  '\x8c': (machine, reader) => machine.push(reader.text(reader.uint8())),
  '\x8d': (machine, reader) => machine.push(reader.text(reader.uint64())),
  // Byte strings of Python 2; its picklers wrote attribute names so.
  T: (machine, reader) => machine.push(reader.text(reader.uint32())),
  U: (machine, reader) => machine.push(reader.text(reader.uint8())),
  S: (machine, reader) => machine.push(unescapeText(reader.line().replace(/^(['"])(.*)\1$/, '$2'))),
  V: (machine, reader) => machine.push(unescapeText(reader.line())),
  B: (machine, reader) => machine.push(reader.data(reader.uint32())),
  C: (machine, reader) => machine.push(reader.data(reader.uint8())),
  '\x8e': (machine, reader) => machine.push(reader.data(reader.uint64())),
  '\x96': (machine, reader) => machine.push(reader.data(reader.uint64())),
};

const CONTAINERS: Record<string, Step> = {
  ']': (machine) => machine.push([]),
  ')': (machine) => machine.push([]),
  '}': (machine) => machine.push(new Map()),
  '\x8f': (machine) => machine.push(new Set()),
  '(': (machine) => machine.mark(),
  t: (machine) => machine.push(machine.popMarked()),
  l: (machine) => machine.push(machine.popMarked()),
  d: (machine) => machine.push(fillMap(new Map(), machine.popMarked())),
  '\x91': (machine) => machine.push(new Set(machine.popMarked())),
  '\x85': (machine) => machine.push(machine.popMany(1)),
  '\x86': (machine) => machine.push(machine.popMany(2)),
  '\x87': (machine) => machine.push(machine.popMany(3)),
  a: (machine) => machine.append(machine.popMany(1)),
  e: (machine) => machine.append(machine.popMarked()),
  s: (machine) => machine.setItems(machine.popMany(2)),
  u: (machine) => machine.setItems(machine.popMarked()),
  '\x90': (machine) => machine.addToSet(machine.popMarked()),
};

const STACK: Record<string, Step> = {
  '0': (machine) => machine.drop(),
  '1': (machine) => void machine.popMarked(),
  '2': (machine) => machine.push(machine.top()),
  q: (machine, reader) => machine.memoize(reader.uint8()),
  r: (machine, reader) => machine.memoize(reader.uint32()),
  p: (machine, reader) => machine.memoize(reader.decimal()),
  '\x94': (machine) => machine.memoize(),
  h: (machine, reader) => machine.recall(reader.uint8()),
  j: (machine, reader) => machine.recall(reader.uint32()),
  g: (machine, reader) => machine.recall(reader.decimal()),
};

const OBJECTS: Record<string, Step> = {
  c: (machine, reader) => machine.pushGlobal(reader.line(), reader.line()),
  '\x93': (machine) => machine.pushGlobal(...(machine.popMany(2) as [PickleValue, PickleValue])),
  R: (machine) => machine.construct(...(machine.popMany(2) as [PickleValue, PickleValue])),
  '\x81': (machine) => machine.construct(...(machine.popMany(2) as [PickleValue, PickleValue])),
  '\x92': (machine) => {
    const [callee, args] = machine.popMany(3);
    machine.construct(callee!, args!);
  },
  b: (machine) => machine.build(machine.pop()),
  o: (machine) => {
    const [callee, ...args] = machine.popMarked();
    if (callee === undefined) throw new PickleError('it makes an object of no class');
    machine.construct(callee, args);
  },
  i: (machine, reader) => {
    const args = machine.popMarked();
    machine.pushGlobal(reader.line(), reader.line());
    machine.construct(machine.pop(), args);
  },
  P: (machine, reader) => machine.pushPersistent(reader.line()),
  Q: (machine) => machine.pushPersistent(machine.pop()),
};

const FRAMING: Record<string, Step> = {
  '\x80': (_, reader) => assertProtocol(reader.uint8()),
  // A frame's length only helps readers of streams.
  '\x95': (_, reader) => void reader.uint64(),
  // READONLY_BUFFER: every value is read-only here.
  '\x98': () => {},
};

/** Steps by opcode byte. */
export const STEPS: ReadonlyMap<number, Step> = new Map(
  [CONSTANTS, NUMBERS, TEXTS, CONTAINERS, STACK, OBJECTS, FRAMING]
    .flatMap((table) => Object.entries(table))
    .map(([opcode, step]) => [opcode.charCodeAt(0), step]),
);

function assertProtocol(protocol: number): void {
  if (protocol > HIGHEST_PROTOCOL) throw new PickleError(`it is of pickle protocol ${protocol}`);
}

/** Protocol 0 writes True as "01" and False as "00". */
function toIntegerOrBoolean(reader: PickleReader): PickleValue {
  const start = reader.offset;
  const line = reader.line();
  if (line === '01') return true;
  if (line === '00') return false;
  reader.offset = start;
  return reader.decimal();
}

function toFloat(text: string): number {
  const special = { inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY, nan: Number.NaN }[text];
  if (special !== undefined) return special;
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) throw new PickleError('it holds a malformed float');
  return value;
}
