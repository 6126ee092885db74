/**
 * `queue start` and `queue status`: the plan minus the receipts, as jobs in Redis.
 * In: a project, the options of its extraction. Out: a filled queue, or how far the work is. Runs no network but to learn the device.
 */
import type { Observer } from '../../base/observer.js';
import { type ExtractOptions, openProjectRunner, type Project } from '../../project/index.js';
import { computeShardCount } from '../../records/extraction.js';
import type { FeatureStore } from '../../storage/index.js';
import { checkRedis, withRedis } from './redis.js';
import { type FailedShard, fillQueue, openShardQueue, type ShardQueue } from './shard-queue.js';
import { writeProbe } from './shared-folder.js';

export interface QueueSummary {
  queue: string;
  shardCount: number;
  /** Shards with a receipt. */
  finishedCount: number;
  waiting: number;
  active: number;
  workers: number;
  failed: FailedShard[];
}

/** Fills the queue; giving it again heals one that was lost, and gives shards that failed new tries. */
export async function startQueue(
  project: Project,
  options: ExtractOptions,
  redisUrl: string,
  observer: Observer,
): Promise<QueueSummary> {
  return withRedis(redisUrl, observer, async (library, redis) => {
    await checkRedis(redis, observer);
    const runner = await openProjectRunner(project, options, observer);
    try {
      await runner.record();
      const { store } = runner;
      const queue = openShardQueue(library, redis, store.plan);
      await queue.writeToken(await writeProbe(project.folder));
      await queue.writePlan(store.plan);
      await queue.forgetFailed();
      await fillQueue(queue, store.plan, await store.missingShards());
      return await summarize(queue, store);
    } finally {
      await runner.close();
    }
  });
}

/** How far the extraction is; of the workspace's own features. Throws StageError `no-features`. */
export async function readQueueStatus(
  project: Project,
  redisUrl: string,
  observer: Observer,
): Promise<QueueSummary> {
  const store = await project.openFeatureStore();
  return withRedis(redisUrl, observer, async (library, redis) =>
    summarize(openShardQueue(library, redis, store.plan), store),
  );
}

async function summarize(queue: ShardQueue, store: FeatureStore): Promise<QueueSummary> {
  const shardCount = computeShardCount(store.plan);
  const [missing, failed, open, workers] = await Promise.all([
    store.missingShards(),
    queue.readFailed(),
    queue.countOpen(),
    queue.countWorkers(),
  ]);
  return {
    ...{ queue: queue.name, shardCount, finishedCount: shardCount - missing.length },
    ...{ ...open, workers, failed },
  };
}
