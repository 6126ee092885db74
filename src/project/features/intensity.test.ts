import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeTinyEncoder } from '../../../test/studies/tiny-encoder.js';
import { writeTree } from '../../../test/trees.js';
import type { Observer } from '../../base/observer.js';
import { DEFAULT_DATASET_OPTIONS } from '../../stages/dataset/index.js';
import type { IntensityChoice } from '../../stages/features/index.js';
import { initProject } from '../dataset/index.js';
import { createDisplayReader, openOriginals } from '../pictures/index.js';
import { DEFAULT_EXTRACT_OPTIONS, extractProject } from './index.js';

const readFixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/imaging/${name}`, import.meta.url));

/** Two classes of three copies each, through the tiny encoder: what its first image's features and pictures are, and what was said. */
async function study(fixture: string, intensity: IntensityChoice = 'auto') {
  const bytes = readFixture(fixture);
  const names = ['a', 'b'].flatMap((name) => [0, 1, 2].map((n) => `${name}/${n}${path.extname(fixture)}`));
  const data = await writeTree(Object.fromEntries(names.map((name) => [name, bytes])));
  const folder = await writeTree({});
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  const observer: Observer = { signal: undefined, progress: () => {}, info: say, warn: say };
  const { project } = await initProject(data, path.join(folder, 'w.spuriosity'), DEFAULT_DATASET_OPTIONS);
  // Before there are features, pictures for people are decoded as `auto` would.
  const before = await (await createDisplayReader(project, 16))(0);
  const encoder = await writeTinyEncoder(path.join(folder, 'tiny'));
  const options = { ...DEFAULT_EXTRACT_OPTIONS, encoder, intensity };
  const summary = await extractProject(project, options, observer);
  const features: number[] = [];
  for await (const { data } of (await project.openFeatures()).blocks()) features.push(...data);
  const original = await (await openOriginals(project)).read(0);
  const { plan } = await project.openFeatureStore();
  project.close();
  return { before: [...before.data], features, original: [...original.data], said, summary, plan };
}

test('12 bits in 16, and fractions, give the features and pictures of the 8-bit picture, and say so', async () => {
  const plain = await study('deep/levels.png');
  expect([plain.said, plain.plan.intensity]).toEqual([[], undefined]);
  for (const [fixture, type, high] of [
    ['deep/12-bit.png', 'uint16', 4095],
    ['deep/10-bit-in-32.tif', 'uint32', 1023],
    ['deep/fractions.tif', 'float32', 1],
  ] as const) {
    const deep = await study(fixture);
    expect([fixture, deep.features, deep.original, deep.before]).toEqual([
      fixture,
      plain.features,
      plain.original,
      plain.before,
    ]);
    expect(deep.summary.intensity).toEqual({ [type]: { low: 0, high } });
    expect(deep.plan.intensity).toEqual(deep.summary.intensity);
    expect(deep.said[0]).toContain(`6 images that were looked at have ${type} samples from 0 to`);
    expect(deep.plan.fingerprint).not.toBe(plain.plan.fingerprint);
  }
});

test('another choice is another plan with other features; where it can do nothing, that is said', async () => {
  const auto = await study('deep/signed-16.tif');
  expect(auto.summary.intensity).toEqual({ int16: { low: -1000, high: 1550 } });
  const window = await study('deep/signed-16.tif', { low: -160, high: 240 });
  expect(window.plan.fingerprint).not.toBe(auto.plan.fingerprint);
  expect(window.features).not.toEqual(auto.features);
  expect((await study('deep/levels.png', 'minmax')).said).toEqual([
    '--intensity has no effect: no image that was looked at has more than 8 bits.',
  ]);
});

test('files out of order are read, kept in the receipts and named', async () => {
  const { said, summary } = await study('disorder/sequential-padding-608.jpg');
  expect(summary.skippedCount).toBe(0);
  expect(said).toEqual([
    '6 images were read although the file is out of order, because every pixel is there: a/0.jpg (stray bytes between its parts), a/1.jpg (stray bytes between its parts), a/2.jpg (stray bytes between its parts) and 3 more.',
  ]);
});
