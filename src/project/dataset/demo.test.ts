import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeTree } from '../../../test/trees.js';
import { DEFAULT_DEMO_OPTIONS } from '../../demo/index.js';
import { isDemoFolder, writeDemoDataset } from './demo.js';

const OPTIONS = { ...DEFAULT_DEMO_OPTIONS, trainPerClass: 2, valPerClass: 1, size: 32 };

test('the demo is drawn once: again it is left as it is, broken off or with another seed it is drawn anew', async () => {
  const folder = await writeTree({});
  expect(await isDemoFolder(folder)).toBe(false);
  const first = await writeDemoDataset(folder, OPTIONS);
  expect(first).toEqual({ manifestPath: join(folder, 'manifest.csv'), imageCount: 15, drawn: true });
  expect(await isDemoFolder(folder)).toBe(true);
  const [, line] = (await readFile(first.manifestPath, 'utf8')).split('\n');
  const picture = join(folder, line!.split(',')[0]!);
  const drawn = await readFile(picture);

  // Were anything drawn again, this picture would be back.
  await rm(picture);
  expect(await writeDemoDataset(folder, OPTIONS)).toEqual({ ...first, drawn: false });
  await expect(readFile(picture)).rejects.toThrow(/ENOENT/);

  await rm(join(folder, 'demo.json'));
  expect((await writeDemoDataset(folder, OPTIONS)).drawn).toBe(true);
  expect(await readFile(picture)).toEqual(drawn);
  expect((await writeDemoDataset(folder, { ...OPTIONS, seed: 8 })).drawn).toBe(true);
  expect(await readFile(picture)).not.toEqual(drawn);
});
