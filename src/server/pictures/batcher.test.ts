import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { CancelledError } from '../../base/errors.js';
import { createBatcher } from './batcher.js';

/** Doubles numbers, remembering which came together. */
function createDoubler(size: number) {
  const batches: number[][] = [];
  const batcher = createBatcher(size, async (items: number[]) => {
    batches.push(items);
    await sleep(5);
    if (items.includes(13)) throw new Error('unlucky');
    return items.map((item) => item * 2);
  });
  return { batches, batcher };
}

test('requests that come together go together, no more than fit, each to its own result', async () => {
  const { batches, batcher } = createDoubler(3);
  expect(await Promise.all([1, 2, 3, 4].map((item) => batcher.add(item)))).toEqual([2, 4, 6, 8]);
  expect(await batcher.add(5)).toBe(10);
  expect(batches).toEqual([[1, 2, 3], [4], [5]]);
});

test('a failure is that of its batch alone', async () => {
  const { batcher } = createDoubler(2);
  const results = await Promise.allSettled([1, 13, 3].map((item) => batcher.add(item)));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
});

test('what nobody wants any more is left out while it waits, and finished once it is under way', async () => {
  const { batches, batcher } = createDoubler(1);
  const [early, late] = [new AbortController(), new AbortController()];
  const first = batcher.add(1, early.signal);
  const second = batcher.add(2, late.signal);
  const third = batcher.add(3);
  while (batches.length === 0) await sleep(1);
  early.abort();
  late.abort();
  expect(await first).toBe(2);
  await expect(second).rejects.toThrow(CancelledError);
  expect(await third).toBe(6);
  expect(batches).toEqual([[1], [3]]);
});
