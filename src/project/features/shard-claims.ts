/**
 * Who computes which shard when several processes extract the same features at once (rule W38).
 * In: features and shards that are missing. Out: for each, whether this process is to compute it. A claim is a lock in the folder of the
 * features, so that one whose process has died is taken over; of other machines that cannot be seen, and their shards come last.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import { type FeatureStore, formatShardNumber, type Lock, tryLock } from '../../storage/index.js';
import { formatQuantity } from '../../words/index.js';

/** Between two looks at what others compute. */
const LOOK_MS = 250;

export interface ShardClaims {
  /** False where another process computes the shard, or has finished it since. */
  claim(shard: number): Promise<boolean>;
  release(shard: number): Promise<void>;
  /** Gives back all that are held; may be called twice. */
  releaseAll(): Promise<void>;
  /**
   * Of the shards that were refused, those that this process is to compute after all, once there are some; none when all are finished.
   * Throws CancelledError.
   */
  waitForRefused(observer: Observer): Promise<number[]>;
}

/** Of a process that is told by others what to compute. */
export const NO_CLAIMS: ShardClaims = {
  claim: async () => true,
  release: async () => {},
  releaseAll: async () => {},
  waitForRefused: async () => [],
};

/** @param renewed shards that are computed again although they are finished: their bytes are damaged */
export function createShardClaims(store: FeatureStore, renewed: ReadonlySet<number>): ShardClaims {
  const held = new Map<number, Lock>();
  let refused: number[] = [];
  /** Of other machines, once everything else is done: computing a shard twice harms nothing. */
  const unclaimed = new Set<number>();

  const isFinished = async (shard: number) => !renewed.has(shard) && (await store.hasShard(shard));

  async function claim(shard: number): Promise<boolean> {
    if (unclaimed.has(shard)) return true;
    const lock = await tryLock(store.folder, toPurpose(shard));
    if (typeof lock === 'string') {
      if (!refused.includes(shard)) refused.push(shard);
      return false;
    }
    held.set(shard, lock);
    if (!(await isFinished(shard))) return true;
    await release(shard);
    return false;
  }

  async function release(shard: number): Promise<void> {
    await held.get(shard)?.release();
    held.delete(shard);
  }

  async function waitForRefused(observer: Observer): Promise<number[]> {
    for (let isSaid = false; ; isSaid = true) {
      const left: number[] = [];
      const ready: number[] = [];
      for (const shard of refused) {
        if (await isFinished(shard)) continue;
        left.push(shard);
        const lock = await tryLock(store.folder, toPurpose(shard));
        if (lock === 'here') continue;
        if (lock === 'elsewhere') unclaimed.add(shard);
        else await lock.release();
        ready.push(shard);
      }
      refused = left.filter((shard) => !ready.includes(shard));
      if (ready.length > 0 || left.length === 0) return ready;
      if (!isSaid)
        observer.info(
          `Waiting for another process, which computes the last ${formatQuantity(left.length, 'shard')}.`,
        );
      assertNotCancelled(observer);
      await sleep(LOOK_MS);
    }
  }

  return {
    claim,
    release,
    waitForRefused,
    releaseAll: async () => {
      for (const shard of held.keys()) await release(shard);
    },
  };
}

function toPurpose(shard: number): string {
  return `shard-${formatShardNumber(shard)}`;
}
