/**
 * A fleet of workers over a real Redis, which is flushed, goes away and comes back, while workers are killed, stopped and told to end: what is
 * brought together is what one undisturbed extraction makes. Skipped where there is no redis-server.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runBadly, runJson, startCommand } from '../../command.js';
import { countReceipts, listFeatures } from '../../feature-folders.js';
import { useTrialFolder } from '../../trees.js';
import { makeSmallFleet, SHARD_COUNT, type SmallFleet } from './small-fleet.js';

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

const env = () => ({ SPURIOSITY_REDIS: `redis://127.0.0.1:${port}` });
/** One image a batch: slow enough to be caught in the middle. */
const toArgs = (command: string[], workspace: string) => [
  ...command,
  ...['--encoder', fleet.encoder, '--threads', '1', '--batch', '1', '-w', workspace],
];
const startQueue = (workspace: string) => runJson(toArgs(['queue', 'start'], workspace), { env: env() });
const startWorker = (workspace: string) => startCommand(toArgs(['worker'], workspace), { env: env() });

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
    const status = await runJson(['queue', 'status', '-w', workspace], { env: env() });
    expect(status).toMatchObject({ finishedCount: SHARD_COUNT, failed: [] });
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
    writeFileSync(path.join(workspace, 'queue.json'), '{}');
    const waiting = startWorker(workspace);
    let said = '';
    waiting.child.stderr.on('data', (text: string) => {
      said += text;
    });
    await expect.poll(() => said, PATIENCE).toContain('mark of `queue start`');
    waiting.child.kill('SIGTERM');
    expect((await waiting.outcome).code).toBe(143);
    expect(countReceipts(workspace)).toBe(0);
  },
);
