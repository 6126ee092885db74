/**
 * Named steps of every commit to the disk, so that tests can end the process at one of them as a power cut would.
 * In: names of steps, and SPURIOSITY_TEST_STEPS. Out: nothing, in every run that is no test: only tests set that variable.
 */
import { appendFileSync } from 'node:fs';

/** `log FILE` appends each step to a file; `kill N` ends the process with SIGKILL at its N-th step, counted from 1. */
const VARIABLE = 'SPURIOSITY_TEST_STEPS';

let count = 0;

/** A step is reached: what was committed before it is on the disk, what comes after it is not. */
export function reachStep(name: string): void {
  const order = process.env[VARIABLE];
  if (order === undefined) return;
  const [kind, value] = order.split(/ (.*)/s) as [string, string];
  if (kind === 'log') appendFileSync(value, `${name}\n`);
  else if (++count === Number(value)) process.kill(process.pid, 'SIGKILL');
}
