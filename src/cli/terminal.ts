/**
 * The terminal as the command line sees it: messages and progress on stderr, results on stdout.
 * In: events of an Observer, rows of a table. Out: bars on a terminal, plain lines elsewhere, one JSON document with --json.
 * Decides nothing about the work itself.
 */
import cliProgress from 'cli-progress';
import Table from 'cli-table3';
import pc from 'picocolors';
import type { Observer, ProgressEvent } from '../base/observer.js';

/** Between two plain progress lines of one task when stderr is not a terminal. */
const PLAIN_LINE_INTERVAL_MS = 5_000;
/** Over which the rate and the time left are averaged. */
const ETA_BUFFER = 50;

export interface TerminalOptions {
  json: boolean;
  quiet: boolean;
}

/** One command's view of the terminal; `close` once at the end. */
export interface Terminal {
  readonly json: boolean;
  readonly observer: Observer;
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

/** Opens the terminal; the observer's signal fires on Ctrl-C. */
export function openTerminal({ json, quiet }: TerminalOptions, signal: AbortSignal): Terminal {
  const meter = process.stderr.isTTY && !quiet ? createBars() : createPlainLines(quiet);
  const say = (text: string) => {
    meter.pause();
    process.stderr.write(`${text}\n`);
  };
  return {
    json,
    observer: {
      signal,
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
        process.stdout.write(`${JSON.stringify(value, toJsonNumber, 2)}\n`);
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
  return typeof cell === 'number' || /^[-+−]?[\d.,]+ ?(%|points)?$|^–$/.test(cell ?? '');
}

/** JSON has no NaN; a number that does not exist is null. */
function toJsonNumber(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
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
      const left = rate > 0 && !finished ? ` · ${formatSeconds((total - done) / rate)} left` : '';
      const speed = rate > 0 && Number.isFinite(rate) ? ` · ${rate.toFixed(rate < 10 ? 1 : 0)}/s` : '';
      process.stderr.write(`${task} ${done}/${total} ${unit}${speed}${left}\n`);
      if (finished) started.delete(task);
    },
    pause: () => {},
  };
}

/** Seconds as a person says them: "45 s", "3 min", "2 h 5 min". */
export function formatSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
