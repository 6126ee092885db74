/**
 * `worker`: takes shards from the queue until every shard of the plan has a receipt or has failed for its own sake.
 * In: a project, the options of its extraction, a queue. Out: receipts. The queue may be lost, repeat itself or stall: receipts decide.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, Worker } from 'bullmq';
import { CancelledError, SpuriosityError, StageError } from '../../base/errors.js';
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import {
  type ExtractOptions,
  MOST_WITHOUT_SUCCESS,
  openProjectRunner,
  type Project,
  type ProjectRunner,
} from '../../project/index.js';
import { POISON_SHARD_CODE } from '../../records/extraction.js';
import { formatQuantity } from '../../words/index.js';
import { assertSamePlan } from './plan-difference.js';
import { checkRedis, type QueueLibrary, withRedis } from './redis.js';
import {
  type FailedShard,
  fillQueue,
  openShardQueue,
  type ShardJob,
  type ShardQueue,
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

export interface WorkerOptions {
  redisUrl: string;
  /** Time for the shard in work once the worker is told to stop; what is not finished by then is given back. */
  graceMs: number;
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
    let runner: ProjectRunner | undefined;
    try {
      runner = await openProjectRunner(project, extractOptions, { ...observer, signal: end.signal });
      const queue = openShardQueue(library, redis, runner.store.plan);
      const queued = await queue.readPlan();
      if (queued !== null) assertSamePlan(runner.store.plan, queued);
      await assertSharedFolder(project.folder, await queue.readToken(), observer);
      await runner.record();
      assertNotCancelled(observer);
      const taker = createTaker(library, redis, queue, runner, observer);
      try {
        await waitForEnd(queue, runner, taker, observer);
      } finally {
        await Promise.race([taker.close(), sleep(FAREWELL_MS)]);
      }
      return { queue: queue.name, ...taker.summary };
    } finally {
      end.release();
      await runner?.close();
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
  { store, run }: ProjectRunner,
  observer: Observer,
): Taker {
  const summary = { shardCount: 0, imageCount: 0 };
  let fault: unknown = null;
  const failedHere = new Set<number>();

  /** Behind those that wait, without counting a try. */
  async function giveBack(job: Job<ShardJob>, token: string | undefined): Promise<never> {
    await job.moveToDelayed(Date.now(), token);
    throw new bullmq.DelayedError();
  }

  async function compute(job: Job<ShardJob>, token: string | undefined): Promise<string> {
    const { shard, fingerprint } = job.data;
    if (fault !== null) return giveBack(job, token);
    try {
      if (fingerprint !== store.plan.fingerprint) {
        const queued = await queue.readPlan();
        // What is left of a queue that was filled anew for other features.
        if (queued?.fingerprint !== fingerprint) return 'of other features';
        assertSamePlan(store.plan, queued);
      }
      if (await store.hasShard(shard)) return 'was there';
      summary.imageCount += await run([shard]);
      summary.shardCount++;
      return 'made';
    } catch (error) {
      const isOwn = error instanceof SpuriosityError && error.code === POISON_SHARD_CODE;
      if (isOwn) failedHere.add(shard);
      if (isOwn && (summary.shardCount > 0 || failedHere.size <= MOST_WITHOUT_SUCCESS)) throw error;
      // Of two shards and none that succeeded it is the machine that failed: what it said, without the shard's name.
      if (!(error instanceof CancelledError)) fault = isOwn ? error.cause : error;
      return giveBack(job, token);
    }
  }

  const worker: Worker<ShardJob> = new bullmq.Worker(queue.name, compute, {
    connection: redis,
    concurrency: 1,
    lockDuration: LOCK_MS,
    stalledInterval: LOCK_MS / 2,
    maxStalledCount: MOST_STALLS,
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

/** Until nothing is open and every shard has its receipt; fills a queue that has lost jobs. Receipts are looked at only when nothing is open. */
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
    if (observer.signal?.aborted) {
      await taker.pause();
      throw new CancelledError();
    }
    if (taker.readFault() !== null) {
      // Else the shard might be left as being in work, and be missed only after a minute.
      await Promise.race([taker.pause(), sleep(FAREWELL_MS)]);
      throw taker.readFault();
    }
    const open = await ask(queue.countOpen());
    if (open?.waiting === 0 && open.active === 0) {
      const missing = await store.missingShards();
      if (missing.length === 0) return;
      const failed = (await ask(queue.readFailed())) ?? [];
      const givenUp = new Set(failed.map(({ shard }) => shard));
      const lost = missing.filter((shard) => !givenUp.has(shard));
      if (lost.length === 0) throw toPoisonError(failed);
      const isFilled = (await ask(fillQueue(queue, store.plan, lost))) !== null;
      if (isFilled && !isSaid) {
        observer.info(
          `The queue was empty: ${formatQuantity(lost.length, 'shard')} without a receipt put into it.`,
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
