/** The split of each shard, by the words in its name: `train-000.tar`, `val/000.tar`, `data/test-00000-of-00001.parquet`. */
import { DatasetError } from '../../../base/errors.js';
import type { SplitName } from '../../../records/dataset.js';
import { nameSome } from '../assemble.js';
import { parseSplitName } from '../splits.js';

/** Null for all shards where none names a split. Throws `shard-split-unknown` where only some do. */
export function splitsOfShards(shards: readonly string[]): (SplitName | null)[] {
  const splits = shards.map((shard) => {
    for (const word of shard.split(/[^a-z]+/i)) {
      const split = parseSplitName(word);
      if (split !== null) return split;
    }
    return null;
  });
  const unnamed = shards.filter((_, at) => splits[at] === null);
  if (unnamed.length === 0 || unnamed.length === shards.length) return splits;
  throw new DatasetError('shard-split-unknown', {
    what: `Some shards name their split, others do not: ${nameSome(unnamed)}.`,
    next: 'Put train, val or test into every name, or name the shards you mean as DATA with a brace range.',
  });
}
