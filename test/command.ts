/**
 * The program as a user runs it: `bin/spuriosity.js` as a child process, with what it printed and how it ended.
 * Needs the compiled program; `npm test` compiles it first. Where the process is not what is tested, `program.ts` is cheaper.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type CommandOptions, createRunners, type Outcome, toCommandEnvironment } from './runners.js';

const PROGRAM = fileURLToPath(new URL('../bin/spuriosity.js', import.meta.url));

/** Starts a command; one that is `detached` leads a group of its own processes. */
export function startCommand(args: readonly string[], options: StartOptions = {}) {
  return startProgram(PROGRAM, args, options);
}

/** Runs another program of Node's to its end, in the environment of a command. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Outcome> {
  return startProgram(program, args, options).outcome;
}

let launcher: readonly string[] = [];

/** All programs that an action starts are started by another one, whose words come before theirs. */
export async function launchedBy<T>(words: readonly string[], action: () => Promise<T>): Promise<T> {
  launcher = words;
  try {
    return await action();
  } finally {
    launcher = [];
  }
}

type StartOptions = CommandOptions & { detached?: boolean };

function startProgram(
  program: string,
  args: readonly string[],
  { cwd, env: added, detached = false }: StartOptions,
) {
  const env = toCommandEnvironment(added);
  const [file, ...words] = [...launcher, process.execPath, program, ...args];
  const child = spawn(file!, words, { cwd, env, detached });
  child.stdin.end();
  return { child, outcome: collectOutcome(child) };
}

/** Runs a command to its end. */
export function runCommand(args: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
  return startCommand(args, options).outcome;
}

export const { runWell, runJson, runBadly } = createRunners(runCommand);

function collectOutcome(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  const outcome: Outcome = { code: null, signal: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (outcome.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (outcome.stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ ...outcome, code, signal }));
  });
}
