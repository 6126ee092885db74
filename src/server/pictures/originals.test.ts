import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeTree } from '../../../test/trees.js';
import { decodeImage } from '../../imaging/index.js';
import { initProject } from '../../project/index.js';
import { DEFAULT_DATASET_OPTIONS } from '../../stages/dataset/index.js';
import { readOriginal } from './originals.js';

const readFixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/imaging/deep/${name}`, import.meta.url));

/** The original of the first of four copies of a fixture. */
async function readFirst(fixture: string) {
  const names = ['a/0.png', 'a/1.png', 'b/0.png', 'b/1.png'];
  const data = await writeTree(Object.fromEntries(names.map((name) => [name, readFixture(fixture)])));
  const workspace = path.join(await writeTree({}), 'w.spuriosity');
  const { project } = await initProject(data, workspace, DEFAULT_DATASET_OPTIONS);
  const original = await readOriginal(project, 0);
  project.close();
  return original;
}

test('a PNG of 8 bits is the file itself; one of 12 in 16 is shown as the encoder sees it, not dark', async () => {
  const plain = await readFirst('levels.png');
  expect([plain.type, Buffer.from(plain.bytes)]).toEqual(['image/png', readFixture('levels.png')]);
  const deep = await readFirst('12-bit.png');
  expect(deep.type).toBe('image/jpeg');
  const { data } = await decodeImage(deep.bytes);
  // The last pixel is the brightest, 4095; without a range it would be 15.
  expect(data.at(-1)).toBeGreaterThan(230);
});
