import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTableWriter } from './table-writer.js';

let folder: string;
let mark: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spuriosity-tables-'));
  mark = join(folder, 'tables-outdated');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A writer whose writings are counted, each one word. */
function openCounted(quietMs = 60_000) {
  const writings: string[] = [];
  const write = async () => writings.push('written') > 0;
  return { tables: createTableWriter(write, mark, quietMs), writings };
}

test('many judgements are one writing, once it is quiet', async () => {
  const { tables, writings } = openCounted(30);
  for (let n = 0; n < 5; n++) tables.schedule();
  expect(writings).toHaveLength(0);
  while (writings.length === 0) await sleep(5);
  await tables.flush();
  expect(writings).toHaveLength(1);
});

test('closing writes what waits, at once and once, and nothing when nothing waits', async () => {
  const { tables, writings } = openCounted();
  await tables.flush();
  expect(writings).toHaveLength(0);
  tables.schedule();
  await Promise.all([tables.flush(), tables.flush()]);
  expect(writings).toHaveLength(1);
});

test('what is judged during a writing is written after it', async () => {
  const log: string[] = [];
  const tables = createTableWriter(
    async () => {
      log.push('begin');
      await sleep(5);
      log.push('end');
      return true;
    },
    mark,
    60_000,
  );
  tables.schedule();
  const first = tables.flush();
  tables.schedule();
  await Promise.all([first, tables.flush()]);
  expect(log).toEqual(['begin', 'end', 'begin', 'end']);
});

test('tables that lack something are marked, until they are written and nothing waits (W82)', async () => {
  let canWrite = false;
  const during: (() => void)[] = [];
  const tables = createTableWriter(
    async () => {
      for (const judge of during.splice(0)) judge();
      return canWrite;
    },
    mark,
    60_000,
  );
  expect(existsSync(mark)).toBe(false);
  tables.schedule();
  expect(existsSync(mark)).toBe(true);
  await tables.flush();
  expect(existsSync(mark), 'they could not be written').toBe(true);

  canWrite = true;
  during.push(() => tables.schedule());
  tables.schedule();
  await tables.flush();
  expect(existsSync(mark), 'something was judged meanwhile').toBe(true);
  await tables.flush();
  expect(existsSync(mark)).toBe(false);
});

test('what a writer before it left out is written by the next (W82)', async () => {
  createTableWriter(async () => true, mark, 60_000).schedule();
  const { tables, writings } = openCounted();
  await tables.flush();
  expect(writings).toHaveLength(1);
  expect(existsSync(mark)).toBe(false);
});
