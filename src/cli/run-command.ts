/**
 * Everything that all commands share: common options, Ctrl-C, errors in words, exit codes (docs/formats/command-line.md, C1).
 * In: a command's handler. Out: an exit code. Only `main.ts` and this file print errors.
 */
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { Command } from 'commander';
import pc from 'picocolors';
import { CancelledError, SpuriosityError, UsageError } from '../base/errors.js';
import type { Observer } from '../base/observer.js';
import { POISON_SHARD_CODE } from '../records/extraction.js';
import { openTerminal, type Stop, type Terminal } from './terminal.js';

/** Exit codes of the contract. */
export const EXIT_CODES = { done: 0, failed: 1, usage: 2, skippedImages: 3, poisonShard: 4 } as const;
/** Exit codes after a signal, as shells count them: 128 and the signal's number. */
const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
type StopSignal = keyof typeof SIGNAL_CODES;

/** Time from the first signal to the end, whatever is under way then: files are written whole or not at all, and child processes end with this one. */
const STOP_MS = 1_000;

export interface CommonOptions {
  workspace?: string;
  json: boolean;
  quiet: boolean;
  strict: boolean;
  debug: boolean;
}

/** What a handler leaves behind. */
export interface CommandResult {
  /** The document of --json; undefined where the command has printed it before. */
  document: unknown;
  /** Images that were left out; with --strict the command then ends with exit code 3. */
  skippedCount?: number;
  /** The work was done and its result does not pass what the user asked of it: the command ends with exit code 1. */
  hasFailed?: boolean;
}

/**
 * A handler gets the terminal, the parsed options and the positional arguments, which are texts where the command has no parser for them.
 * The observer among the options is the terminal's: it hears of what concerns the workspace as a whole.
 */
export type Handler<Options, Args extends unknown[] = string[]> = (
  terminal: Terminal,
  options: Options & CommonOptions & { observer: Observer },
  ...args: Args
) => Promise<CommandResult>;

/** Exit code of the last command that ran in this process. */
let exitCode: number = EXIT_CODES.done;

/** Exit code to end the process with. */
export function readExitCode(): number {
  return exitCode;
}

/** Adds the common options and the handler to a command. */
export function addHandler<Options, Args extends unknown[] = string[]>(
  command: Command,
  handler: Handler<Options, Args>,
): Command {
  command
    .option(
      '-w, --workspace <folder>',
      'the workspace (default: <data>.spuriosity beside the data, or the only one here)',
    )
    .option('--json', 'print one JSON document on stdout', false)
    .option('-q, --quiet', 'no progress, no messages', false)
    .option('--strict', 'end with exit code 3 when images were skipped', false)
    .option('--debug', 'show stack traces', false);
  return command.action(async (...parameters: unknown[]) => {
    const args = parameters.slice(0, -2) as Args;
    const options = command.opts() as Options & CommonOptions;
    exitCode = await runHandler(handler, options, args);
  });
}

async function runHandler<Options, Args extends unknown[]>(
  handler: Handler<Options, Args>,
  options: Options & CommonOptions,
  args: Args,
): Promise<number> {
  const stop = listenForStop(options);
  const terminal = openTerminal(options, stop);
  try {
    const {
      document,
      skippedCount = 0,
      hasFailed = false,
    } = await handler(terminal, { ...options, observer: terminal.observer }, ...args);
    // A part that was left out because of the interrupt must not look like success.
    if (stop.readCode() !== null) throw new CancelledError();
    terminal.close();
    terminal.document(document);
    if (hasFailed) return EXIT_CODES.failed;
    return options.strict && skippedCount > 0 ? EXIT_CODES.skippedImages : EXIT_CODES.done;
  } catch (error) {
    terminal.close();
    await hearSignals();
    // Whatever failed after the signal failed because of it.
    const code = reportError(stop.signal.aborted ? new CancelledError() : error, options);
    return stop.readCode() ?? code;
  } finally {
    stop.end();
  }
}

/** A signal to the whole group may end a child that is not yet ready for it; that the child is gone can be learned before one's own signal. */
async function hearSignals(): Promise<void> {
  // What has arrived is handled between one immediate and the next.
  await setImmediate();
  await setImmediate();
}

/**
 * Ctrl-C and SIGTERM. The first one fires the signal, and ends the program after `STOP_MS` where the work has not stopped by then; the
 * second one ends it at once.
 */
function listenForStop(options: CommonOptions): Stop & { readCode(): number | null; end(): void } {
  const abort = new AbortController();
  /** Of the signal; null before one, and where one is awaited. */
  let code: number | null = null;
  let isAwaited = false;
  let graceMs = 0;
  let deadline: NodeJS.Timeout | undefined;
  const leave = () => {
    if (code !== null) reportError(new CancelledError(), options);
    process.exit(code ?? EXIT_CODES.done);
  };
  const onSignal = (signal: StopSignal) => {
    if (abort.signal.aborted) return leave();
    if (!isAwaited) code = SIGNAL_CODES[signal];
    process.stderr.write('\nStopping … (Ctrl-C again to stop at once)\n');
    deadline = setTimeout(leave, STOP_MS + graceMs);
    abort.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signal: abort.signal,
    wait: async () => {
      if (abort.signal.aborted) throw new CancelledError();
      isAwaited = true;
      await once(abort.signal, 'abort');
    },
    grant: (ms) => {
      graceMs = ms;
    },
    readCode: () => code,
    end: () => {
      clearTimeout(deadline);
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    },
  };
}

/** Prints an error for people on stderr (and as JSON on stdout with --json); returns the exit code. */
export function reportError(error: unknown, options: { json: boolean; debug: boolean }): number {
  const known = error instanceof SpuriosityError ? error : null;
  const code = known?.code ?? 'unexpected';
  const message = known?.message ?? toMessage(error);
  if (options.json) printErrorDocument(code, message);
  process.stderr.write(`${error instanceof CancelledError ? '' : pc.red('error: ')}${message}\n`);
  if (known === null && !options.debug) {
    process.stderr.write('This is a fault of the program. Run again with --debug for the details.\n');
  }
  if (options.debug && error instanceof Error) process.stderr.write(`${formatCauses(error)}\n`);
  if (code === POISON_SHARD_CODE) return EXIT_CODES.poisonShard;
  return error instanceof UsageError ? EXIT_CODES.usage : EXIT_CODES.failed;
}

/** The one document of --json when a command fails. */
export function printErrorDocument(code: string, message: string): void {
  process.stdout.write(`${JSON.stringify({ error: { code, message } }, null, 2)}\n`);
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function formatCauses(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${formatCauses(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
