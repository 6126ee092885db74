/**
 * The program in this process: the command line's `main`, with what it printed and the exit code that it returned.
 * For what does not depend on a process of its own; starting Node and loading the program takes longer than most commands. One at a time.
 */
import { createRunners, type RunCommand, toCommandEnvironment } from './runners.js';

// Colours are decided when the program is loaded.
delete process.env.FORCE_COLOR;
process.env.NO_COLOR = '1';
const { main } = await import('../src/cli/main.js');

/** Runs a command to its end in this process; the working folder and the environment are put back afterwards. */
export const runCommand: RunCommand = async (args, options = {}) => {
  const before = { cwd: process.cwd(), env: process.env };
  const [stdout, stderr] = [capture(process.stdout), capture(process.stderr)];
  process.env = toCommandEnvironment(options.env);
  if (options.cwd !== undefined) process.chdir(options.cwd);
  try {
    const code = await main(args);
    return { code, signal: null, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    process.env = before.env;
    process.chdir(before.cwd);
    stdout.release();
    stderr.release();
  }
};

export const { runWell, runJson, runBadly } = createRunners(runCommand);

/** Keeps what is written to a stream from now on, instead of writing it. */
function capture(stream: NodeJS.WriteStream) {
  const { write } = stream;
  const pieces: string[] = [];
  stream.write = ((piece: string | Uint8Array, ...rest: unknown[]) => {
    pieces.push(typeof piece === 'string' ? piece : new TextDecoder().decode(piece));
    const done = rest.at(-1);
    if (typeof done === 'function') done();
    return true;
  }) as typeof stream.write;
  return {
    text: () => pieces.join(''),
    release: () => {
      stream.write = write;
    },
  };
}
