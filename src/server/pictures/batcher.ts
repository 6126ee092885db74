/**
 * Single requests to something that works best on many at once.
 * In: requests, one by one. Out: their results, computed a batch at a time, in the order in which they came. Requests whose signal fires
 * while they wait are left out; those under way are finished.
 */
import { CancelledError } from '../../base/errors.js';

export interface Batcher<Item, Result> {
  add(item: Item, signal?: AbortSignal): Promise<Result>;
}

interface Waiting<Item, Result> {
  item: Item;
  signal: AbortSignal | undefined;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** @param run results parallel to the items; when it rejects, all of its items do */
export function createBatcher<Item, Result>(
  batchSize: number,
  run: (items: Item[]) => Promise<Result[]>,
): Batcher<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let isWorking = false;

  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    while (waiting.length > 0) {
      // A turn of the event loop, so that requests which came together go together.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = takeBatch();
      if (batch.length > 0) await settle(batch);
    }
    isWorking = false;
  }

  function takeBatch(): Waiting<Item, Result>[] {
    for (const { reject } of waiting.filter(({ signal }) => signal?.aborted)) reject(new CancelledError());
    const alive = waiting.filter(({ signal }) => !signal?.aborted);
    waiting = alive.slice(batchSize);
    return alive.slice(0, batchSize);
  }

  async function settle(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await run(batch.map(({ item }) => item));
      for (const [n, { resolve }] of batch.entries()) resolve(results[n]!);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  return {
    add: (item, signal) =>
      new Promise<Result>((resolve, reject) => {
        waiting.push({ item, signal, resolve, reject });
        void work();
      }),
  };
}
