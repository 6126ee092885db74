import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serveBytes } from '../../../test/servers/byte-server.js';
import { SILENT_OBSERVER } from '../../base/observer.js';
import { bundledEncoderFolder } from '../../inference/index.js';
import { importEncoder, suggestName } from './encoder-import.js';
import { pullEncoder, pullKnownEncoder } from './encoder-pull.js';
import { findKnownEncoder, KNOWN_ENCODERS, type KnownEncoder } from './encoder-registry.js';
import { findEncoder, listEncoders, openNamedEncoder } from './encoders.js';

const checkpoint = fileURLToPath(
  new URL('../../../fixtures/checkpoint/resnext-legacy/checkpoint.pt', import.meta.url),
);
const bundled = join(bundledEncoderFolder(), 'model.onnx');

let folder: string;
let env: Record<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-pull-'));
  env = { XDG_CACHE_HOME: folder };
});
afterEach(() => rm(folder, { recursive: true }));

const serve = <T>(content: Buffer, work: (url: string) => Promise<T>) =>
  serveBytes(content, (root) => work(`${root}net.ckpt`));

const small: KnownEncoder = {
  name: 'small',
  title: 'A small network',
  url: '',
  sizeBytes: null,
  sha256: null,
  robust: true,
  licence: 'test',
  accuracyPercent: null,
  isAddressConfirmed: true,
  isReadable: true,
};

test('a published network is fetched, converted, kept, and found by its name', async () => {
  const content = await readFile(checkpoint);
  const sha256 = createHash('sha256').update(content).digest('hex');
  await serve(content, async (url) => {
    const pulled = await pullKnownEncoder({ ...small, url }, { env }, SILENT_OBSERVER);
    expect(pulled).toMatchObject({
      isCached: false,
      card: { name: 'small', robust: true, source: { url, sha256 } },
    });
    expect(existsSync(join(folder, 'spuriosity', 'downloads', 'small.ckpt'))).toBe(false);
    expect(
      (await pullKnownEncoder({ ...small, url: 'http://nowhere.invalid' }, { env }, SILENT_OBSERVER))
        .isCached,
    ).toBe(true);
  });
  expect((await listEncoders(undefined, env)).map(({ name }) => name)).toEqual([
    'robust-tiny-imagenet-64',
    'small',
  ]);
  expect(await findEncoder('small', undefined, env)).toMatchObject({
    kind: 'encoder',
    encoder: { card: { name: 'small' } },
  });
});

test('the first hash is trusted; another file at the same address is not', async () => {
  const content = await readFile(checkpoint);
  await serve(content, (url) => pullKnownEncoder({ ...small, url }, { env }, SILENT_OBSERVER));
  const other = Buffer.concat([content, Buffer.of(0)]);
  const again = serve(other, (url) =>
    pullKnownEncoder({ ...small, url }, { env, replace: true }, SILENT_OBSERVER),
  );
  await expect(again).rejects.toMatchObject({ code: 'download-hash-mismatch' });
  expect((await findEncoder('small', undefined, env)).kind).toBe('encoder');
});

test('a copy of the file needs no network, and a known hash is checked', async () => {
  const known = { ...small, sha256: '0'.repeat(64) };
  const refused = pullKnownEncoder(known, { env, from: checkpoint }, SILENT_OBSERVER);
  await expect(refused).rejects.toMatchObject({ code: 'download-hash-mismatch' });
  const pulled = await pullKnownEncoder(small, { env, from: checkpoint }, SILENT_OBSERVER);
  expect(pulled.card.name).toBe('small');
});

test('a web page in place of the file is no network', async () => {
  const page = Buffer.from('<!doctype html><title>Please log in</title>');
  const pulled = serve(page, (url) => pullKnownEncoder({ ...small, url }, { env }, SILENT_OBSERVER));
  await expect(pulled).rejects.toMatchObject({ what: expect.stringContaining('web page') });
});

test('names of the registry are unique, lead to encrypted addresses, and are looked up with help', async () => {
  expect(new Set(KNOWN_ENCODERS.map(({ name }) => name)).size).toBe(KNOWN_ENCODERS.length);
  for (const { url } of KNOWN_ENCODERS) expect(url).toMatch(/^https:\/\//);
  expect(findKnownEncoder('resnet50_l2_eps3.ckpt').url).toBe(
    'https://huggingface.co/madrylab/robust-imagenet-models/resolve/main/resnet50_l2_eps3.ckpt',
  );
  expect(() => findKnownEncoder('resnet50_l2_eps7')).toThrow(/resnet50_l2_eps0/);
  await expect(pullEncoder('shufflenet_l2_eps3', { env })).rejects.toMatchObject({
    code: 'encoder-needs-export',
  });
  await expect(openNamedEncoder('resnet18_l2_eps3')).rejects.toMatchObject({
    next: expect.stringContaining('encoder pull'),
  });
});

test('an encoder in the workspace is found by name', async () => {
  await importEncoder(bundled, {
    name: 'mine',
    folder: join(folder, 'encoders'),
    robust: true,
    licence: 'CC0',
  });
  expect((await openNamedEncoder('mine', folder)).card).toMatchObject({
    name: 'mine',
    robust: true,
    licence: 'CC0',
    outputs: { featureMap: 'feature_map', features: 'features', logits: 'logits' },
  });
});

test('what is no network, or does not fit what is said about it, is refused', async () => {
  const text = join(folder, 'notes.txt');
  await writeFile(text, 'nothing of use');
  const broken = join(folder, 'broken.onnx');
  await writeFile(broken, (await readFile(bundled)).subarray(0, 5000));
  const options = { name: 'x', folder };
  await expect(importEncoder(text, options)).rejects.toMatchObject({ code: 'not-a-checkpoint' });
  await expect(importEncoder(broken, options)).rejects.toMatchObject({ code: 'malformed-protobuf' });
  await expect(importEncoder(join(folder, 'absent.pt'), options)).rejects.toMatchObject({
    code: 'model-not-found',
  });
  await expect(importEncoder(bundled, { ...options, name: '../x' })).rejects.toMatchObject({
    code: 'encoder-name-invalid',
  });
  const classes = [{ name: 'one' }];
  await expect(importEncoder(bundled, { ...options, classes })).rejects.toMatchObject({
    code: 'classes-mismatch',
  });
  expect(existsSync(join(folder, 'x'))).toBe(false);
  await mkdir(join(folder, 'x'));
  await expect(importEncoder(bundled, options)).rejects.toMatchObject({ code: 'encoder-exists' });
});

test('a file name suggests an encoder’s name', () => {
  expect(suggestName('models/My Net (v2).onnx')).toBe('My-Net-v2-');
});
