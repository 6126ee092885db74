/**
 * The program of a job's process: opens the workspace, does one job, ends.
 * In: a `JobRequest`. Out: `JobReply` messages. Ends with the server; finished parts of its work stay, and the same job goes on there.
 */
import { CancelledError, SpuriosityError } from '../../base/errors.js';
import type { Observer } from '../../base/observer.js';
import { startSupervisor } from '../../inference/index.js';
import { openProject } from '../../project/index.js';
import type { JobReply, JobRequest } from './messages.js';
import { runJobWork } from './work.js';

startSupervisor(Number(process.argv[2]));
const abort = new AbortController();

const observer: Observer = {
  signal: abort.signal,
  progress: (event) => void send({ type: 'progress', event }),
  info: (text) => void send({ type: 'log', level: 'info', text }),
  warn: (text) => void send({ type: 'log', level: 'warn', text }),
};

async function run({ folder, kind, options }: Extract<JobRequest, { type: 'start' }>): Promise<JobReply> {
  try {
    const project = await openProject(folder, observer);
    try {
      return { type: 'done', result: await runJobWork(kind, project, options, observer) };
    } finally {
      project.close();
    }
  } catch (error) {
    if (error instanceof CancelledError) return { type: 'cancelled' };
    return error instanceof SpuriosityError
      ? { type: 'failed', code: error.code, parts: { what: error.what, why: error.why, next: error.next } }
      : { type: 'failed', code: 'unexpected', parts: { what: toWords(error) } };
  }
}

function toWords(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Resolves when the server can read it. */
function send(reply: JobReply): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send!(reply, undefined, undefined, () => resolve());
    else resolve();
  });
}

// What is sent to a whole group of processes reaches this one too; the server decides when it ends.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
process.on('disconnect', () => process.exit(0));
process.on('message', async (request: JobRequest) => {
  if (request.type === 'cancel') return abort.abort();
  await send(await run(request));
  process.exit(0);
});
