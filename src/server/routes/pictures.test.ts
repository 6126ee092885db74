import { readFileSync } from 'node:fs';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openServedApp, type ServedApp } from '../../../test/servers/served-app.js';
import { makePicturedStudy, type PicturedStudy } from '../../../test/studies/pictured-study.js';
import { PICTURES } from '../../protocol/index.js';

let study: PicturedStudy;
let served: ServedApp;

beforeAll(async () => {
  study = await makePicturedStudy();
  served = await openServedApp(study.workspace);
});

afterAll(async () => {
  await served.close();
  expect(served.faults).toEqual([]);
});

const ask = (address: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
  served.app.request(`/${address}`, { ...init, headers: { host: 'localhost', ...headers } });

async function readPicture(address: string): Promise<Buffer> {
  const response = await ask(address);
  expect(response.status, address).toBe(200);
  expect(response.headers.get('content-type')).toBe('image/jpeg');
  return Buffer.from(await response.arrayBuffer());
}

/** Mean difference per colour value of two pictures of one size. */
async function compare(a: Buffer, b: Buffer): Promise<number> {
  const [one, two] = await Promise.all([a, b].map((bytes) => sharp(bytes).raw().toBuffer()));
  expect(one!.length).toBe(two!.length);
  return one!.reduce((sum, value, n) => sum + Math.abs(value - two![n]!), 0) / one!.length;
}

/** A file of the pair that `discover` drew. */
function readDrawn(pair: PicturedStudy['spurious'], name: string): Buffer {
  const visuals = served.services.project.layout.visuals;
  return readFileSync(path.join(visuals, '000-fire', `1-feature-${pair.feature}`, name));
}

/** The strongest image of the spurious pair. */
async function findTop(): Promise<number> {
  const { classIndex, feature } = study.spurious;
  const { body } = await served.get(`/api/pairs/${classIndex}/${feature}`);
  return body.top[0].image;
}

test('pictures that discover drew are those that are shown', async () => {
  const top = await findTop();
  expect(await readPicture(PICTURES.image(top))).toEqual(readDrawn(study.spurious, 'top-1.jpg'));
  expect(await readPicture(PICTURES.heatmap(top, study.spurious.feature, 'isolate'))).toEqual(
    readDrawn(study.spurious, 'heatmap-1.jpg'),
  );
});

test('others are drawn when first asked for, the same as discover draws them, and cached', async () => {
  const top = await findTop();
  const drawn = readDrawn(study.spurious, 'heatmap-1.jpg');
  const image = readDrawn(study.spurious, 'top-1.jpg');
  const other = await openServedApp(study.workspace);
  const { project } = other.services;
  await rm(project.layout.visuals, { recursive: true });
  const read = async (address: string) =>
    Buffer.from(
      await (await other.app.request(`/${address}`, { headers: { host: 'localhost' } })).arrayBuffer(),
    );
  expect(await read(PICTURES.heatmap(top, study.spurious.feature, 'isolate'))).toEqual(drawn);
  expect(await read(PICTURES.image(top))).toEqual(image);
  await other.close();
  const cached = await readdir(path.join(project.layout.cache, 'pictures'), { recursive: true });
  expect(cached.filter((name) => name.endsWith('.jpg')).length).toBe(2);
});

test('many at once are drawn together, each its own', async () => {
  const { images } = served.services.project.readDataset();
  const rows = images.filter(({ split }) => split === 'val').map(({ index }) => index);
  const addresses = rows.flatMap((row) => [
    PICTURES.heatmap(row, 1, 'paper'),
    PICTURES.heatmap(row, 2, 'paper'),
  ]);
  const together = await Promise.all(addresses.map(readPicture));
  expect(new Set(together.map((bytes) => bytes.toString('base64'))).size).toBe(addresses.length);
  const [width, height] = await sharp(together[0]!)
    .metadata()
    .then((found) => [found.width, found.height]);
  expect([width, height]).toEqual([160, 160]);
});

test('an attack raises its feature: the picture is another one, of the same size', async () => {
  const top = await findTop();
  const attack = await readPicture(PICTURES.attack(top, study.spurious.feature));
  expect(await compare(attack, await readPicture(PICTURES.image(top)))).toBeGreaterThan(10);
});

test('a core crop is a square of the image; a class without core features has none, in words', async () => {
  const crop = await sharp(await readPicture(PICTURES.crop(0))).metadata();
  expect(crop.width).toBe(crop.height);
  expect(crop.width).toBeLessThanOrEqual(320);
  const { images } = served.services.project.readDataset();
  const other = images.find(({ classIndex }) => classIndex === 1)!;
  const response = await ask(PICTURES.crop(other.index));
  expect([response.status, (await response.json()).error.code]).toEqual([404, 'no-core-features']);
});

test('originals are the bytes of the data set; what browsers cannot show is converted', async () => {
  const { images } = served.services.project.readDataset();
  const original = Buffer.from(await (await ask(PICTURES.original(3))).arrayBuffer());
  expect(original).toEqual(readFileSync(path.join(study.data, images[3]!.path)));
});

test('a picture that a browser has is not sent again, and is when verdicts change it', async () => {
  const response = await ask(PICTURES.crop(1));
  const etag = response.headers.get('etag')!;
  expect((await ask(PICTURES.crop(1), { 'if-none-match': etag })).status).toBe(304);
  await served.post('/api/annotation/adjudications', {
    ...study.spurious,
    verdict: 'core',
    decidedBy: 'eve',
    reason: '',
  });
  expect((await ask(PICTURES.crop(1), { 'if-none-match': etag })).status).toBe(200);
});

test.each([
  [PICTURES.image(100_000), 404, 'image-missing'],
  [PICTURES.original(100_000), 404, 'image-missing'],
  [PICTURES.heatmap(0, 99, 'isolate'), 404, 'feature-unknown'],
  [PICTURES.attack(0, 99), 404, 'feature-unknown'],
  ['pictures/images/..%2f..%2fworkspace.sqlite', 404, 'address-unknown'],
  ['pictures/originals/..%2f0', 404, 'address-unknown'],
  ['pictures/images/-1.jpg', 404, 'address-unknown'],
])('%s is refused in words', async (address, status, code) => {
  const response = await ask(address);
  expect([response.status, (await response.json()).error.code]).toEqual([status, code]);
});

test('pictures older than the discovery are of other pairs, and are not shown', async () => {
  const other = await openServedApp(study.workspace);
  const { layout, folder } = other.services.project;
  const top = await findTop();
  const name = path.join(layout.visuals, '000-fire', `1-feature-${study.spurious.feature}`, 'heatmap-1.jpg');
  await sharp({ create: { width: 160, height: 160, channels: 3, background: 'black' } })
    .jpeg()
    .toFile(name);
  const read = async () =>
    Buffer.from(
      await (
        await other.app.request(`/${PICTURES.heatmap(top, study.spurious.feature, 'isolate')}`, {
          headers: { host: 'localhost' },
        })
      ).arrayBuffer(),
    );
  expect(await read()).toEqual(readFileSync(name));
  const { mtimeMs } = await stat(path.join(folder, 'discovery.json'));
  await utimes(name, mtimeMs / 1000 - 10, mtimeMs / 1000 - 10);
  expect(await compare(await read(), readFileSync(name))).toBeGreaterThan(10);
  await other.close();
});
