import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTableWriter } from './table-writer.js';

test('many judgements are one writing, once it is quiet', async () => {
  let written = 0;
  const tables = createTableWriter(async () => {
    written += 1;
  }, 30);
  for (let n = 0; n < 5; n++) tables.schedule();
  expect(written).toBe(0);
  while (written === 0) await sleep(5);
  await tables.flush();
  expect(written).toBe(1);
});

test('closing writes what waits, at once and once, and nothing when nothing waits', async () => {
  let written = 0;
  const tables = createTableWriter(async () => {
    written += 1;
  }, 60_000);
  await tables.flush();
  expect(written).toBe(0);
  tables.schedule();
  await Promise.all([tables.flush(), tables.flush()]);
  expect(written).toBe(1);
});

test('what is judged during a writing is written after it', async () => {
  const log: string[] = [];
  const tables = createTableWriter(async () => {
    log.push('begin');
    await sleep(5);
    log.push('end');
  }, 60_000);
  tables.schedule();
  const first = tables.flush();
  tables.schedule();
  await Promise.all([first, tables.flush()]);
  expect(log).toEqual(['begin', 'end', 'begin', 'end']);
});
