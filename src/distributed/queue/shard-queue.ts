/**
 * The queue of an extraction: a job for each shard that has no receipt yet. What it says is never the truth; receipts are.
 * In: a connection, features. Out: jobs, counts, the plan that all workers must share. Computes nothing.
 */
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { type ExtractionPlan, extractionPlanSchema } from '../../records/extraction.js';
import { formatShardNumber } from '../../storage/index.js';
import { assertSamePlan } from './plan-difference.js';
import type { QueueLibrary } from './redis.js';

/** Tries at one shard, over all workers, before it is left to people. */
const MOST_ATTEMPTS = 3;
/** Before the second try; the third waits twice as long. */
const RETRY_MS = 1_000;
/** Jobs per command to Redis. */
const JOBS_AT_ONCE = 1000;

/** What a job carries: all else is in the plan. */
export interface ShardJob {
  shard: number;
  fingerprint: string;
}

/** A shard that was tried as often as it may be. */
export interface FailedShard {
  shard: number;
  reason: string;
}

export interface ShardQueue {
  name: string;
  /** The plan that the queue is for; null where nobody has filled it, or Redis has forgotten. */
  readPlan(): Promise<ExtractionPlan | null>;
  writePlan(plan: ExtractionPlan): Promise<void>;
  /** As `writePlan`, unless there is one. */
  writePlanOnce(plan: ExtractionPlan): Promise<void>;
  /** The mark that `queue start` left in the workspace's folder; null where Redis has forgotten. */
  readToken(): Promise<string | null>;
  writeToken(token: string): Promise<void>;
  /** A job for each of these shards that has none. */
  add(shards: readonly number[]): Promise<void>;
  /** Forgets failures, so that their shards may be added again. */
  forgetFailed(): Promise<void>;
  /** Shards of this plan, ascending. */
  readFailed(): Promise<FailedShard[]>;
  /** Jobs that wait, also for another try, and that are being worked on. */
  countOpen(): Promise<{ waiting: number; active: number }>;
  /** Asks Redis for all of its connections. */
  countWorkers(): Promise<number>;
}

/** The queue of a data set: workers that would compute other features find it, too, and are told the difference. */
export function openShardQueue(
  { bullmq }: QueueLibrary,
  redis: Redis,
  plan: Pick<ExtractionPlan, 'imageListSha256' | 'fingerprint'>,
): ShardQueue {
  const name = toQueueName(plan);
  const planKey = `spuriosity:plan:${name}`;
  const tokenKey = `spuriosity:token:${name}`;
  const queue: Queue<ShardJob> = new bullmq.Queue(name, { connection: redis });
  // What the connection suffers is said where it is made.
  queue.on('error', () => {});
  return {
    name,
    readPlan: async () => {
      const text = await redis.get(planKey);
      const parsed = text === null ? null : extractionPlanSchema.safeParse(JSON.parse(text));
      return parsed?.success ? parsed.data : null;
    },
    writePlan: async (own) => void (await redis.set(planKey, JSON.stringify(own))),
    writePlanOnce: async (own) => void (await redis.set(planKey, JSON.stringify(own), 'NX')),
    readToken: () => redis.get(tokenKey),
    writeToken: async (token) => void (await redis.set(tokenKey, token)),
    add: async (shards) => {
      for (let start = 0; start < shards.length; start += JOBS_AT_ONCE) {
        await queue.addBulk(
          shards.slice(start, start + JOBS_AT_ONCE).map((shard) => ({
            name: 'shard',
            data: { shard, fingerprint: plan.fingerprint },
            opts: {
              // Of one shard there is one job, however often it is added.
              jobId: `${plan.fingerprint.slice(0, 16)}-s${formatShardNumber(shard)}`,
              attempts: MOST_ATTEMPTS,
              backoff: { type: 'exponential', delay: RETRY_MS },
              // A finished job would keep its shard from being added again should its receipt be lost.
              removeOnComplete: true,
            },
          })),
        );
      }
    },
    forgetFailed: async () => {
      for (const job of await queue.getFailed()) await job.remove();
    },
    readFailed: async () =>
      (await queue.getFailed())
        .filter(({ data }) => data.fingerprint === plan.fingerprint)
        .map(({ data, failedReason }) => ({ shard: data.shard, reason: failedReason ?? '' }))
        .sort((a, b) => a.shard - b.shard),
    countOpen: async () => {
      const { waiting = 0, delayed = 0, prioritized = 0, active = 0 } = await queue.getJobCounts();
      return { waiting: waiting + delayed + prioritized, active };
    },
    countWorkers: () => queue.getWorkersCount(),
  };
}

function toQueueName({ imageListSha256 }: Pick<ExtractionPlan, 'imageListSha256'>): string {
  return `spuriosity-${imageListSha256.slice(0, 16)}`;
}

/** Puts shards of a plan into the queue. Throws StageError `fleet-differs` where it is for another plan. */
export async function fillQueue(
  queue: ShardQueue,
  plan: ExtractionPlan,
  shards: readonly number[],
): Promise<void> {
  await queue.writePlanOnce(plan);
  const queued = await queue.readPlan();
  if (queued !== null) assertSamePlan(plan, queued);
  await queue.add(shards);
}
