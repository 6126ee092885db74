/**
 * How the work of an extraction is divided: into shards, and shards among several machines.
 * In: a number of images; a part. Out: the size of a shard; which shards are a process's own. Shares nothing between them but the count.
 */
import { MAX_SHARD_SIZE } from '../../records/extraction.js';
import { DEFAULT_BATCH_SIZE } from '../../stages/features/index.js';

/** Shards that the work is divided into, unless they would be larger than a shard may be. */
const SHARD_COUNT = 32;

/** Part `index`, from 0, of `count`. */
export interface Part {
  index: number;
  count: number;
}

/** Whether the shard belongs to the part; every shard does where there are no parts. */
export function isOwnShard(shard: number, part: Part | undefined): boolean {
  return part === undefined || shard % part.count === part.index;
}

/**
 * Rows per shard, by the number of images alone, so that all machines agree: a 32nd of the work, that an interruption loses
 * little and parts of `--shard i/n` are of one size, in whole batches.
 */
export function chooseShardSize(imageCount: number): number {
  const batches = Math.ceil(imageCount / SHARD_COUNT / DEFAULT_BATCH_SIZE);
  return Math.min(MAX_SHARD_SIZE, Math.max(1, batches) * DEFAULT_BATCH_SIZE);
}
