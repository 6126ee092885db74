/**
 * A fleet of workers over a real Redis, which is flushed, goes away and comes back, while workers are killed and told to end: what is brought
 * together is what one undisturbed extraction makes. What workers refuse, give up and give back. Skipped where there is no redis-server.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import * as bullmq from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShardQueue } from '../../../src/distributed/queue/shard-queue.js';
import { runBadly, runJson, runWell, startCommand } from '../../command.js';
import { countReceipts, listFeatures } from '../../feature-folders.js';
import { useTrialFolder, writeTree } from '../../trees.js';
import {
  drawWhite,
  makeSmallFleet,
  SHARD_COUNT,
  type SmallFleet,
  writeTouchyData,
  writeTouchyEncoder,
} from './small-fleet.js';

const PATIENCE = { timeout: 100_000 };
const hasRedis = (() => {
  try {
    execFileSync('redis-server', ['--version']);
    return true;
  } catch {
    return false;
  }
})();

const at = useTrialFolder();
let fleet: SmallFleet;
let port: number;
let server: ChildProcess;
let redis: Redis;

function startRedis(): ChildProcess {
  const args = ['--port', String(port), '--save', '', '--bind', '127.0.0.1', '--dir', path.dirname(at('x'))];
  return spawn('redis-server', args, { stdio: 'ignore' });
}

beforeAll(async () => {
  if (!hasRedis) return;
  port = await new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address() as { port: number };
      probe.close(() => resolve(free));
    });
  });
  fleet = await makeSmallFleet(at('fleet'));
  server = startRedis();
  redis = new Redis(port, { maxRetriesPerRequest: null });
  redis.on('error', () => {});
  await redis.ping();
});
afterAll(() => {
  redis?.disconnect();
  server?.kill('SIGKILL');
});

/** Members of an array of Slurm's, too, whose indices are no shares of anything: that is for `extract` alone. */
const env = () => ({
  SPURIOSITY_REDIS: `redis://127.0.0.1:${port}`,
  ...{ SLURM_ARRAY_TASK_ID: '7', SLURM_ARRAY_TASK_MIN: '1' },
  ...{ SLURM_ARRAY_TASK_COUNT: '3', SLURM_ARRAY_TASK_STEP: '1' },
});
/** One image a batch: slow enough to be caught in the middle. */
const toArgs = (command: string[], workspace: string) => [
  ...command,
  ...['--encoder', fleet.encoder, '--threads', '1', '--batch', '1', '-w', workspace],
];
const startQueue = (workspace: string) => runJson(toArgs(['queue', 'start'], workspace), { env: env() });
const startWorker = (workspace: string, ...options: string[]) =>
  startCommand([...toArgs(['worker'], workspace), ...options], { env: env() });
const readStatus = (workspace: string) => runJson(['queue', 'status', '-w', workspace], { env: env() });
/** Keys of one kind, of the only queue that there is. */
const findKey = async (pattern: string): Promise<string> => (await redis.keys(pattern))[0]!;

/** A worker that waits for the mark of `queue start`, having looked at the queue's plan; `show` lets it go on. */
async function startWaitingWorker(workspace: string, ...options: string[]) {
  const file = path.join(workspace, 'queue.json');
  const mark = readFileSync(file, 'utf8');
  writeFileSync(file, '{}');
  const worker = startWorker(workspace, ...options);
  let said = '';
  worker.child.stderr.on('data', (text: string) => {
    said += text;
  });
  await expect.poll(() => said, PATIENCE).toContain('mark of `queue start`');
  return { ...worker, show: () => writeFileSync(file, mark) };
}

test.skipIf(!hasRedis)(
  'three workers, of which one is killed, over a Redis that is flushed and then restarted: the bytes of an undisturbed run',
  async () => {
    const workspace = await fleet.start('queue.spuriosity');
    expect(await startQueue(workspace)).toMatchObject({ finishedCount: 0, waiting: SHARD_COUNT });
    const workers = [0, 1, 2].map(() => startWorker(workspace));
    await expect.poll(() => countReceipts(workspace), PATIENCE).toBeGreaterThanOrEqual(1);
    workers[0]!.child.kill('SIGKILL');
    await redis.flushall();
    server.kill('SIGKILL');
    server = startRedis();
    const [killed, ...others] = await Promise.all(workers.map(({ outcome }) => outcome));
    expect(killed!.signal).toBe('SIGKILL');
    expect(others.map(({ code, stderr }) => [code, code === 0 ? '' : stderr])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    expect((await runJson(['merge', '--verify', '-w', workspace])).gaps).toEqual([]);
    expect(listFeatures(workspace)).toEqual(fleet.features);
    expect(await readStatus(workspace)).toMatchObject({ finishedCount: SHARD_COUNT, failed: [] });
  },
);

test.skipIf(!hasRedis)(
  'a worker with another network, a Redis that may evict, a folder that is not the queue’s, and no Redis are refused in words',
  async () => {
    const workspace = await fleet.start('refused.spuriosity');
    await startQueue(workspace);
    const other = ['worker', '--threads', '1', '-w', workspace];
    const differs = await runBadly(1, other, { env: env() });
    expect(differs.code).toBe('fleet-differs');
    expect(differs.message).toMatch(/the network: [0-9a-f]{12} here, [0-9a-f]{12} there/);
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const evicts = await runBadly(1, toArgs(['worker'], workspace), { env: env() });
    expect(evicts.message).toContain('maxmemory-policy is allkeys-lru');
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    const gone = await runBadly(1, [...toArgs(['worker'], workspace), '--redis', 'redis://127.0.0.1:1']);
    expect(gone).toMatchObject({
      code: 'queue-unreachable',
      message: expect.stringContaining('--shard i/n'),
    });
    const waiting = await startWaitingWorker(workspace);
    waiting.child.kill('SIGTERM');
    expect((await waiting.outcome).code).toBe(143);
    expect(countReceipts(workspace)).toBe(0);
  },
);

test.skipIf(!hasRedis)(
  '`queue start` that is killed is given again; a worker that is told to end gives the shard in work back at once with --grace 0',
  async () => {
    await redis.flushall();
    const workspace = await fleet.start('given-back.spuriosity');
    const killed = startCommand(toArgs(['queue', 'start'], workspace), {
      env: { ...env(), SPURIOSITY_TEST_STEPS: 'kill 3' },
    });
    expect((await killed.outcome).signal).toBe('SIGKILL');
    await startQueue(workspace);
    const worker = startWorker(workspace, '--grace', '0');
    await expect
      .poll(async () => redis.llen(`bull:${(await readStatus(workspace)).queue}:active`), PATIENCE)
      .toBe(1);
    worker.child.kill('SIGTERM');
    expect((await worker.outcome).code).toBe(143);
    const { finishedCount, waiting, active, failed } = await readStatus(workspace);
    expect({ open: finishedCount + waiting, active, failed }).toEqual({
      ...{ open: SHARD_COUNT, active: 0, failed: [] },
    });
    expect(waiting).toBeGreaterThan(0);
  },
);

/** A queue of a network that some pictures end, worked on by one worker: its error, and what the queue says then. */
async function workOnTouchy(name: string, data: string, exitCode: number) {
  await redis.flushall();
  const workspace = at(`${name}.spuriosity`);
  const encoder = await writeTouchyEncoder(at(`${name}-encoder`));
  await runWell(['init', data, '-w', workspace]);
  const toTouchy = (...command: string[]) => [...command, '--encoder', encoder, '-w', workspace];
  await runWell(toTouchy('queue', 'start'), { env: env() });
  const error = await runBadly(exitCode, toTouchy('worker'), { env: env() });
  return { error, status: await readStatus(workspace) };
}

test.skipIf(!hasRedis)('one shard that fails is tried three times and named with exit code 4', async () => {
  const { error, status } = await workOnTouchy('poison', await writeTouchyData(), 4);
  expect(error).toMatchObject({
    code: 'shard-poison',
    message: expect.stringMatching(/^Everything is computed but 1 shard, .*: \d\. /),
  });
  expect(status).toMatchObject({ finishedCount: 3, failed: [{ shard: expect.any(Number) }] });
});

test.skipIf(!hasRedis)(
  'where the first two shards fail it is the machine, and both are given back',
  async () => {
    const white = await drawWhite();
    const whites = Array.from({ length: 128 }, (_, n) => [`${n % 2 ? 'water' : 'fire'}/${n}.jpg`, white]);
    const data = await writeTree(Object.fromEntries(whites));
    const { error, status } = await workOnTouchy('machine', data, 1);
    expect(error.code).toBe('inference-failed');
    expect(status).toMatchObject({ finishedCount: 0, waiting: 2, active: 0, failed: [] });
  },
);

test.skipIf(!hasRedis).each([
  ['with jobs', false],
  ['that is empty', true],
])(
  'a queue %s that was filled for other features since a worker looked is left as it is, and the worker says so',
  async (_, isEmpty) => {
    await redis.flushall();
    const workspace = await fleet.start(`refilled-${isEmpty}.spuriosity`);
    const { queue } = await startQueue(workspace);
    const key = await findKey('spuriosity:plan:*');
    const plan = (await redis.get(key))!;
    await redis.del(key);
    const worker = await startWaitingWorker(workspace, '--exif-orient');
    await redis.set(key, plan);
    if (isEmpty) await redis.del(...(await redis.keys(`bull:${queue}:*`)));
    worker.show();
    const { code, stderr } = await worker.outcome;
    expect(stderr).toContain('whether EXIF turns images: true here, false there');
    expect(code).toBe(1);
    expect(await redis.get(key)).toBe(plan);
    expect(await readStatus(workspace)).toMatchObject({ waiting: isEmpty ? 0 : SHARD_COUNT, active: 0 });
  },
);

test.skipIf(!hasRedis)('a shard that failed for other features has not failed for these', async () => {
  await redis.flushall();
  const [own, other] = ['a', 'b'].map((letter) =>
    openShardQueue({ bullmq, connect: async () => redis }, redis, {
      imageListSha256: 'c'.repeat(64),
      fingerprint: letter.repeat(64),
    }),
  );
  await other!.add([3]);
  const failing = new bullmq.Worker(
    other!.name,
    async () => {
      throw new bullmq.UnrecoverableError('of no use');
    },
    { connection: redis },
  );
  await expect.poll(() => other!.readFailed(), PATIENCE).toEqual([{ shard: 3, reason: 'of no use' }]);
  expect(await own!.readFailed()).toEqual([]);
  await failing.close();
});
