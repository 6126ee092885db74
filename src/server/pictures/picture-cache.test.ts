import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { writeTree } from '../../../test/trees.js';
import { CancelledError } from '../../base/errors.js';
import { createPictureCache } from './picture-cache.js';

const BYTES = Uint8Array.of(1, 2, 3);

/** A picture that is ready when it is told so, or given up when nobody waits. */
function createMaker() {
  const maker = { madeCount: 0, givenUpCount: 0, finish: () => {} };
  const ready = new Promise<void>((resolve) => {
    maker.finish = resolve;
  });
  const make = async (signal: AbortSignal) => {
    maker.madeCount += 1;
    signal.addEventListener('abort', () => {
      maker.givenUpCount += 1;
    });
    await ready;
    return BYTES;
  };
  return Object.assign(maker, { make });
}

test('a picture is made once, whoever asks for it meanwhile, and kept', async () => {
  const folder = await writeTree({});
  const cache = createPictureCache(folder);
  const maker = createMaker();
  const asked = [1, 2, 3].map(() => cache.read('a/1.jpg', maker.make));
  maker.finish();
  expect(await Promise.all(asked)).toEqual([BYTES, BYTES, BYTES]);
  expect(maker.madeCount).toBe(1);
  await cache.settle();
  expect(await cache.find('a/1.jpg')).not.toBeNull();
  const other = createPictureCache(folder);
  expect(Buffer.from(await other.read('a/1.jpg', maker.make))).toEqual(Buffer.from(BYTES));
  expect(maker.madeCount).toBe(1);
});

test('one who goes does not take it away from those who stay; when the last goes it is given up', async () => {
  const cache = createPictureCache(await writeTree({}));
  const maker = createMaker();
  const [ann, bo] = [new AbortController(), new AbortController()];
  const first = cache.read('1.jpg', maker.make, ann.signal);
  const second = cache.read('1.jpg', maker.make, bo.signal);
  while (maker.madeCount === 0) await sleep(1);
  ann.abort();
  await expect(first).rejects.toThrow(CancelledError);
  expect(maker.givenUpCount).toBe(0);
  bo.abort();
  await expect(second).rejects.toThrow(CancelledError);
  expect(maker.givenUpCount).toBe(1);
  // Whoever comes now begins anew.
  const third = cache.read('1.jpg', maker.make);
  maker.finish();
  expect(await third).toEqual(BYTES);
  expect(maker.madeCount).toBe(2);
});

test('a failure is told to all who wait and is not kept', async () => {
  const folder = await writeTree({});
  const cache = createPictureCache(folder);
  const fail = async () => {
    throw new Error('no such picture');
  };
  await expect(cache.read('1.jpg', fail)).rejects.toThrow('no such picture');
  expect(await cache.read('1.jpg', async () => BYTES)).toEqual(BYTES);
  await cache.settle();
  expect(await readdir(folder)).toEqual(['1.jpg']);
});
