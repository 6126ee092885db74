/**
 * What dividing an extraction costs: claims of many workers without inference, the share of the commit protocol, and looking at a finished run.
 * Everything runs on the disk of the temporary folder; processor time and wall time, with the machine and its load.
 *
 *   node bench/fleet.js [--workers 1000] [--shards 1000] [--features 2048] [--rate 25]
 *
 * `rate` is images/s of the network on one core, which says how long a full shard takes.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createShardClaims } from '../dist/project/features/shard-claims.js';
import { createPlan, openFeatureStore, openFeatureStoreAt } from '../dist/storage/index.js';

const { values } = parseArgs({
  options: {
    workers: { type: 'string', default: '1000' },
    shards: { type: 'string', default: '1000' },
    features: { type: 'string', default: '2048' },
    rate: { type: 'string', default: '25' },
  },
});
const [workerCount, claimedShards, featureCount, rate] = ['workers', 'shards', 'features', 'rate'].map(
  (name) => Number(values[name]),
);
const FULL_SHARD = 4096;
/** Of 1,281,167 images, ImageNet's. */
const FINISHED_SHARDS = 313;
const FINISHED_LIMIT_S = 2;
const COMMIT_LIMIT_PERCENT = 1;

const HASH = 'a'.repeat(64);
const planOf = (shardCount, shardSize, width) =>
  createPlan({
    encoder: 'fleet',
    imageListSha256: HASH,
    modelSha256: HASH,
    preprocessing: null,
    orientByExif: false,
    libraries: {},
    deviceClass: 'cpu',
    imageCount: shardCount * shardSize,
    featureCount: width,
    shardSize,
  });

const folder = await mkdtemp(join(tmpdir(), 'spuriosity-fleet-'));
try {
  console.log(
    `${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}, load ${loadavg()[0].toFixed(1)}`,
  );
  await benchClaims();
  await benchCommits();
  await benchFinished();
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Every shard is wanted by two at first, as by two arrays at once, and goes to one of them. */
async function benchClaims() {
  const store = await openFeatureStore(folder, planOf(claimedShards, 1, 1));
  const owners = new Map();
  let asked = 0;
  const startMs = performance.now();
  await Promise.all(
    Array.from({ length: workerCount }, async (_, worker) => {
      const claims = createShardClaims(store, new Set());
      for (let n = 0; n < claimedShards && owners.size < claimedShards; n++) {
        const shard = (Math.floor(worker / 2) * 2 + n) % claimedShards;
        if (owners.has(shard)) continue;
        asked++;
        if (!(await claims.claim(shard))) continue;
        if (owners.has(shard)) throw new Error(`Shard ${shard} was given to two workers.`);
        owners.set(shard, worker);
        await store.commitShard(shard, Float32Array.of(shard), [], 0);
        await claims.release(shard);
      }
    }),
  );
  const seconds = (performance.now() - startMs) / 1000;
  console.log(
    `${workerCount} workers, ${claimedShards} shards: all claimed once and committed in ${seconds.toFixed(1)} s, ${asked} claims asked, ${((seconds / claimedShards) * 1000).toFixed(1)} ms a shard`,
  );
}

async function benchCommits() {
  const store = await openFeatureStore(folder, planOf(6, FULL_SHARD, featureCount));
  const data = new Float32Array(FULL_SHARD * featureCount).fill(0.5);
  const times = [];
  for (let shard = 0; shard < 6; shard++) {
    data[0] = shard;
    const startMs = performance.now();
    await store.commitShard(shard, data, [], 0);
    times.push((performance.now() - startMs) / 1000);
  }
  const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
  const percent = (median / (FULL_SHARD / rate)) * 100;
  console.log(
    `commit of ${FULL_SHARD} × ${featureCount}: ${median.toFixed(2)} s, ${percent.toFixed(2)}% of a shard at ${rate} images/s (limit ${COMMIT_LIMIT_PERCENT}%)`,
  );
}

async function benchFinished() {
  for (const shardCount of [FINISHED_SHARDS, 24415]) {
    const store = await openFeatureStore(folder, planOf(shardCount, 2, 1));
    for (let shard = 0; shard < shardCount; shard++)
      await store.commitShard(shard, Float32Array.of(shard, 1), [], 0);
    const startMs = performance.now();
    const again = await openFeatureStoreAt(store.folder);
    const missing = await again.missingShards();
    const seconds = (performance.now() - startMs) / 1000;
    if (missing.length > 0) throw new Error(`${missing.length} shards are missing.`);
    const limit = shardCount === FINISHED_SHARDS ? ` (limit ${FINISHED_LIMIT_S} s)` : '';
    console.log(
      `receipts of a finished run of ${shardCount} shards looked at in ${seconds.toFixed(2)} s${limit}`,
    );
  }
}
