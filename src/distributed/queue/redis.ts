/**
 * The door to BullMQ and Redis: loaded when a command needs them, so that no other command pays for them.
 * In: an address. Out: a connection that has been looked at, and the library. Knows nothing of shards.
 */
import type * as BullMq from 'bullmq';
import type { Redis } from 'ioredis';
import { StorageError, UsageError } from '../../base/errors.js';
import type { Observer } from '../../base/observer.js';
import { toSystemCode } from '../../files/index.js';

export const DEFAULT_REDIS_URL = 'redis://127.0.0.1:6379';

/** Longest wait for the first answer of Redis. */
const CONNECT_MS = 5_000;
/** Between two tries to reach a Redis that was there before, at most. */
const RECONNECT_MS = 2_000;
/** The first version with the commands that BullMQ needs. */
const LEAST_VERSION = [6, 2] as const;

export interface QueueLibrary {
  bullmq: typeof BullMq;
  connect(url: string, observer: Observer): Promise<Redis>;
}

/** Opens a connection for as long as `use` takes. */
export async function withRedis<T>(
  url: string,
  observer: Observer,
  use: (library: QueueLibrary, redis: Redis) => Promise<T>,
): Promise<T> {
  const library = await loadQueueLibrary();
  const redis = await library.connect(url, observer);
  try {
    return await use(library, redis);
  } finally {
    redis.disconnect();
  }
}

/** Throws UsageError `queue-library-missing`. */
async function loadQueueLibrary(): Promise<QueueLibrary> {
  try {
    const [bullmq, ioredis] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, connect: (url, observer) => connect(ioredis.Redis, url, observer) };
  } catch (error) {
    if (toSystemCode(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UsageError('queue-library-missing', {
      what: 'The packages bullmq and ioredis are not installed; only `queue` and `worker` need them.',
      next: 'Install them beside the program: npm install bullmq@6 ioredis@6 (with --global where the program is global).',
      cause: error,
    });
  }
}

/** Throws StorageError `queue-unreachable` where nobody answers; later losses are said, and outlived. */
async function connect(Client: typeof Redis, url: string, observer: Observer): Promise<Redis> {
  const redis = new Client(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    // BullMQ's own condition: a command waits for Redis to come back.
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => (isOpen ? Math.min(attempt * 100, RECONNECT_MS) : null),
  });
  let isOpen = false;
  let isLost = false;
  let lastError: unknown = null;
  redis.on('error', (error) => {
    lastError = error;
    if (isOpen && !isLost) {
      isLost = true;
      observer.warn(
        `Redis at ${hideSecrets(url)} is out of reach (${toMessage(error)}). Finished shards lie on disk and are kept; going on with the one in work, and with others once it is back.`,
      );
    }
  });
  redis.on('ready', () => {
    if (isLost) observer.info('Redis is back.');
    isLost = false;
  });
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw new StorageError('queue-unreachable', {
      status: 503,
      what: `Redis at ${hideSecrets(url)} cannot be reached: ${toMessage(lastError ?? error)}.`,
      why: 'The queue says which shards are to be computed; the features themselves do not depend on it.',
      next: 'Start Redis or give its address with --redis redis://HOST:PORT. Without a queue, `spuriosity extract --shard i/n` does the same work.',
      cause: error,
    });
  }
  isOpen = true;
  return redis;
}

/** Throws StorageError `queue-unfit` for a Redis that may forget jobs while they wait; says what it does about restarts. */
export async function checkRedis(redis: Redis, observer: Observer): Promise<void> {
  const info = parseInfo(await redis.info());
  const version = (info.redis_version ?? '').split('.').map(Number);
  const [major = 0, minor = 0] = version;
  if (major < LEAST_VERSION[0] || (major === LEAST_VERSION[0] && minor < LEAST_VERSION[1])) {
    throw new StorageError('queue-unfit', {
      what: `Redis ${info.redis_version} is too old; the queue needs ${LEAST_VERSION.join('.')} or later.`,
      next: 'Use a newer Redis, or divide the work without a queue: `spuriosity extract --shard i/n`.',
    });
  }
  const policy = info.maxmemory_policy;
  if (policy !== undefined && policy !== 'noeviction') {
    throw new StorageError('queue-unfit', {
      what: `Redis may throw jobs away when its memory is full: maxmemory-policy is ${policy}.`,
      why: 'Shards would wait in no queue, and nobody would compute them until `queue start` is given again.',
      next: 'Set it: redis-cli CONFIG SET maxmemory-policy noeviction.',
    });
  }
  if (info.aof_enabled !== '1') {
    observer.info(
      'Redis keeps no append-only file: after a restart it may have forgotten the queue. No work is lost by that; workers fill it again from the receipts.',
    );
  }
}

function parseInfo(text: string): Record<string, string | undefined> {
  return Object.fromEntries(
    text
      .split(/\r?\n/)
      .map((line) => line.split(/:(.*)/s))
      .filter(([, value]) => value !== undefined),
  );
}

/** Without user and password. */
export function hideSecrets(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}

function toMessage(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '') || 'no answer';
}
