import { expect, test } from 'vitest';
import { createReadGate } from './read-gate.js';

/** A read that ends when it is told to, as one of a mount that comes back. */
function createRead() {
  let end: () => void = () => {};
  const ended = new Promise<string>((resolve) => {
    end = () => resolve('bytes');
  });
  return { read: () => ended, end };
}

test('a read that hangs is refused after the deadline and keeps its place; others go on beside it', async () => {
  const gate = createReadGate(2, 20);
  const hanging = createRead();
  await expect(gate.run(hanging.read)).rejects.toMatchObject({ code: 'image-timeout', status: 503 });
  expect(await Promise.all([1, 2, 3].map((n) => gate.run(async () => n)))).toEqual([1, 2, 3]);
});

test('where all places hang, what waits and what comes is refused at once, until one comes back', async () => {
  const gate = createReadGate(2, 20);
  const [first, second] = [createRead(), createRead()];
  const held = [gate.run(first.read), gate.run(second.read)];
  let isRun = false;
  const run = async () => {
    isRun = true;
  };
  const waiting = gate.run(run);
  for (const one of [...held, waiting, gate.run(run)])
    await expect(one).rejects.toMatchObject({ code: 'image-timeout' });
  await expect(gate.run(run)).rejects.toMatchObject({ code: 'image-timeout' });
  expect(isRun).toBe(false);
  second.end();
  await expect.poll(() => gate.run(async () => 'back').catch(() => null)).toBe('back');
});

test('a read that fails gives its place back', async () => {
  const gate = createReadGate(1, 1000);
  const failing = () => Promise.reject(new Error('no such file'));
  for (let n = 0; n < 3; n += 1) await expect(gate.run(failing)).rejects.toThrow('no such file');
  expect(await gate.run(async () => 'fine')).toBe('fine');
});
