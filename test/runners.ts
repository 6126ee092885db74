/**
 * What tests ask of a command, however it is run: success, its document, or a failure in words.
 * In: a way to run a command line. Out: the three ways to expect something of it.
 */
import { expect } from 'vitest';

/** What a command line printed, and how it ended. */
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

export type RunCommand = (args: readonly string[], options?: CommandOptions) => Promise<Outcome>;

/** The environment of a command: nothing of this process's own names a workspace or a part of the work to it. */
export function toCommandEnvironment(added: Record<string, string> = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' };
  for (const name of Object.keys(env))
    if (/^(SPURIOSITY|SLURM|JOB_COMPLETION|AWS_BATCH)/.test(name)) delete env[name];
  return Object.assign(env, added);
}

export function createRunners(runCommand: RunCommand) {
  /** Runs a command that must succeed; what it said on stderr is the message of the failure. */
  const runWell: RunCommand = async (args, options) => {
    const outcome = await runCommand(args, options);
    expect(outcome.code, `spuriosity ${args.join(' ')}\n${outcome.stderr}`).toBe(0);
    return outcome;
  };

  /** Runs a command with --json that must succeed, and parses the one document on its stdout. */
  // biome-ignore lint/suspicious/noExplicitAny: documents of many commands, checked by the assertions that follow.
  const runJson = async (args: readonly string[], options?: CommandOptions): Promise<any> =>
    JSON.parse((await runWell([...args, '--json'], options)).stdout);

  /**
   * Runs a command with --json that must fail with this exit code: in words on stderr, without a stack trace, and as one
   * document on stdout. Returns the document's error.
   */
  const runBadly = async (
    exitCode: number,
    args: readonly string[],
    options?: CommandOptions,
  ): Promise<{ code: string; message: string }> => {
    const { code, stdout, stderr } = await runCommand([...args, '--json'], options);
    expect(code, `spuriosity ${args.join(' ')}\n${stderr}`).toBe(exitCode);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stderr).not.toContain('This is a fault of the program');
    const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
    expect(error.code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(stderr).toContain(error.message);
    return error;
  };
  return { runWell, runJson, runBadly };
}
