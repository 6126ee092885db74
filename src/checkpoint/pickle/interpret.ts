/**
 * Runs one pickle as data.
 * In: bytes, where the pickle begins, and a host for names and persistent ids. Out: the value, where the pickle ended, and
 * the names that stayed unknown. Time and memory are bounded by the bytes read and a fixed amount of work.
 */
import { PickleMachine } from './machine.js';
import { STEPS, STOP } from './opcodes.js';
import { PickleError, PickleReader } from './reader.js';
import type { PickleHost, PickleValue } from './values.js';

/** What one pickle came to. */
export interface InterpretedPickle {
  value: PickleValue;
  endOffset: number;
  unknownNames: ReadonlySet<string>;
}

/** Throws `PickleEnd` where the bytes end first, `PickleError` where no pickler wrote them. */
export function interpretPickle(bytes: Uint8Array, offset: number, host: PickleHost): InterpretedPickle {
  const reader = new PickleReader(bytes, offset);
  const machine = new PickleMachine(host);
  for (;;) {
    const at = reader.offset;
    const opcode = reader.uint8();
    if (opcode === STOP) break;
    const step = STEPS.get(opcode);
    if (!step) throw new PickleError(`it has an unknown opcode 0x${opcode.toString(16)} at byte ${at}`);
    machine.spend(1);
    step(machine, reader);
  }
  return { value: machine.finish(), endOffset: reader.offset, unknownNames: machine.unknownNames };
}

/** A host that knows nothing, for pickles that are plain data. */
export const PLAIN_HOST: PickleHost = {
  call: () => undefined,
  load: () => {
    throw new PickleError('it refers to something outside itself');
  },
};
