import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openServedApp, type ServedApp } from '../../../test/servers/served-app.js';
import { makePicturedStudy } from '../../../test/studies/pictured-study.js';
import { FILE_ROUTES } from '../../protocol/index.js';
import { parseHead } from '../../storage/index.js';

let served: ServedApp;

beforeAll(async () => {
  served = await openServedApp((await makePicturedStudy()).workspace);
});

afterAll(async () => {
  await served.close();
  expect(served.faults).toEqual([]);
});

const download = (address: string) => served.app.request(address, { headers: { host: 'localhost' } });

const decide = (image: number, choice: string | null, newClassIndex: number | null = null) =>
  served.post('/api/noise/decisions', { image, choice, newClassIndex, decidedBy: 'ann' });

test('decisions are in the page, in the file of decisions, and in the cleaned data set; undone they are not', async () => {
  const { images } = served.services.project.readDataset();
  expect((await decide(0, 'relabel', 1)).status).toBe(200);
  expect((await decide(1, 'exclude')).status).toBe(200);
  expect((await decide(2, 'keep')).status).toBe(200);
  const { body } = await served.get('/api/noise');
  const known = [...body.flags, ...body.otherDecisions].filter(({ decision }) => decision !== null);
  expect(known.map(({ image }) => image).sort()).toEqual([0, 1, 2]);

  const decisions = await (await download(FILE_ROUTES.decisions)).text();
  expect(decisions.split('\n')[0]).toBe(
    'image,class_index,class_name,decision,new_class_index,new_class_name,decided_by,decided_at,tags',
  );
  expect(decisions).toMatch(new RegExp(`^${images[0]!.path},0,fire,relabel,1,water,ann,\\d{4}-`, 'm'));
  const cleaned = await (await download(FILE_ROUTES.cleanedManifest)).text();
  expect(cleaned).toContain(`${images[0]!.path},water,train,relabel\n`);
  expect(cleaned).not.toContain(images[1]!.path);
  expect(cleaned).toContain(`${images[2]!.path},fire,train,keep\n`);

  await decide(1, null);
  expect(await (await download(FILE_ROUTES.cleanedManifest)).text()).toContain(images[1]!.path);
});

test('many images are tagged and decided about at once, the page says who and when, and undo brings all back', async () => {
  const act = (acts: unknown[]) => served.post('/api/images/acts', { acts, decidedBy: 'bo' });
  const before = (await served.get('/api/images/marks')).body;
  const { path: name } = served.services.project.readDataset().images[4]!;
  const acted = await act([
    { kind: 'tag', images: [4, 5], tag: ' night ', isSet: true },
    { kind: 'decide', images: [4, 5, 6], choice: 'flag', newClassIndex: null },
  ]);
  expect(acted.body).toMatchObject({ changedCount: 3 });
  const { body: marks } = await served.get('/api/images/marks');
  expect(marks.tags).toEqual([{ tag: 'night', images: [4, 5] }]);
  expect(marks.decisions.filter(({ choice }: { choice: string }) => choice === 'flag')).toMatchObject(
    [4, 5, 6].map((image) => ({ image, decidedBy: 'bo' })),
  );
  expect((await served.get('/api/images/4/history')).body.events).toMatchObject([
    { kind: 'decide', choice: 'flag', decidedBy: 'bo' },
    { kind: 'tag', tag: 'night', isSet: true, decidedBy: 'bo' },
  ]);
  expect(await (await download(FILE_ROUTES.cleanedManifest)).text()).toContain(
    `${name},fire,train,flag,night\n`,
  );
  expect(await (await download(FILE_ROUTES.decisions)).text()).toMatch(new RegExp(`^${name},.*,night$`, 'm'));
  const { body: selection } = await served.post('/api/selections', {
    name: 'a',
    form: 'metadata',
    images: [4],
  });
  expect(JSON.parse(await readFile(join(selection.folder, 'metadata.jsonl'), 'utf8'))).toMatchObject({
    ...{ file_name: name, decision: 'flag', tags: 'night' },
  });

  expect((await act(acted.body.undo)).body).toMatchObject({ changedCount: 3 });
  expect((await served.get('/api/images/marks')).body).toEqual(before);
  expect((await served.get('/api/images/4/history')).body.events).toHaveLength(4);
});

test('a new class goes with relabel, and only with it, and is another one that is there', async () => {
  expect((await decide(3, 'relabel')).status).toBe(422);
  expect((await decide(3, 'keep', 1)).status).toBe(422);
  expect((await decide(3, 'relabel', 0)).status).toBe(422);
  expect((await decide(3, 'relabel', 9)).status).toBe(404);
  expect((await decide(1e6, 'keep')).status).toBe(404);
});

test('the tuned head comes as a file once there is one; before, the page is told what to do', async () => {
  const early = await download(FILE_ROUTES.tunedModel);
  expect([early.status, (await early.json()).error]).toMatchObject([404, { code: 'not-mitigated' }]);
  const options = {
    ...{ recipe: 'paper', imagesPerClass: 4, k: 3, trials: 1, stopGap: -1 },
    methods: ['low-spuriosity'],
  };
  const { body } = await served.post('/api/jobs', { kind: 'mitigate', options });
  while ((await served.get(`/api/jobs/${body.id}`)).body.endedAt === null) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const head = await download(FILE_ROUTES.tunedHead);
  expect(head.headers.get('content-disposition')).toBe('attachment; filename="tuned-head.npz"');
  expect(await parseHead(new Uint8Array(await head.arrayBuffer()), 'head')).toMatchObject({ classCount: 2 });
  const model = await download(FILE_ROUTES.tunedModel);
  expect(model.headers.get('content-disposition')).toBe('attachment; filename="tuned-model.onnx"');
  expect((await model.arrayBuffer()).byteLength).toBeGreaterThan(500);
});

test('views are saved, listed and removed; a selection is written where the response says', async () => {
  const saved = await served.post('/api/views', { name: 'mine', url: '/pairs?show=disputed' });
  expect((await served.get('/api/views')).body.views).toEqual([saved.body]);
  const { body } = await served.post('/api/selections', { name: 'few', form: 'metadata', images: [0, 40] });
  expect(body).toMatchObject({ written: 2, failed: [] });
  const removed = await served.post(`/api/views/${saved.body.id}/remove`, {});
  expect(removed.body.views).toEqual([]);
  const again = await served.post(`/api/views/${saved.body.id}/remove`, {});
  expect([again.status, again.body.error.code]).toEqual([404, 'view-unknown']);
});
