/**
 * One child process and the requests it has not answered yet.
 * In: requests. Out: promises of replies; when the process dies all of them reject. Knows nothing of tensors' meaning.
 * No process outlives this one: ending here ends all of them, and each watches whether its parent is still there.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { CancelledError, ModelError, type SpuriosityError } from '../base/errors.js';
import {
  type HeldReply,
  type HoldRequest,
  OPEN_ID,
  type OpenedReply,
  type OpenRequest,
  type Reply,
  type Request,
  type ResultReply,
  type RunRequest,
} from './messages.js';
import { type Breach, findBreach, LEASH, UNWATCHED_EXIT_CODE } from './supervisor.js';

/** What a dying process wrote last, for the error message; its beginning is of no use. */
const KEPT_STDERR_LENGTH = 600;
/** From the end of a leash, which any end of the process brings too, to the end of a process that goes on without its supervisor. */
const UNWATCHED_MS = 1_000;

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: SpuriosityError): void;
}

/** Processes that live; none of them is to be left behind. */
const living = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

/**
 * A child process that runs one network. For all that waits when it dies: ModelError `inference-crashed`, or `network-too-slow` or
 * `network-too-large` when it reached its limits.
 */
export class SessionProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #describeSuspects: () => string;
  #nextId = OPEN_ID + 1;
  #stderr = '';
  /** Why no more requests are taken; undefined while the process lives. */
  #ended: SpuriosityError | undefined;
  #totalMs: number | undefined;

  /** @param describeSuspects what of the network is likely to be slow or large, as a sentence; asked when a limit was reached */
  constructor(describeSuspects: () => string) {
    this.#describeSuspects = describeSuspects;
    const program = createRequire(import.meta.url).resolve('#inference-child');
    this.#child = fork(program, [String(process.pid)], {
      // Else onnxruntime (1.29 and later, outside Windows) keeps an identifier of this machine in the user's cache and reports to its maker.
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
      execArgv: [],
      serialization: 'advanced',
      // The last one is the leash.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', ...(LEASH === null ? [] : ['pipe' as const])],
    });
    living.add(this.#child);
    this.#child.once('exit', () => living.delete(this.#child));
    const stderr = this.#child.stderr as Socket;
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-KEPT_STDERR_LENGTH);
    });
    if (LEASH !== null) this.#holdLeash(this.#child.stdio[LEASH] as Socket);
    this.#keepProgramAlive(false);
    this.#child.on('message', (reply: Reply) => this.#settle(reply));
    this.#child.once('error', (cause) => this.#end(this.#toCrash(null, null, cause)));
    // Not 'exit': by 'close' the last words on stderr have arrived.
    this.#child.once('close', (exitCode, signal) => this.#end(this.#toCrash(exitCode, signal)));
  }

  /** The system's number of the process; 0 when it could not be started. */
  get id(): number {
    return this.#child.pid ?? 0;
  }

  open(request: OpenRequest): Promise<OpenedReply> {
    this.#totalMs = request.limits.totalMs;
    return this.#ask(OPEN_ID, request) as Promise<OpenedReply>;
  }

  run(request: Omit<RunRequest, 'id' | 'kind'>): Promise<ResultReply> {
    const id = this.#nextId++;
    return this.#ask(id, { kind: 'run', id, ...request }) as Promise<ResultReply>;
  }

  hold(piece: Omit<HoldRequest, 'id' | 'kind'>): Promise<HeldReply> {
    const id = this.#nextId++;
    return this.#ask(id, { kind: 'hold', id, ...piece }) as Promise<HeldReply>;
  }

  /** Ends the process for the user's interrupt; all that waits rejects with CancelledError. */
  async cancel(): Promise<void> {
    this.#end(new CancelledError());
    await this.close();
  }

  async close(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    this.#end(new ModelError('session-closed', { what: 'The session was closed.' }));
    if (exitCode !== null || signalCode !== null || this.#child.pid === undefined) return;
    const exited = once(this.#child, 'exit');
    this.#child.ref();
    // It holds nothing that needs tidying, and would hear a polite request only after its current run.
    this.#child.kill('SIGKILL');
    await exited;
  }

  #ask(id: number, request: Request): Promise<Reply> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#keepProgramAlive(true);
      this.#child.send(request, (error) => {
        // The process is dying; 'close' follows and says how.
        if (error && this.#child.connected) this.#end(this.#toCrash(null, null, error));
      });
    });
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if (!waiting) return;
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#keepProgramAlive(false);
    if (reply.kind === 'failed') waiting.reject(new ModelError(reply.code, reply.parts));
    else waiting.resolve(reply);
  }

  #end(reason: SpuriosityError): void {
    this.#ended ??= reason;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
    this.#keepProgramAlive(false);
  }

  /** Ends the process when it goes on after its supervisor's thread. */
  #holdLeash(leash: Socket): void {
    leash.unref();
    leash.resume().once('end', () => {
      const endProcess = () => {
        if (!living.has(this.#child)) return;
        this.#end(this.#toCrash(UNWATCHED_EXIT_CODE, null));
        this.#child.kill('SIGKILL');
      };
      setTimeout(endProcess, UNWATCHED_MS).unref();
    });
  }

  /** An idle session must not keep its program from ending; one at work must, also while its process dies. */
  #keepProgramAlive(alive: boolean): void {
    for (const handle of [this.#child, this.#child.channel, this.#child.stderr as Socket]) {
      if (alive) handle?.ref();
      else handle?.unref();
    }
  }

  #toCrash(exitCode: number | null, signal: NodeJS.Signals | null, cause?: Error): ModelError {
    const breach = findBreach(this.#stderr);
    if (breach !== null) return toLimitError(breach, this.#describeSuspects(), this.#totalMs);
    if (exitCode === UNWATCHED_EXIT_CODE) return toUnwatchedError(this.#stderr);
    const how = signal ? `signal ${signal}` : exitCode !== null ? `exit code ${exitCode}` : cause?.message;
    return new ModelError('inference-crashed', {
      what: `The process that runs the network ended unexpectedly (${how}).${quoteLastWords(this.#stderr)}`,
      next:
        signal === 'SIGKILL'
          ? 'Most likely the system ran out of memory: use a smaller --batch or close other programs.'
          : 'Run again with a smaller --batch, or with --device cpu.',
      cause,
    });
  }
}

/** Without a supervisor neither time nor memory is bounded, so the process has to go; the next one may be watched again. */
function toUnwatchedError(stderr: string): ModelError {
  return new ModelError('inference-crashed', {
    what: `The process that runs the network was ended: the thread that watches its time and memory is not there.${quoteLastWords(stderr)}`,
    next: 'Most likely the system lacks memory or threads: close other programs and run again.',
  });
}

/**
 * A network that is too slow or too large here will be so again: no crash, and no second try. `totalMs` is what all of its steps may take
 * together, where that is limited.
 */
function toLimitError(
  { limit, allowed, reached }: Breach,
  suspects: string,
  totalMs: number | undefined,
): ModelError {
  if (limit === 'time') {
    const total =
      totalMs === undefined ? '' : `, and opening it and all batches may take ${formatSeconds(totalMs)}`;
    return new ModelError('network-too-slow', {
      what: `The network was ended: one step of it had not come to its end after ${formatSeconds(reached)}${total}. ${suspects}`,
      why: 'It may never end.',
      next: `If it is only slow, use a smaller --batch, or set SPURIOSITY_BATCH_SECONDS to more than ${Math.ceil((totalMs ?? allowed) / 1000)}.`,
    });
  }
  return new ModelError('network-too-large', {
    what: `The network was ended: its process had taken ${formatGibibytes(reached)} of memory, and ${formatGibibytes(allowed)} are allowed. ${suspects}`,
    why: 'It would have taken the memory of everything else on this machine.',
    next: 'Use a smaller --batch; if the network needs as much, set SPURIOSITY_MEMORY_GIB higher.',
  });
}

/** What a process wrote on stderr at its end, as a sentence behind another one; nothing where it wrote nothing. */
function quoteLastWords(stderr: string): string {
  const words = stderr.replace(/\s+/g, ' ').trim();
  return words ? ` Its last words: ${words}` : '';
}

function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} seconds`;
}

function formatGibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
