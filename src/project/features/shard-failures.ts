/**
 * Shards that fail for their own sake: which they are, and whether it is not the machine after all (docs/formats/command-line.md, C1).
 * In: errors, and the shards they came from. Out: one error that names the shards. Repeats nothing.
 */
import { SpuriosityError, StageError } from '../../base/errors.js';
import { computeShardRows, type ExtractionPlan, POISON_SHARD_CODE } from '../../records/extraction.js';
import { formatQuantity } from '../../words/index.js';

/** Failures that come with a shard's images, or with the features that stand for them already. */
const OWN_CODES: readonly string[] = [
  'inference-crashed',
  'inference-failed',
  'network-too-slow',
  'network-too-large',
  'shard-conflict',
];
/** Shards that may fail before the first one succeeds; then the machine, or the network, is at fault. */
export const MOST_WITHOUT_SUCCESS = 1;
/** Shards named in a sentence. */
const NAMED_SHARDS = 5;

export interface ShardFailures {
  /** Remembers which shard an error came from. */
  note(shard: number, error: unknown): void;
  /** Notes the failure of a promise. */
  watch<T>(shard: number, work: Promise<T>): Promise<T>;
  /** The shard that an error came from, if it is the shard's own; null where the work should end with that error. */
  take(error: unknown, hasSucceeded: boolean): number | null;
  /** Throws StageError `shard-poison` where shards were taken. */
  assertNone(): void;
}

export function createShardFailures(plan: ExtractionPlan): ShardFailures {
  const origins = new Map<unknown, number>();
  const poisoned = new Map<number, SpuriosityError>();
  const note = (shard: number, error: unknown) => void origins.set(error, shard);
  return {
    note,
    watch: (shard, work) =>
      work.catch((error) => {
        note(shard, error);
        throw error;
      }),
    take: (error, hasSucceeded) => {
      const shard = origins.get(error);
      if (shard === undefined || !(error instanceof SpuriosityError)) return null;
      if (!OWN_CODES.includes(error.code)) return null;
      if (!hasSucceeded && poisoned.size >= MOST_WITHOUT_SUCCESS) return null;
      poisoned.set(shard, error);
      return shard;
    },
    assertNone: () => {
      const [first] = poisoned;
      if (first !== undefined)
        throw toPoisonError(
          plan,
          [...poisoned.keys()].sort((a, b) => a - b),
          first,
        );
    },
  };
}

function toPoisonError(
  plan: ExtractionPlan,
  shards: readonly number[],
  [shard, error]: readonly [number, SpuriosityError],
): StageError {
  const others = shards.length - NAMED_SHARDS;
  const named = `${shards.slice(0, NAMED_SHARDS).join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
  const { rowStart, rowEnd } = computeShardRows(plan, shard);
  return new StageError(POISON_SHARD_CODE, {
    what: `${formatQuantity(shards.length, 'shard')} failed for ${shards.length === 1 ? 'its' : 'their'} own sake: ${named}. Of shard ${shard}, images ${rowStart} to ${rowEnd - 1}: ${error.what}`,
    why: 'The same images would most likely fail elsewhere, too; everything else of this part is finished and kept.',
    next: 'Look at those images; or leave them out with `spuriosity merge --allow-gaps`, which says which classes lose how many.',
    cause: error,
  });
}
