/** The start page's side of the server: which folders are open, what a data set is, files that are dropped, and the way to a workspace. */
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawClasses } from '../../../test/pictures.js';
import { APP_FILES } from '../../../test/servers/served-app.js';
import { writeTree } from '../../../test/trees.js';
import { SILENT_OBSERVER } from '../../base/observer.js';
import { listSplits } from '../../project/index.js';
import { createApp } from '../create-app.js';
import type { App } from '../route.js';
import { createServedStudy, type ServedStudy } from '../served-study.js';
import { openServices } from '../services.js';
import { listStartFolders } from './allowed-folders.js';
import { createStartDesk } from './start-desk.js';

let root: string;
let elsewhere: string;
let app: App;
let study: ServedStudy;

beforeAll(async () => {
  const pictures = await drawClasses(['fire', 'water'], 6);
  root = await writeTree({
    ...Object.fromEntries(Object.entries(pictures).map(([name, bytes]) => [`photos/${name}`, bytes])),
    'photos/fire/broken.jpg': 'no picture',
    '.secrets/key/a.jpg': 'x',
    'labels.csv': 'path,label\n',
    'notes.odt': 'x',
  });
  elsewhere = await writeTree({ 'there/a/1.jpg': 'x', 'there/b/1.jpg': 'x' });
  symlinkSync(elsewhere, path.join(root, 'out'));
  const appFolder = await writeTree(APP_FILES);
  const reportFault = (error: unknown) => {
    throw error;
  };
  const show: Parameters<typeof createServedStudy>[1] = (services) => {
    app = createApp({ ...common, services });
  };
  study = createServedStudy(
    (folder) => openServices(folder, SILENT_OBSERVER, { reportFault, allowedRoots: [] }),
    show,
    reportFault,
  );
  const start = createStartDesk(listStartFolders([root], false), study, []);
  const hosts = { bound: '127.0.0.1', allowed: [] };
  const common = { start, appFolder, hosts, access: null, reportFault };
  app = createApp({ ...common, services: null });
});

afterAll(() => study.close());

async function ask(method: string, address: string, body?: unknown) {
  const headers = { host: '127.0.0.1:8765', 'content-type': 'application/json' };
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await app.request(address, init);
  return { status: response.status, body: await response.json() };
}

const list = (folder: string) => ask('GET', `/api/start/folder?path=${encodeURIComponent(folder)}`);

test('a folder shows folders, archives and tables; nothing that is hidden or leads out', async () => {
  const { body } = await list(root);
  expect(body.parent).toBeNull();
  expect(body.entries.map(({ name, kind }: { name: string; kind: string }) => [name, kind])).toEqual([
    ['photos', 'folder'],
    ['labels.csv', 'data'],
  ]);
  const below = await list(path.join(root, 'photos'));
  expect(below.body.parent).toBe(root);
});

test('of paths elsewhere it says the same whether there is something or not, and brace ranges are no way out', async () => {
  const refusals = [
    path.dirname(root),
    elsewhere,
    path.join(root, 'out'),
    path.join(root, 'out', 'there'),
    path.join(root, 'out', 'nowhere'),
    path.join(root, '..', 'nowhere'),
    path.join(root, '.secrets'),
  ];
  for (const given of refusals) {
    for (const answer of [await list(given), await ask('POST', '/api/start/inspections', { path: given })]) {
      expect([answer.status, answer.body.error.code], given).toEqual([403, 'folder-not-allowed']);
      expect(answer.body.error.what).toBe(`Nothing is read from ${JSON.stringify(given)}.`);
    }
  }
  const braces = `${root}/{x,../${path.basename(elsewhere)}/there}`;
  const { status, body } = await ask('POST', '/api/start/inspections', { path: braces });
  expect([status, body.error.code]).toEqual([404, 'folder-missing']);
});

test('a data set is looked at before anything is made: counts, pictures, what cannot be read', async () => {
  const data = path.join(root, 'photos');
  const { body } = await ask('POST', '/api/start/inspections', { path: data });
  expect(body).toMatchObject({
    format: 'folder',
    splits: [
      { split: 'train', imageCount: 11 },
      { split: 'val', imageCount: 2 },
    ],
    workspace: path.join(root, 'photos.spuriosity'),
    hasWorkspace: false,
    hasHeldOut: true,
    encoder: null,
    topFeatures: 15,
  });
  expect(body.classes.map(({ name }: { name: string }) => name)).toEqual(['fire', 'water']);
  const pictures = body.samples.map(
    ({ picture, problem }: { picture: string | null; problem: string | null }) =>
      picture === null ? problem : picture.slice(0, 23),
  );
  expect(pictures).toContain('data:image/jpeg;base64,');
  expect(readdirSync(root)).not.toContain('photos.spuriosity');
});

test('what is dropped comes to lie in a folder, as it was', async () => {
  const { body } = await ask('POST', '/api/start/uploads', { name: 'dropped', files: 2, totalBytes: 7 });
  const put = (name: string, content: string) =>
    app.request(`/api/start/uploads/${body.id}/files?path=${encodeURIComponent(name)}`, {
      method: 'PUT',
      headers: { host: '127.0.0.1:8765', 'content-type': 'application/octet-stream' },
      body: content,
    });
  expect((await put('a/1.jpg', 'abc')).status).toBe(200);
  for (const name of [
    '../x.jpg',
    '/x.jpg',
    'a/../../x.jpg',
    '.x/1.jpg',
    'a\\b.jpg',
    'a/x.exe',
    '',
    'a//1.jpg',
  ]) {
    expect((await put(name, 'x')).status, name).toBe(422);
  }
  // More than was announced, in bytes and then in files.
  expect((await put('b/1.jpg', 'abcdefgh')).status).toBe(413);
  expect((await put('b/2.jpg', 'a')).status).toBe(413);
  const { body: done } = await ask('POST', `/api/start/uploads/${body.id}/finish`, {});
  expect(done.path).toBe(path.join(root, 'dropped'));
  expect(readFileSync(path.join(done.path, 'a/1.jpg'), 'utf8')).toBe('abc');
  expect(readdirSync(done.path, { recursive: true })).toEqual(
    expect.not.arrayContaining(['b/1.jpg', 'b/1.jpg.part']),
  );
  expect((await ask('POST', `/api/start/uploads/${body.id}/finish`, {})).status).toBe(404);
});

test('without a workspace there is nothing but the start page; starting makes one, shows it and runs every stage', async () => {
  const page = await (
    await app.request('/pairs', { headers: { host: 'localhost', accept: 'text/html' } })
  ).text();
  expect(page).toContain('<meta name="spuriosity-workspace" content="none">');
  expect((await ask('GET', '/api/pairs')).body.error.code).toBe('no-workspace');

  const data = path.join(root, 'photos');
  const refused = await ask('POST', '/api/start/studies', {
    path: data,
    dataset: {},
    run: { topFeatures: 0 },
  });
  expect([refused.status, refused.body.error.code]).toEqual([422, 'job-options']);
  const unknown = await ask('POST', '/api/start/studies', {
    path: data,
    dataset: {},
    run: { encoder: '/nowhere/encoder.onnx' },
  });
  expect([unknown.status, unknown.body.error.code]).toEqual([403, 'encoder-not-allowed']);
  expect(existsSync(`${data}.spuriosity`)).toBe(false);

  const body = { path: data, dataset: { valFraction: 0.5 }, run: { topFeatures: 2, interventions: false } };
  const begun = await ask('POST', '/api/start/studies', body);
  expect(begun.body).toEqual({ workspace: `${data}.spuriosity`, job: 1 });
  const readRun = async () => (await ask('GET', '/api/jobs/1')).body;
  // At work it is not put aside for another.
  const other = await ask('POST', '/api/start/workspaces', { path: elsewhere });
  expect(other.status).toBe(403);
  await expect.poll(async () => (await readRun()).state, { timeout: 100_000 }).toMatch(/done|failed/);
  expect(await readRun()).toMatchObject({ state: 'done', error: null });
  const { body: pairs } = await ask('GET', '/api/pairs');
  expect(pairs.classes.map((entry: { pairs: unknown[] }) => entry.pairs.length)).toEqual([2, 2]);
  // Whoever comes back goes on with the features that are there.
  const again = await ask('POST', '/api/start/inspections', { path: data });
  const { encoder } = (await ask('GET', '/api/workspace')).body;
  expect(encoder.name).toEqual(expect.any(String));
  expect(again.body).toMatchObject({ hasWorkspace: true, encoder: encoder.name });
  expect((await list(root)).body.entries[0]).toMatchObject({ name: 'photos.spuriosity', kind: 'workspace' });
});

test('a workspace that is there is gone on with as its data set was read, by whatever name', async () => {
  const services = study.services!;
  const data = path.join(root, 'photos');
  const before = (await services.project.readManifest()).dataset;
  const { body: seen } = await ask('POST', '/api/start/inspections', { path: data });
  expect([seen.hasWorkspace, seen.splits]).toEqual([true, listSplits(services.project.readDataset())]);
  const again = { path: data, dataset: {}, run: { topFeatures: 2, interventions: false } };
  const { status, body } = await ask('POST', '/api/start/studies', again);
  expect([status, body.workspace]).toEqual([200, `${data}.spuriosity`]);
  expect((await services.project.readManifest()).dataset).toEqual(before);
  services.jobs.cancel(body.job);
  await expect.poll(() => services.jobs.read(body.job).state).toMatch(/cancelled|done/);

  const link = path.join(await writeTree({}), 'link.spuriosity');
  symlinkSync(`${data}.spuriosity`, link);
  expect(await study.show(link)).toBe(services);
});

test('no workspace is begun outside the allowed folders, not by a link either', async () => {
  const whole = await ask('POST', '/api/start/studies', { path: root, dataset: {}, run: {} });
  expect([whole.status, whole.body.error.code]).toEqual([403, 'workspace-not-allowed']);
  expect(existsSync(`${root}.spuriosity`)).toBe(false);
  await cp(path.join(root, 'photos'), path.join(root, 'linked'), { recursive: true });
  symlinkSync(elsewhere, path.join(root, 'linked.spuriosity'));
  const linked = await ask('POST', '/api/start/studies', {
    path: path.join(root, 'linked'),
    dataset: {},
    run: {},
  });
  expect([linked.status, linked.body.error.code]).toEqual([403, 'workspace-not-allowed']);
  expect(readdirSync(elsewhere)).toEqual(['there']);
});

test('another workspace takes the place of the one that is shown, but not while that one works', async () => {
  const services = study.services!;
  const other = path.join(root, 'other');
  await mkdir(other);
  const make = () =>
    ask('POST', '/api/start/studies', { path: path.join(root, 'dropped'), dataset: {}, run: {} });
  services.jobs.add('attack', { preset: 'paper', steps: 1000 });
  const refused = await make();
  expect([refused.status, refused.body.error.code]).toEqual([409, 'jobs-running']);
  for (const { id, state } of services.jobs.list().jobs) if (state !== 'done') services.jobs.cancel(id);
  await expect.poll(() => services.jobs.list().jobs[0]!.state).toBe('cancelled');
  // What cannot become a workspace leaves the one that is shown.
  expect((await make()).body.error.code).toBe('one-class');
  expect(study.services).toBe(services);
});
