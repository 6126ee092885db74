/** Parts that are brought together: gaps are refused and named, or left out; a shard that fails for its own sake is told from all else. */
import { beforeAll, expect, test } from 'vitest';
import { countReceipts } from '../../feature-folders.js';
import { runBadly, runCommand, runJson, runWell } from '../../program.js';
import { useTrialFolder } from '../../trees.js';
import {
  listTables,
  makeSmallFleet,
  SHARD_COUNT,
  type SmallFleet,
  writeTouchyData,
  writeTouchyEncoder,
} from './small-fleet.js';

/** Rule C1 of docs/formats/command-line.md. */
const EXIT_CODES = { failed: 1, poisonShard: 4 };

const at = useTrialFolder();
let fleet: SmallFleet;

beforeAll(async () => {
  fleet = await makeSmallFleet(at('fleet'));
});

test('merge refuses gaps and names the classes that suffer; told to, it leaves them out; once they are filled they count again', async () => {
  const workspace = await fleet.start('gaps.spuriosity');
  const part = (index: number) =>
    runJson(['extract', '--encoder', fleet.encoder, '--shard', `${index}/2`, '-w', workspace]);
  await part(0);
  const refused = await runBadly(1, ['merge', '-w', workspace]);
  expect(refused.code).toBe('shards-missing');
  expect(refused.message).toContain(`4 shards of ${SHARD_COUNT} are missing: 1, 3, 5, 7.`);
  const merged = await runJson(['merge', '--allow-gaps', '-w', workspace]);
  expect(merged.gaps).toEqual([1, 3, 5, 7]);
  const lost = merged.classGaps.map(({ missingCount }: { missingCount: number }) => missingCount);
  expect(lost.reduce((a: number, b: number) => a + b)).toBe(4 * 64);
  for (const { name, missingCount } of merged.classGaps) {
    expect(refused.message).toMatch(new RegExp(`${name}( misses)? ${missingCount} of 256`));
  }
  expect(merged.skippedCount).toBe(4 * 64);
  await runWell(['discover', '-w', workspace]);
  await part(1);
  expect(await runJson(['merge', '-w', workspace])).toMatchObject({ gaps: [], skippedCount: 0 });
  await runWell(['merge', '--verify', '-w', workspace]);
  expect(await listTables(workspace)).toEqual(fleet.tables);
});

test('a shard that fails for its own sake ends its part with exit code 4, named, after everything else is finished', async () => {
  const encoder = await writeTouchyEncoder(at('touchy'));
  const workspace = at('touchy.spuriosity');
  await runWell(['init', await writeTouchyData(), '-w', workspace]);
  const extract = ['extract', '--encoder', encoder, '-w', workspace];
  const error = await runBadly(EXIT_CODES.poisonShard, [...extract, '--shard', '0/1']);
  expect(error.code).toBe('shard-poison');
  expect(error.message).toMatch(
    /1 shard failed for its own sake: \d\. Of shard \d, images \d+ to \d+: onnxruntime/,
  );
  expect(countReceipts(workspace)).toBe(3);
  // Nothing else went wrong, so another try says the same; a whole extraction is no part and says what its network said.
  expect((await runCommand([...extract, '--shard', '0/1'])).code).toBe(EXIT_CODES.poisonShard);
  expect((await runBadly(EXIT_CODES.failed, extract)).code).toBe('inference-failed');
  expect((await runJson(['merge', '--allow-gaps', '-w', workspace])).gaps).toHaveLength(1);
});
