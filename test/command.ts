/**
 * The program as a user runs it: `bin/spuriosity.js` as a child process, with what it printed and how it ended.
 * Needs the compiled program; `npm test` compiles it first.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../bin/spuriosity.js', import.meta.url));

export interface Outcome {
  /** Null when a signal ended the process. */
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  cwd?: string;
  env?: Record<string, string>;
}

/** Starts a command; nothing of this process's environment names a workspace or a part of the work to it. */
export function startCommand(args: readonly string[], options: CommandOptions = {}) {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' };
  for (const name of Object.keys(env)) if (/^(SPURIOSITY|SLURM|JOB_COMPLETION)/.test(name)) delete env[name];
  Object.assign(env, options.env);
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: options.cwd, env });
  child.stdin.end();
  return { child, outcome: collectOutcome(child) };
}

/** Runs a command to its end. */
export function runCommand(args: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
  return startCommand(args, options).outcome;
}

/** Runs a command that must succeed; what it said on stderr is the message of the failure. */
export async function runWell(args: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
  const outcome = await runCommand(args, options);
  expect(outcome.code, `spuriosity ${args.join(' ')}\n${outcome.stderr}`).toBe(0);
  return outcome;
}

/** Runs a command with --json that must succeed, and parses the one document on its stdout. */
// biome-ignore lint/suspicious/noExplicitAny: documents of many commands, checked by the assertions that follow.
export async function runJson(args: readonly string[], options: CommandOptions = {}): Promise<any> {
  return JSON.parse((await runWell([...args, '--json'], options)).stdout);
}

/**
 * Runs a command with --json that must fail with this exit code: in words on stderr, without a stack trace, and as one
 * document on stdout. Returns the document's error.
 */
export async function runBadly(
  exitCode: number,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<{ code: string; message: string }> {
  const { code, stdout, stderr } = await runCommand([...args, '--json'], options);
  expect(code, `spuriosity ${args.join(' ')}\n${stderr}`).toBe(exitCode);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr).not.toContain('This is a fault of the program');
  const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
  expect(error.code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  expect(stderr).toContain(error.message);
  return error;
}

function collectOutcome(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  const outcome: Outcome = { code: null, signal: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (outcome.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (outcome.stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ ...outcome, code, signal }));
  });
}
