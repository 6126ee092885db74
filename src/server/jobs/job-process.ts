/**
 * One job in a process of its own.
 * In: what to do and an observer. Out: its result; the observer's signal cancels it. A crash of native code ends the job, not the server.
 */
import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { CancelledError, SpuriosityError, StageError } from '../../base/errors.js';
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import type { JobKind } from '../../protocol/index.js';
import type { JobReply, JobRequest } from './messages.js';

/** What a dying process wrote last, for the error message. */
const KEPT_STDERR_LENGTH = 600;
/** Time that a cancelled job has to come to the end of its current step. */
const CANCEL_GRACE_MS = 1_000;

export interface JobOrder {
  folder: string;
  kind: JobKind;
  options: Record<string, unknown>;
}

/** Runs a job to its end. Rejects with what it failed with, CancelledError, or `job-crashed`. */
export function runJobProcess(order: JobOrder, observer: Observer): Promise<unknown> {
  assertNotCancelled(observer);
  const program = createRequire(import.meta.url).resolve('#job-child');
  const child = fork(program, [String(process.pid)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const ask = (request: JobRequest) => {
    if (child.connected) child.send(request, () => {});
  };
  let last: JobReply | null = null;
  let stderr = '';
  let grace: NodeJS.Timeout | undefined;
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-KEPT_STDERR_LENGTH);
  });
  child.on('message', (reply: JobReply) => {
    if (reply.type === 'progress') observer.progress(reply.event);
    else if (reply.type === 'log') observer[reply.level](reply.text);
    else last = reply;
  });
  const cancel = () => {
    ask({ type: 'cancel' });
    grace = setTimeout(() => child.kill('SIGKILL'), CANCEL_GRACE_MS);
  };
  observer.signal?.addEventListener('abort', cancel, { once: true });
  ask({ type: 'start', ...order });
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(toCrash(cause.message, stderr, cause)));
    // Not 'exit': by 'close' its last message and words have arrived.
    child.once('close', (code, signal) => {
      clearTimeout(grace);
      observer.signal?.removeEventListener('abort', cancel);
      if (last?.type === 'done') resolve(last.result);
      else if (last?.type === 'failed') reject(new SpuriosityError(last.code, last.parts));
      else if (last?.type === 'cancelled' || observer.signal?.aborted) reject(new CancelledError());
      else reject(toCrash(signal === null ? `exit code ${code}` : `signal ${signal}`, stderr));
    });
  });
}

function toCrash(how: string, stderr: string, cause?: Error): StageError {
  const words = stderr.replace(/\s+/g, ' ').trim();
  return new StageError('job-crashed', {
    what: `The job's process ended unexpectedly (${how}).${words === '' ? '' : ` Its last words: ${words}`}`,
    why: 'Finished parts of its work are kept.',
    next: 'Start it again; it goes on from there.',
    cause,
  });
}
