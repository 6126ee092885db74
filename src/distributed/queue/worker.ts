/**
 * `worker`: takes shards from the queue until every shard of the plan has a receipt or has failed for its own sake.
 * In: a project, the options of its extraction, a queue. Out: receipts. The queue may be lost, repeat itself or stall: receipts decide.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, Worker } from 'bullmq';
import { CancelledError, SpuriosityError, StageError } from '../../base/errors.js';
import type { Observer } from '../../base/observer.js';
import {
  type ExtractOptions,
  openProjectRunner,
  type Project,
  type ProjectRunner,
} from '../../project/index.js';
import { POISON_SHARD_CODE } from '../../records/extraction.js';
import { formatQuantity } from '../../words/index.js';
import { assertSamePlan } from './plan-difference.js';
import { checkRedis, type QueueLibrary } from './redis.js';
import {
  type FailedShard,
  fillQueue,
  openShardQueue,
  type ShardJob,
  type ShardQueue,
  withRedis,
} from './shard-queue.js';
import { assertSharedFolder } from './shared-folder.js';

/** How long Redis waits for a sign of life before it gives a shard to another worker. */
const LOCK_MS = 60_000;
/** How often a shard may be lost with its worker: preemption is no fault of the shard. */
const MOST_STALLS = 20;
/** Between two looks at what is left. */
const LOOK_MS = 1_000;
/** How long the last words to Redis may take when a worker ends. */
const FAREWELL_MS = 500;
/** Shards that may fail here before the first succeeds; then it is the machine. */
const MOST_WITHOUT_SUCCESS = 2;

export interface WorkerOptions {
  redisUrl: string;
  /** Time for the shard in work once the worker is told to stop; what is not finished by then is given back. */
  graceMs: number;
  /** Sign of life after which a shard counts as lost; for tests. */
  lockMs?: number;
}

export interface WorkerSummary {
  queue: string;
  /** Shards and images that this worker computed. */
  shardCount: number;
  imageCount: number;
}

/**
 * Works until nothing is left. Throws StageErrors `fleet-differs`, and `shard-poison` where shards have failed as often as they may;
 * CancelledError when told to stop; what belongs to this machine, such as a full disk, as it is.
 */
export async function runWorker(
  project: Project,
  extractOptions: ExtractOptions,
  options: WorkerOptions,
  observer: Observer,
): Promise<WorkerSummary> {
  return withRedis(options.redisUrl, observer, async (library, redis) => {
    await checkRedis(redis, observer);
    const end = createEnd(observer, options.graceMs);
    const runner = await openProjectRunner(project, extractOptions, { ...observer, signal: end.signal });
    try {
      const queue = openShardQueue(library, redis, runner.store.plan);
      const queued = await queue.readPlan();
      if (queued !== null) assertSamePlan(runner.store.plan, queued);
      await assertSharedFolder(project.folder, await queue.readToken(), observer);
      await runner.record();
      const taker = createTaker(library, redis, queue, runner, options, observer);
      try {
        await waitForEnd(queue, runner, taker, observer);
      } finally {
        await Promise.race([taker.close(), sleep(FAREWELL_MS)]);
      }
      return { queue: queue.name, ...taker.summary };
    } finally {
      end.release();
      await runner.close();
    }
  });
}

/** The signal that ends a shard in work: `graceMs` after the one that ends the command. */
function createEnd({ signal }: Observer, graceMs: number) {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onStop = () => {
    timer = setTimeout(() => abort.abort(), graceMs);
  };
  signal?.addEventListener('abort', onStop, { once: true });
  return {
    signal: abort.signal,
    release: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onStop);
    },
  };
}

interface Taker {
  summary: { shardCount: number; imageCount: number };
  /** What ends this worker though the queue goes on; null while nothing does. */
  readFault(): unknown;
  /** Takes no more, and resolves once the shard in work is finished or given back. */
  pause(): Promise<void>;
  close(): Promise<void>;
}

/** Takes one shard at a time; failures of the machine give the shard back and are remembered. */
function createTaker(
  { bullmq }: QueueLibrary,
  redis: Parameters<typeof checkRedis>[0],
  queue: ShardQueue,
  runner: ProjectRunner,
  { lockMs = LOCK_MS }: WorkerOptions,
  observer: Observer,
): Taker {
  const summary = { shardCount: 0, imageCount: 0 };
  let fault: unknown = null;
  let failureCount = 0;

  /** To the front of those that wait, without counting a try. */
  async function giveBack(job: Job<ShardJob>, token: string | undefined): Promise<never> {
    await job.moveToDelayed(Date.now(), token);
    throw new bullmq.DelayedError();
  }

  async function compute(job: Job<ShardJob>, token: string | undefined): Promise<string> {
    const { shard, fingerprint } = job.data;
    // Of a queue that was filled anew for other features.
    if (fingerprint !== runner.store.plan.fingerprint) return 'of other features';
    if (await runner.store.hasShard(shard)) return 'was there';
    if (fault !== null) return giveBack(job, token);
    try {
      summary.imageCount += await runner.run([shard]);
      summary.shardCount++;
      return 'made';
    } catch (error) {
      const isOwn = error instanceof SpuriosityError && error.code === POISON_SHARD_CODE;
      if (isOwn && (summary.shardCount > 0 || ++failureCount <= MOST_WITHOUT_SUCCESS)) throw error;
      if (!(error instanceof CancelledError)) fault = error;
      return giveBack(job, token);
    }
  }

  const worker: Worker<ShardJob> = new bullmq.Worker(queue.name, compute, {
    connection: redis,
    concurrency: 1,
    lockDuration: lockMs,
    stalledInterval: lockMs / 2,
    maxStalledCount: MOST_STALLS,
    // A shard that failed is asked for again by people alone.
    removeOnComplete: { count: 0 },
  });
  // Losses of the connection are said where it is made; a lock that was lost to another worker harms nothing, for receipts decide.
  worker.on('error', () => {});
  worker.on('failed', (job, error) => {
    if (job !== undefined)
      observer.warn(`Shard ${job.data.shard}, try ${job.attemptsMade}: ${error.message}`);
  });
  return {
    summary,
    readFault: () => fault,
    pause: () => worker.pause(),
    close: () => worker.close(true),
  };
}

/** Looks again and again at what is left; fills a queue that has lost jobs. */
async function waitForEnd(
  queue: ShardQueue,
  { store }: ProjectRunner,
  taker: Taker,
  observer: Observer,
): Promise<void> {
  const stopped = new Promise<null>((resolve) =>
    observer.signal?.addEventListener('abort', () => resolve(null), { once: true }),
  );
  /** What Redis says; null where the command is told to stop before it says anything. */
  const ask = <T>(answer: Promise<T>): Promise<T | null> => {
    answer.catch(() => {});
    return Promise.race([answer, stopped]);
  };
  for (let isSaid = false; ; ) {
    const missing = await store.missingShards();
    if (missing.length === 0) return;
    if (observer.signal?.aborted) {
      await taker.pause();
      throw new CancelledError();
    }
    if (taker.readFault() !== null) throw taker.readFault();
    const failed = await ask(queue.readFailed());
    if (failed !== null && missing.every((shard) => failed.some((one) => one.shard === shard))) {
      throw toPoisonError(failed);
    }
    const open = failed === null ? null : await ask(queue.countOpen());
    if (open !== null && open.waiting + open.active === 0) {
      const count = await ask(fillQueue(queue, store));
      if (count !== null && count > 0 && !isSaid) {
        observer.info(
          `The queue was empty: ${formatQuantity(count, 'shard')} without a receipt put into it.`,
        );
        isSaid = true;
      }
    }
    await Promise.race([sleep(LOOK_MS), stopped]);
  }
}

function toPoisonError(failed: readonly FailedShard[]): StageError {
  return new StageError(POISON_SHARD_CODE, {
    what: `Everything is computed but ${formatQuantity(failed.length, 'shard')}, tried as often as may be: ${failed.map(({ shard }) => shard).join(', ')}. ${failed[0]!.reason}`,
    next: 'After mending what is wrong, `spuriosity queue start` gives new tries.',
  });
}
