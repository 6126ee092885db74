/** What the built app brings to the browser, read from its files. */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ASSETS = new URL('../../dist/web/assets/', import.meta.url);

/** A schema in a file that the app takes one name from brings all of zod: 90 kB, and a try to run text, which the content policy forbids. */
test('no file of the app holds the validator of the server', async () => {
  const scripts = (await readdir(fileURLToPath(ASSETS))).filter((name) => name.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(10);
  const holding: string[] = [];
  for (const name of scripts) {
    const text = await readFile(new URL(name, ASSETS), 'utf8');
    if (text.includes('_zod')) holding.push(name);
  }
  expect(holding).toEqual([]);
});
