/**
 * What a pickle can become here: plain data, and inert notes of everything that Python would have called.
 * Lists and tuples are arrays, dicts are Maps (so that no key can reach a prototype), unknown objects are records.
 */

/** The name of a Python class or function; never looked up, never called. */
export class PickleGlobal {
  readonly qualifiedName: string;

  constructor(module: string, name: string) {
    this.qualifiedName = `${module}.${name}`;
  }
}

/** An object whose class is not known here: what it would have been made of. */
export class PickleRecord {
  state: PickleValue = null;
  /** What a list subclass holds. */
  readonly elements: PickleValue[] = [];
  /** What a dict subclass holds. */
  readonly items = new Map<PickleValue, PickleValue>();

  constructor(
    readonly className: string,
    readonly args: PickleValue,
  ) {}
}

/** Base of what a host makes of globals and persistent ids that it knows. */
export abstract class HostObject {
  abstract readonly kind: string;
}

/** Whatever a pickle can become here. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | Set<PickleValue>
  | PickleGlobal
  | PickleRecord
  | HostObject;

/** Gives meaning to names and persistent ids. It builds data; it must not execute anything that a file names. */
export interface PickleHost {
  /** The value of calling a global it knows, or undefined. `spend` is charged for work beyond a constant. */
  call(
    global: PickleGlobal,
    args: readonly PickleValue[],
    spend: (units: number) => void,
  ): PickleValue | undefined;
  /** The object that a persistent id stands for. */
  load(id: PickleValue): PickleValue;
}
