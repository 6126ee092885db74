/**
 * Everything that all commands share: common options, Ctrl-C, errors in words, exit codes (SPEC section 4).
 * In: a command's handler. Out: an exit code. Only `main.ts` and this file print errors.
 */
import { type Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { CancelledError, SpuriosityError, UsageError } from '../base/errors.js';
import { openTerminal, type Terminal } from './terminal.js';

/** Exit codes of the contract. */
export const EXIT_CODES = { done: 0, failed: 1, usage: 2, skippedImages: 3 } as const;

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
}

/** A handler gets the terminal, the parsed options and the positional arguments. */
export type Handler<Options> = (
  terminal: Terminal,
  options: Options & CommonOptions,
  ...args: string[]
) => Promise<CommandResult>;

/** Exit code of the last command that ran in this process. */
let exitCode: number = EXIT_CODES.done;

/** Exit code to end the process with. */
export function readExitCode(): number {
  return exitCode;
}

/** Adds the common options and the handler to a command. */
export function addHandler<Options>(command: Command, handler: Handler<Options>): Command {
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
    const args = parameters.slice(0, -2).map((value) => value as string);
    const options = command.opts() as Options & CommonOptions;
    exitCode = await runHandler(handler, options, args);
  });
}

async function runHandler<Options>(
  handler: Handler<Options>,
  options: Options & CommonOptions,
  args: string[],
): Promise<number> {
  const abort = new AbortController();
  const terminal = openTerminal(options, abort.signal);
  const onSignal = () => {
    // A second Ctrl-C means it: leave at once; every file is written whole or not at all.
    if (abort.signal.aborted) process.exit(EXIT_CODES.failed);
    process.stderr.write('\nStopping after the current step … (Ctrl-C again to stop at once)\n');
    abort.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    const { document, skippedCount = 0 } = await handler(terminal, options, ...args);
    terminal.close();
    terminal.document(document);
    return options.strict && skippedCount > 0 ? EXIT_CODES.skippedImages : EXIT_CODES.done;
  } catch (error) {
    terminal.close();
    return reportError(error, options);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
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

/** Parser of an option that must be a whole number of at least `least`, and at most `most` where there is one. */
export function parseWholeNumber(least: number, most = Number.POSITIVE_INFINITY): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most) {
      const end = Number.isFinite(most) ? ` and at most ${most}` : '';
      throw new InvalidArgumentError(`It must be a whole number of at least ${least}${end}.`);
    }
    return value;
  };
}

/** Parser of an option that must be a number strictly between `above` and `below`. */
export function parseNumberBetween(above: number, below: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value > above && value < below)) {
      throw new InvalidArgumentError(`It must be a number between ${above} and ${below}.`);
    }
    return value;
  };
}

/** Parser of an option that must be a share: a number above 0 and up to 1. */
export function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() !== '' && share > 0 && share <= 1) return share;
  throw new InvalidArgumentError('It must be a number above 0 and up to 1.');
}
