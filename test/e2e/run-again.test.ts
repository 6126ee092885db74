/** A run on a workspace that has been run on: nothing is extracted again, and every table is the same to the byte. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runJson, runWell } from '../command.js';
import { drawClasses } from '../pictures.js';
import { writeTinyEncoder } from '../studies/tiny-encoder.js';
import { readResults, TABLE_NAMES } from '../tables.js';
import { writeTree } from '../trees.js';

test('a second run extracts nothing again and comes to the same results', async () => {
  const data = await writeTree({
    ...(await drawClasses(['fire', 'water'], 18, 'train')),
    ...(await drawClasses(['fire', 'water'], 12, 'val')),
  });
  const folder = await writeTree({});
  const encoder = await writeTinyEncoder(path.join(folder, 'tiny'));
  const workspace = path.join(folder, 'again.spuriosity');
  const args = ['run', data, '--encoder', encoder, '-w', workspace, '--k', '3'];
  await runWell(args);
  const readTables = () =>
    TABLE_NAMES.map((name) => readFileSync(path.join(workspace, 'results', `${name}.csv`), 'utf8'));
  const before = readTables();
  for (const name of ['important-features', 'annotations', 'spuriosity-val', 'spurious-gaps', 'mitigation'])
    expect(readResults(workspace, name).length, name).toBeGreaterThan(0);
  expect((await runJson(args)).extracted).toMatchObject({ extractedCount: 0, skippedCount: 0 });
  expect(readTables()).toEqual(before);
});
