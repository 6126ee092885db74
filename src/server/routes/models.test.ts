/** Models that are dropped on the app: they count once somebody has looked at them, and leave nothing where they are not wanted. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openServedApp, type ServedApp } from '../../../test/servers/served-app.js';
import { makeNetworkStudy, type NetworkStudy } from '../../../test/studies/network-study.js';

let study: NetworkStudy;
let served: ServedApp;

beforeAll(async () => {
  study = await makeNetworkStudy();
  served = await openServedApp(study.workspace);
});

afterAll(async () => {
  await served.close();
  expect(served.faults).toEqual([]);
});

const put = (name: string, body: string | Uint8Array<ArrayBuffer>, type = 'application/octet-stream') =>
  served.app.request(`/api/models/files?${new URLSearchParams({ name, fresh: '1' })}`, {
    method: 'PUT',
    headers: { host: 'localhost', 'content-type': type },
    body,
  });

/** Lets the job look at a file that came, and returns how it ended. */
async function look(file: string, name: string, more: object = {}) {
  const { body } = await served.post('/api/jobs', { kind: 'check', options: { file, name, ...more } });
  const read = async () => (await served.get(`/api/jobs/${body.id}`)).body;
  await expect.poll(async () => (await read()).state, { timeout: 100_000 }).toMatch(/done|failed/);
  return read();
}

const readCheck = async () => (await served.get('/api/models/check')).body.check;
const listModels = async () =>
  (await served.get('/api/models')).body.models.map(({ model }: { model: string }) => model);
const listFiles = () => {
  const { models } = served.services.project.layout;
  return existsSync(models) ? readdirSync(models).filter((name) => name.startsWith('mine')) : [];
};

const listMeasured = () =>
  served.services.project.readDataset().images.filter(({ split }) => split === 'val');

/** Right on all validation images but the first of each class; says nothing of those for training. */
function writePredictions(): string {
  const { classes } = served.services.project.readDataset();
  const seen = new Set<number>();
  const rows = listMeasured().map(({ path: image, classIndex }) => {
    const said = seen.has(classIndex) ? classIndex : 1 - classIndex;
    seen.add(classIndex);
    return `${image},${classes[said]!.name}\n`;
  });
  return `image,prediction\n${rows.join('')}`;
}

test('predictions are shown with coverage, classes, accuracy and examples, and count once they are accepted', async () => {
  const { images } = served.services.project.readDataset();
  const before = await listModels();
  expect((await put('mine.csv', writePredictions())).status).toBe(200);
  expect((await look('mine.csv', 'mine')).state).toBe('done');
  const check = await readCheck();
  expect(check).toMatchObject({
    model: { name: 'mine', kind: 'predictions', addedFrom: 'mine.csv' },
    imageCount: images.length,
    predictedCount: listMeasured().length,
    classCount: 2,
    neverNamed: [],
    measured: { split: 'val', imageCount: 16, rightCount: 14 },
  });
  expect(check.measured.interval.low).toBeCloseTo(0.64, 2);
  expect(check.examples.map(({ image }: { image: number }) => images[image]!.split)).toEqual(
    Array(7).fill('val'),
  );
  expect(await listModels()).toEqual(before);

  expect((await served.post('/api/models/check/accept', {})).body).toEqual({ name: 'mine' });
  expect(await listModels()).toEqual([...before, 'mine']);
  expect(await readCheck()).toBeNull();
  expect((await served.post('/api/models/check/accept', {})).body.error.code).toBe('no-model-check');
});

test('a name that is taken is refused, and what counts under it stays', async () => {
  await put('other.csv', writePredictions());
  const { state, error } = await look('other.csv', 'mine');
  expect([state, error]).toEqual(['failed', expect.stringContaining('There is a model mine already')]);
  expect(await listModels()).toContain('mine');
});

test('a network is run on the images; discarded it leaves nothing', async () => {
  const network = new Uint8Array(readFileSync(study.writeNetwork('swapped.onnx', [1, 0])));
  const kept = listFiles();
  await put('mine-too.onnx', network);
  const { state, error } = await look('mine-too.onnx', 'mine-too', { side: 16, classes: ['water', 'fire'] });
  expect([state, error]).toEqual(['done', null]);
  const check = await readCheck();
  expect(check.model.kind).toBe('onnx');
  expect(check.predictedCount).toBe(check.imageCount);
  expect(check.examples[0].confidence).toBeGreaterThan(0);
  // Its scores are found by the names that were given, not by their places.
  expect(check.measured.rightCount).toBe(check.measured.imageCount);
  expect(listFiles().length).toBeGreaterThan(kept.length);
  await served.post('/api/models/check/discard', {});
  expect(await readCheck()).toBeNull();
  expect(listFiles()).toEqual(kept);
  expect(await listModels()).not.toContain('mine-too');
});

test('pages that show a model which waits hear that another is dropped in its place', async () => {
  const told: string[] = [];
  const reader = served.services.events.open().getReader();
  await put('mine.csv', writePredictions());
  for (let tries = 0; tries < 2; tries += 1) {
    const { value } = await reader.read();
    told.push(new TextDecoder().decode(value));
  }
  await reader.cancel();
  expect(told.join('')).toContain('"topics":["models"]');
});

test('files of other kinds, names that lead elsewhere and other content types are refused', async () => {
  for (const name of ['x.exe', '../x.onnx', 'a/x.csv', '.x.csv', 'x', '', 'a\\x.csv', 'c:x.csv'])
    expect((await put(name, 'x')).status, name).toBe(422);
  expect((await put('x.csv', 'x', 'text/csv')).status).toBe(415);
  const { state, error } = await look('../../workspace.json', 'sly');
  expect([state, error]).toEqual(['failed', expect.not.stringContaining('workspaceVersion')]);
});

test('a check that somebody forged removes nothing outside and makes no other file count', async () => {
  const { project } = served.services;
  const outside = path.join(project.folder, '..', 'outside');
  mkdirSync(outside);
  const forge = (model: object) =>
    JSON.stringify({
      ...{ imageCount: 1, predictedCount: 1, measured: null, classCount: 2 },
      ...{ neverNamed: [], remarks: [], examples: [] },
      model: {
        name: '../../outside',
        kind: 'predictions',
        file: 'x.npy',
        tags: [],
        addedFrom: 'x',
        ...model,
      },
    });
  // As a file of a model, which is taken.
  expect((await put('check.json', forge({}))).status).toBe(200);
  expect(await readCheck()).toBeNull();
  expect((await served.post('/api/models/check/discard', {})).status).toBe(200);
  expect(existsSync(outside)).toBe(true);
  expect((await put('.check.json', forge({}))).status).toBe(422);

  // As somebody writes it who reaches the folder.
  const checkFile = path.join(project.folder, 'incoming', '.check.json');
  writeFileSync(checkFile, forge({}));
  expect((await served.post('/api/models/check/discard', {})).body.error.code).toBe('model-name');
  expect(existsSync(outside)).toBe(true);
  writeFileSync(checkFile, forge({ name: 'sly', file: '../../outside/x.npy' }));
  await served.post('/api/models/check/accept', {});
  expect(project.database.readModels().find(({ name }) => name === 'sly')?.file).toBe('sly.npy');
});
