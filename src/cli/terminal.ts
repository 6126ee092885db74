/**
 * The terminal as the command line sees it: messages and progress on stderr, results on stdout.
 * In: events of an Observer, rows of a table. Out: bars on a terminal, plain lines elsewhere, one JSON document with --json.
 * Decides nothing about the work itself.
 */
import cliProgress from 'cli-progress';
import Table from 'cli-table3';
import pc from 'picocolors';
import type { Observer, ProgressEvent } from '../base/observer.js';
import { formatDuration } from '../words/index.js';

/** Between two plain progress lines of one task when stderr is not a terminal. */
const PLAIN_LINE_INTERVAL_MS = 5_000;
/** Over which the rate and the time left are averaged. */
const ETA_BUFFER = 50;

export interface TerminalOptions {
  json: boolean;
  quiet: boolean;
}

/** How a person ends a command from outside. */
export interface Stop {
  /** Fires on Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** Resolves when it does, which then counts as the command's proper end; rejects with CancelledError where it has already. */
  wait(): Promise<void>;
  /** How long the work may go on after the first signal, instead of ending within a second. */
  grant(graceMs: number): void;
}

/** One command's view of the terminal; `close` once at the end. */
export interface Terminal {
  readonly json: boolean;
  readonly observer: Observer;
  readonly stop: Stop;
  /** A heading on stderr. */
  title(text: string): void;
  /** A result for people on stdout; silent with --json. */
  print(text: string): void;
  /** A table for people on stdout; silent with --json. Numbers are aligned right. */
  table(columns: string[], rows: (string | number)[][]): void;
  /** The one JSON document of --json; silent without, and for undefined. */
  document(value: unknown): void;
  close(): void;
}

/** Opens the terminal; the observer's signal is that of `stop`. */
export function openTerminal({ json, quiet }: TerminalOptions, stop: Stop): Terminal {
  const meter = process.stderr.isTTY && !quiet ? createBars() : createPlainLines(quiet);
  const say = (text: string) => {
    meter.pause();
    process.stderr.write(`${text}\n`);
  };
  return {
    json,
    stop,
    observer: {
      signal: stop.signal,
      progress: (event) => meter.update(event),
      info: (message) => {
        if (!quiet) say(message);
      },
      warn: (message) => say(`${pc.yellow('note:')} ${message}`),
    },
    title: (text) => {
      if (!quiet) say(`\n${pc.bold(text)}`);
    },
    print: (text) => {
      if (!json) process.stdout.write(`${text}\n`);
    },
    table: (columns, rows) => {
      if (!json) process.stdout.write(`${formatTable(columns, rows)}\n`);
    },
    document: (value) => {
      if (json && value !== undefined) {
        process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
      }
    },
    close: () => meter.pause(),
  };
}

/** A table without frames: headings, aligned columns, numbers right. */
export function formatTable(columns: string[], rows: (string | number)[][]): string {
  const none = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' };
  const table = new Table({
    head: columns.map((column) => pc.bold(column)),
    colAligns: columns.map((_, place) =>
      rows.length > 0 && rows.every((row) => isNumeric(row[place])) ? 'right' : 'left',
    ),
    chars: {
      ...none,
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '  ',
    },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => row.map(String)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function isNumeric(cell: string | number | undefined): boolean {
  return typeof cell === 'number' || /^[-+−]?[\d.,]+ ?(%|points?)?$|^–?$/.test(cell ?? '');
}

interface Meter {
  update(event: ProgressEvent): void;
  pause(): void;
}

function createBars(): Meter {
  let bar: cliProgress.SingleBar | null = null;
  let task = '';
  let startedAt = 0;
  let startedFrom = 0;
  const pause = () => {
    bar?.stop();
    bar = null;
    task = '';
  };
  return {
    update: ({ task: name, done, total, unit }) => {
      if (total === null || total === 0) return;
      if (task !== name) {
        pause();
        task = name;
        bar = new cliProgress.SingleBar(
          {
            format: '{task} {bar} {value}/{total} {unit} · {rate}/s · {eta_formatted} left',
            barCompleteChar: '█',
            barIncompleteChar: '░',
            barsize: 24,
            etaBuffer: ETA_BUFFER,
            hideCursor: true,
            gracefulExit: false,
          },
          cliProgress.Presets.shades_classic,
        );
        bar.start(total, done, { task: name, unit, rate: '–' });
        startedAt = Date.now();
        startedFrom = done;
      }
      const seconds = (Date.now() - startedAt) / 1000;
      const rate = seconds > 0 ? Math.round((done - startedFrom) / seconds) : 0;
      bar?.update(done, { rate: rate > 0 ? rate : '–' });
      if (done >= total) pause();
    },
    pause,
  };
}

function createPlainLines(quiet: boolean): Meter {
  const started = new Map<string, { atMs: number; from: number; lastMs: number }>();
  return {
    update: ({ task, done, total, unit }) => {
      if (quiet || total === null) return;
      const now = Date.now();
      const state = started.get(task) ?? { atMs: now, from: done, lastMs: now };
      started.set(task, state);
      const finished = done >= total;
      if (!finished && now - state.lastMs < PLAIN_LINE_INTERVAL_MS) return;
      state.lastMs = now;
      const seconds = (now - state.atMs) / 1000;
      const rate = (done - state.from) / seconds;
      const left = rate > 0 && !finished ? ` · ${formatDuration((total - done) / rate)} left` : '';
      const speed = rate > 0 && Number.isFinite(rate) ? ` · ${rate.toFixed(rate < 10 ? 1 : 0)}/s` : '';
      process.stderr.write(`${task} ${done}/${total} ${unit}${speed}${left}\n`);
      if (finished) started.delete(task);
    },
    pause: () => {},
  };
}
