/**
 * One child process and the requests it has not answered yet.
 * In: requests. Out: promises of replies; when the process dies all of them reject. Knows nothing of tensors' meaning.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { ModelError } from '../base/errors.js';
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

/** What a dying process wrote last, for the error message; its beginning is of no use. */
const KEPT_STDERR_LENGTH = 600;

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: ModelError): void;
}

export class SessionProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = OPEN_ID + 1;
  #stderr = '';
  /** Why no more requests are taken; undefined while the process lives. */
  #ended: ModelError | undefined;

  constructor() {
    const program = createRequire(import.meta.url).resolve('#inference-child');
    this.#child = fork(program, [], {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const stderr = this.#child.stderr as Socket;
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-KEPT_STDERR_LENGTH);
    });
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

  #end(reason: ModelError): void {
    this.#ended ??= reason;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
    this.#keepProgramAlive(false);
  }

  /** An idle session must not keep its program from ending; one at work must, also while its process dies. */
  #keepProgramAlive(alive: boolean): void {
    for (const handle of [this.#child, this.#child.channel, this.#child.stderr as Socket]) {
      if (alive) handle?.ref();
      else handle?.unref();
    }
  }

  #toCrash(exitCode: number | null, signal: NodeJS.Signals | null, cause?: Error): ModelError {
    const how = signal ? `signal ${signal}` : exitCode !== null ? `exit code ${exitCode}` : cause?.message;
    const words = this.#stderr.replace(/\s+/g, ' ').trim();
    return new ModelError('inference-crashed', {
      what: `The process that runs the network ended unexpectedly (${how}).${words ? ` Its last words: ${words}` : ''}`,
      next:
        signal === 'SIGKILL'
          ? 'Most likely the system ran out of memory: use a smaller --batch or close other programs.'
          : 'Run again with a smaller --batch, or with --device cpu.',
      cause,
    });
  }
}
