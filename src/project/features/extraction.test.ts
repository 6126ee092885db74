/** Damage between two commands: bytes that change on disk after they were written. */
import {
  copyFile,
  cp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { copyWorkspace } from '../../../test/servers/served-app.js';
import { makePicturedStudy, type PicturedStudy } from '../../../test/studies/pictured-study.js';

import type { Observer } from '../../base/observer.js';
import { bundledEncoderFolder } from '../../inference/index.js';
import { readAllRows } from '../../records/features.js';
import { readDiscovery } from '../discovery/index.js';
import { openProject, type Project } from '../workspace/index.js';
import { DEFAULT_EXTRACT_OPTIONS, type ExtractOptions } from './extract-options.js';
import { extractProject } from './extraction.js';

let study: PicturedStudy;

beforeAll(async () => {
  study = await makePicturedStudy();
});

/** A copy of the study's workspace, and the path of its first shard. */
async function copyStudy(): Promise<{ folder: string; shard: string }> {
  const folder = await copyWorkspace(study.workspace);
  const features = path.join(folder, 'features');
  const [name] = await readdir(features);
  const files = await readdir(path.join(features, name!));
  return { folder, shard: path.join(features, name!, files.find((file) => file.endsWith('.npy'))!) };
}

/** One bit of the last value, as a failing disk leaves it. */
async function flipBit(file: string): Promise<void> {
  const { size } = await stat(file);
  const handle = await open(file, 'r+');
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  await handle.write(Buffer.from([buffer[0]! ^ 1]), 0, 1, size - 1);
  await handle.close();
}

async function withProject<T>(folder: string, use: (project: Project) => Promise<T>): Promise<T> {
  const project = await openProject(folder);
  try {
    return await use(project);
  } finally {
    project.close();
  }
}

async function extractAgain(folder: string, options: Partial<ExtractOptions>) {
  const warnings: string[] = [];
  const observer: Observer = {
    signal: undefined,
    progress: () => {},
    info: () => {},
    warn: (sentence) => void warnings.push(sentence),
  };
  const summary = await withProject(folder, (project) =>
    extractProject(project, { ...DEFAULT_EXTRACT_OPTIONS, ...options }, observer),
  );
  return { warnings, summary };
}

const readFeatures = (folder: string) =>
  withProject(folder, async (project) => readAllRows(await project.openFeatures()));

test('a flipped bit is never read, and `--verify` makes the shard anew with the bytes it had', async () => {
  const { folder, shard } = await copyStudy();
  const before = await readFeatures(folder);
  await flipBit(shard);
  await expect(readFeatures(folder)).rejects.toMatchObject({
    code: 'shard-damaged',
    message: expect.stringContaining(path.basename(shard)),
    next: expect.stringContaining('extract --verify'),
  });
  // No encoder is named, as in the message: the features' own is taken, not the default.
  const { warnings, summary } = await extractAgain(folder, { verify: true });
  expect(warnings).toEqual([
    expect.stringMatching(/^Damaged and made anew: shard 0 \(the bytes of shard-00000-.*\); the other/),
  ]);
  expect(summary.extractedCount).toBe(52);
  expect(await readFeatures(folder)).toEqual(before);
});

test('a receipt that is cut off is named, and the shard is made anew without being asked to verify', async () => {
  const { folder, shard } = await copyStudy();
  const before = await readFeatures(folder);
  await truncate(path.join(path.dirname(shard), 'receipts', '00000.json'), 40);
  await expect(readFeatures(folder)).rejects.toMatchObject({ code: 'shard-damaged' });
  const encoder = path.join(path.dirname(study.workspace), 'tiny');
  const { warnings } = await extractAgain(folder, { encoder });
  expect(warnings).toEqual([expect.stringContaining('shard 0 (its receipt is not as it was written)')]);
  expect(await readFeatures(folder)).toEqual(before);
});

test('files that changed or are gone are read again, and what rests on them is outdated; a touched one is the same', async () => {
  const own = await makePicturedStudy();
  const encoder = path.join(path.dirname(own.workspace), 'tiny');
  const image = (name: string) => path.join(own.data, 'train', 'fire', name);
  await utimes(image('03.jpg'), new Date(0), new Date(0));
  expect((await extractAgain(own.workspace, { encoder })).warnings).toEqual([]);
  const before = await readFeatures(own.workspace);
  for (const name of ['00.jpg', '01.jpg', '02.jpg']) {
    await copyFile(path.join(own.data, 'train', 'water', name), image(name));
  }
  await rm(image('05.jpg'));
  const { warnings, summary } = await extractAgain(own.workspace, { encoder });
  expect(warnings[0]).toBe(
    '3 images changed since the features were made, 1 gone: train/fire/00.jpg, train/fire/01.jpg, train/fire/02.jpg and 1 more; what holds them is computed anew.',
  );
  expect(warnings[1]).toContain('`spuriosity discover`');
  expect(summary.skippedCount).toBe(1);
  const after = await readFeatures(own.workspace);
  const width = summary.featureCount;
  const row = (features: Float32Array, index: number) => features.slice(index * width, (index + 1) * width);
  const firstWater = await withProject(own.workspace, async (project) =>
    project.readDataset().images.findIndex(({ path: name }) => name === 'train/water/00.jpg'),
  );
  expect(row(after, 0)).toEqual(row(before, firstWater));
  expect(row(after, 3)).toEqual(row(before, 3));
  await expect(withProject(own.workspace, readDiscovery)).rejects.toMatchObject({
    code: 'discovery-outdated',
  });
  expect((await extractAgain(own.workspace, { encoder })).warnings).toEqual([]);
});

test('features of another plan under the name of this one are refused by name', async () => {
  const { folder } = await copyStudy();
  const manifestPath = path.join(folder, 'workspace.json');
  const manifest = await withProject(folder, (project) => project.readManifest());
  const fingerprint = 'f'.repeat(64);
  await writeFile(
    manifestPath,
    JSON.stringify({ ...manifest, features: { ...manifest.features, fingerprint } }),
  );
  await expect(readFeatures(folder)).rejects.toMatchObject({
    code: 'features-conflict',
    message: expect.stringContaining(fingerprint),
  });
});

test('an encoder in the workspace is found by its name', async () => {
  const { folder } = await copyStudy();
  const own = path.join(folder, 'encoders', 'own');
  const bundled = bundledEncoderFolder();
  await cp(bundled, own, { recursive: true });
  const card = JSON.parse(await readFile(path.join(bundled, 'card.json'), 'utf8'));
  await writeFile(path.join(own, 'card.json'), JSON.stringify({ ...card, name: 'own' }));
  const { summary } = await extractAgain(folder, { encoder: 'own' });
  expect(summary.encoder).toBe('own');
});
