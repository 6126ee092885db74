/**
 * The stack machine that pickles are programs for.
 * In: values and marks pushed by opcodes. Out: containers, records and the host's objects, within a fixed amount of work.
 * Never calls anything but the host: a name that the host does not know becomes a record.
 */
import { PickleError, PickleLimit } from './reader.js';
import { PickleGlobal, type PickleHost, PickleRecord, type PickleValue } from './values.js';

/** Opcodes plus weighted allocations; checkpoints with optimiser state need some hundred thousand. */
const MAX_WORK_UNITS = 10_000_000;
/** An empty Map takes about as much memory as this many opcodes take of the file. */
const CONTAINER_UNITS = 8;
/** Longer names are not Python's. */
const MAX_NAME_LENGTH = 512;

/** The stack machine. PickleError for programs that make no sense or take too much work. */
export class PickleMachine {
  private readonly stack: PickleValue[] = [];
  /** Heights of the stack at open marks. */
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, PickleValue>();
  private workUnits = 0;
  /** Names of classes that became records. */
  readonly unknownNames = new Set<string>();

  constructor(private readonly host: PickleHost) {}

  readonly spend = (units: number): void => {
    this.workUnits += units;
    if (this.workUnits > MAX_WORK_UNITS)
      throw new PickleLimit('it describes more objects than any checkpoint');
  };

  push(value: PickleValue): void {
    if (typeof value === 'object' && value !== null) this.spend(CONTAINER_UNITS);
    this.stack.push(value);
  }

  pop(): PickleValue {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) throw new PickleError('its stack runs empty');
    return this.stack.pop()!;
  }

  popMany(count: number): PickleValue[] {
    const values = new Array<PickleValue>(count);
    for (let i = count - 1; i >= 0; i--) values[i] = this.pop();
    return values;
  }

  top(): PickleValue {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) throw new PickleError('its stack runs empty');
    return this.stack.at(-1)!;
  }

  mark(): void {
    this.marks.push(this.stack.length);
  }

  /** Everything since the last mark, which is closed. */
  popMarked(): PickleValue[] {
    const height = this.marks.pop();
    if (height === undefined) throw new PickleError('it closes a mark that it did not open');
    return this.stack.splice(height);
  }

  /** POP removes a value or, where there is none above it, the mark. */
  drop(): void {
    if (this.marks.length > 0 && this.marks.at(-1) === this.stack.length) this.marks.pop();
    else this.pop();
  }

  memoize(index: number | bigint = this.memo.size): void {
    this.memo.set(Number(index), this.top());
  }

  recall(index: number | bigint): void {
    const value = this.memo.get(Number(index));
    if (value === undefined) throw new PickleError(`it refers to value ${index}, which it has not stored`);
    this.stack.push(value);
  }

  pushGlobal(module: PickleValue, name: PickleValue): void {
    const isName = (text: PickleValue): text is string =>
      typeof text === 'string' && text.length <= MAX_NAME_LENGTH;
    if (!isName(module) || !isName(name))
      throw new PickleError('it names a class by something that is no name');
    this.push(new PickleGlobal(module, name));
  }

  pushPersistent(id: PickleValue): void {
    this.push(this.host.load(id));
  }

  /** What calling `callee` would give, if the host knows it; otherwise a record of the attempt. */
  construct(callee: PickleValue, args: PickleValue): void {
    if (!(callee instanceof PickleGlobal)) {
      this.push(new PickleRecord('', args));
      return;
    }
    const made = Array.isArray(args) ? this.host.call(callee, args, this.spend) : undefined;
    if (made === undefined) this.unknownNames.add(callee.qualifiedName);
    this.push(made !== undefined ? made : new PickleRecord(callee.qualifiedName, args));
  }

  append(values: readonly PickleValue[]): void {
    const target = this.top();
    const list = target instanceof PickleRecord ? target.elements : target;
    if (!Array.isArray(list)) throw new PickleError('it appends to something that is no list');
    for (const value of values) list.push(value);
  }

  addToSet(values: readonly PickleValue[]): void {
    const target = this.top();
    if (!(target instanceof Set)) throw new PickleError('it adds to something that is no set');
    for (const value of values) target.add(value);
  }

  setItems(pairs: readonly PickleValue[]): void {
    const target = this.top();
    const items = target instanceof PickleRecord ? target.items : target;
    if (!(items instanceof Map)) throw new PickleError('it sets an item of something that is no dict');
    fillMap(items, pairs);
  }

  /** Gives an object its state; attributes of dicts and tensors (`_metadata`, hooks) say nothing about weights. */
  build(state: PickleValue): void {
    const target = this.top();
    if (target instanceof PickleRecord) target.state = state;
  }

  finish(): PickleValue {
    if (this.marks.length > 0 || this.stack.length !== 1)
      throw new PickleError('it ends with an unbalanced stack');
    return this.stack[0]!;
  }
}

/** Keys and values in turn. */
export function fillMap(
  map: Map<PickleValue, PickleValue>,
  pairs: readonly PickleValue[],
): Map<PickleValue, PickleValue> {
  if (pairs.length % 2 !== 0) throw new PickleError('it has a dict key without a value');
  for (let i = 0; i < pairs.length; i += 2) map.set(pairs[i]!, pairs[i + 1]!);
  return map;
}
