/**
 * The program in a process of its own, watched while it reads what is hostile: its time, and its memory with that of all that it starts.
 * In: a command line or an image. Out: how it ended, in the words of the promise (docs/security.md): refused, done, or a fault.
 * One question at a time. Memory of what it starts is seen on Linux only.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toCommandEnvironment } from '../runners.js';

const SERVED_PROGRAM = fileURLToPath(new URL('served-program.js', import.meta.url));
/** What no hostile file may take. */
const MOST_SECONDS = 60;
const MOST_BYTES = 2 * 2 ** 30;
/** A process that once held so much is replaced, so that its memory is not taken for that of a later file. */
const FRESH_BYTES = 2 ** 30;
const LOOK_EVERY_MS = 50;
/** Three sentences that people can read. */
const MOST_MESSAGE_LENGTH = 5000;
/** What a dying process wrote last. */
const KEPT_STDERR_LENGTH = 2000;

export type Question = { args: readonly string[] } | { image: string };

/** How one question ended. */
export interface Ending {
  kind: 'refused' | 'done' | 'fault';
  /** The refusal's message, or what is wrong with a fault. */
  words: string;
  /** The document on stdout; undefined unless done. */
  // biome-ignore lint/suspicious/noExplicitAny: documents of many commands, checked by the assertions that follow.
  document?: any;
  /** The refusal's code. */
  code?: string;
  seconds: number;
  /** Most memory at any moment, of the program and of the processes that it had started. */
  peakBytes: number;
}

interface Answer {
  code: number;
  stdout: string;
  stderr: string;
  peakBytes: number;
}

/** The program, started when it is first asked; whoever made it closes it. */
export class WatchedProgram {
  #child: ChildProcess | undefined;
  #stderr = '';

  /** @param env what the program's environment has beyond this process's */
  constructor(private readonly env: Record<string, string> = {}) {}

  async ask(question: Question): Promise<Ending> {
    const child = this.#child ?? (await this.#start());
    const startedAt = performance.now();
    let peakBytes = 0;
    let overrun: string | undefined;
    const watch = setInterval(() => {
      peakBytes = Math.max(peakBytes, measureTree(child.pid!));
      if (performance.now() - startedAt > MOST_SECONDS * 1000) overrun = `takes more than ${MOST_SECONDS} s`;
      if (peakBytes > MOST_BYTES) overrun = `takes more than ${MOST_BYTES} bytes of memory`;
      if (overrun !== undefined) this.#kill();
    }, LOOK_EVERY_MS);
    const first = await askOnce(child, question);
    clearInterval(watch);
    const seconds = (performance.now() - startedAt) / 1000;
    if (typeof first === 'string') {
      this.#child = undefined;
      return { kind: 'fault', words: overrun ?? `${first}: ${this.#stderr}`, seconds, peakBytes };
    }
    peakBytes = Math.max(peakBytes, first.peakBytes);
    if (peakBytes > FRESH_BYTES) await this.close();
    if (peakBytes > MOST_BYTES)
      return { kind: 'fault', words: `took ${peakBytes} bytes of memory`, seconds, peakBytes };
    return { ...toEnding(first), seconds, peakBytes };
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    child.disconnect();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  async #start(): Promise<ChildProcess> {
    const child = fork(SERVED_PROGRAM, [], {
      execArgv: [],
      env: toCommandEnvironment(this.env),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child = child;
    this.#stderr = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-KEPT_STDERR_LENGTH);
    });
    await once(child, 'message');
    return child;
  }

  /** With all that it has started: what hangs may be below it. */
  #kill(): void {
    if (this.#child === undefined) return;
    for (const pid of [...listTree(this.#child.pid!)].reverse()) killQuietly(pid);
  }
}

/** The answer, or how the process ended without one. */
function askOnce(child: ChildProcess, question: Question): Promise<Answer | string> {
  return new Promise((resolve) => {
    const settle = (outcome: Answer | string) => {
      child.off('message', settle).off('exit', onExit);
      resolve(outcome);
    };
    const onExit = (code: number | null, signal: string | null) =>
      settle(`ends the program (${signal ?? `exit code ${code}`})`);
    child.on('message', settle).on('exit', onExit);
    child.send(question);
  });
}

function toEnding({ code, stdout, stderr }: Answer): Pick<Ending, 'kind' | 'words' | 'document' | 'code'> {
  const fault = (what: string) => ({ kind: 'fault', words: `${what}: ${stderr || stdout}` }) as const;
  if (/^\s+at .+[:(]\d+/m.test(stderr)) return fault('prints a stack trace');
  if (stderr.includes('This is a fault of the program')) return fault('is called a fault of the program');
  if (code === 0) return { kind: 'done', words: stderr, document: JSON.parse(stdout) };
  const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
  if (code !== 1 && code !== 2) return fault(`ends with exit code ${code}`);
  if (!error.message.endsWith('.')) return fault('is refused in words that are no sentence');
  if (error.message.length > MOST_MESSAGE_LENGTH)
    return fault(`is refused in ${error.message.length} letters`);
  return { kind: 'refused', words: error.message, code: error.code };
}

/** A process and all below it, parents first; itself alone where the system does not tell. */
function listTree(pid: number): number[] {
  const below = readOptional(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return [pid, ...below.flatMap(listTree)];
}

/** Bytes of memory that a process and all below it hold now; 0 where the system does not tell. */
function measureTree(pid: number): number {
  return listTree(pid).reduce((sum, one) => {
    const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(readOptional(`/proc/${one}/status`))?.[1] ?? 0;
    return sum + Number(kibibytes) * 1024;
  }, 0);
}

function readOptional(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
