import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServedApp, type ServedApp } from '../../../test/servers/served-app.js';
import { makeLiveStudy } from '../../../test/studies/live-study.js';
import { FEATURE_COUNT } from '../../../test/studies/study.js';

let served: ServedApp;

beforeAll(async () => {
  served = await openServedApp(await makeLiveStudy());
});

afterAll(async () => {
  await served.close();
  expect(served.faults).toEqual([]);
});

const answer = {
  ...{ classIndex: 0, feature: 0, workerId: 'ann', main: 'background', confidence: 4 },
  ...{ reasons: '', seconds: 1 },
};
const panels = {
  ...{ classIndex: 0, feature: 0, workerId: 'ann', variant: 'lowest', different: [] },
  ...{ judgement: 'same', seconds: 1 },
};
const decision = { classIndex: 0, feature: 0, verdict: 'core', decidedBy: 'ann', reason: '' };
const label = { image: 0, choice: 'keep', newClassIndex: null, decidedBy: 'ann' };

const acts = (act: object) => ({ acts: [{ images: [0, 1], ...act }], decidedBy: 'ann' });
const tag = { kind: 'tag', tag: 'night', isSet: true };

const readAll = () => {
  const { database } = served.services.project;
  return [
    ...[database.readAnswers(), database.readAdjudications(), database.readSkips()],
    ...[database.readValidationAnswers(), database.readLabelDecisions(), database.readViews()],
    database.readImageTags(),
  ];
};

describe('what is sent of a class, feature, image or split that is not there is refused and stored nowhere', () => {
  const noFeature = { feature: FEATURE_COUNT };
  test.each<[string, unknown, number, string]>([
    ['/api/annotation/answers', { ...answer, ...noFeature }, 404, 'feature-unknown'],
    ['/api/annotation/answers', { ...answer, classIndex: 4 }, 404, 'class-unknown'],
    ['/api/annotation/retractions', { classIndex: 4, feature: 0, workerId: 'ann' }, 404, 'class-unknown'],
    ['/api/annotation/skips', { classIndex: 0, ...noFeature, workerId: 'ann' }, 404, 'feature-unknown'],
    ['/api/annotation/adjudications', { ...decision, ...noFeature }, 404, 'feature-unknown'],
    ['/api/validation/answers', { ...panels, ...noFeature }, 404, 'feature-unknown'],
    ['/api/noise/decisions', { ...label, image: 1e6 }, 404, 'image-unknown'],
    ['/api/noise/decisions', { ...label, choice: 'relabel', newClassIndex: 4 }, 404, 'class-unknown'],
    ['/api/images/acts', acts({ ...tag, images: [0, 1e6] }), 404, 'image-unknown'],
    ['/api/images/acts', acts({ ...tag, tag: 'a;b' }), 422, 'body-malformed'],
    ['/api/images/acts', acts({ kind: 'decide', choice: 'keep', newClassIndex: 1 }), 422, 'body-malformed'],
    ['/api/images/acts', acts({ kind: 'decide', choice: 'relabel', newClassIndex: 4 }), 404, 'class-unknown'],
    ['/api/selections', { name: 'a', form: 'list', images: [0, 1e6] }, 404, 'image-unknown'],
    ['/api/jobs', { kind: 'attack', options: { class: 4 } }, 404, 'class-unknown'],
    ['/api/jobs', { kind: 'extract', options: { intensity: '4095,0' } }, 422, 'job-options'],
    ['/api/jobs', { kind: 'attack', options: { class: 0, ...noFeature } }, 404, 'feature-unknown'],
    ['/api/views', { name: 'a', url: `/pairs/0/${FEATURE_COUNT}` }, 422, 'view-malformed'],
    ['/api/views', { name: 'a', url: '/rankings?class=4' }, 422, 'view-malformed'],
    ['/api/views', { name: 'a', url: '/rankings?class=1e0' }, 422, 'view-malformed'],
    ['/api/views', { name: 'a', url: '/rankings?class=0&image=1000000' }, 422, 'view-malformed'],
  ])('POST %s %j: %i %s', async (address, body, status, code) => {
    const before = readAll();
    const reply = await served.post(address, body);
    expect([reply.status, reply.body.error.code]).toEqual([status, code]);
    expect(readAll()).toEqual(before);
  });

  test.each([
    ['/api/annotation/queue?worker=ann&class=4', 404, 'class-unknown'],
    [`/api/annotation/queue?worker=ann&pair=0/${FEATURE_COUNT}`, 404, 'feature-unknown'],
    ['/api/annotation/queue?worker=ann&count=1e0', 422, 'query-malformed'],
    ['/api/annotation/queue?worker=ann&class=0x1', 422, 'query-malformed'],
    [`/api/validation/queue?worker=ann&pair=0/${FEATURE_COUNT}`, 404, 'feature-unknown'],
    [`/api/pairs/0/${FEATURE_COUNT}`, 404, 'feature-unknown'],
    ['/api/pairs/4/0', 404, 'class-unknown'],
    ['/api/pairs/0x1/0', 400, 'parameter-malformed'],
    ['/api/rankings/val/4', 404, 'class-unknown'],
    ['/api/rankings/test/0', 404, 'split-empty'],
    ['/api/rankings/test/0/features/0', 404, 'split-empty'],
    ['/api/rankings/test/0/models/head', 404, 'split-empty'],
    [`/api/rankings/val/0/features/${FEATURE_COUNT}`, 404, 'feature-unknown'],
    ['/api/rankings/val/0/models/none', 404, 'model-unknown'],
    ['/api/images/1000000/history', 404, 'image-unknown'],
    ['/api/images/1000000/similar', 404, 'image-unknown'],
    ['/api/map/pca/outcomes/none', 404, 'model-unknown'],
    [`/api/map/pca/activations/${FEATURE_COUNT}`, 404, 'feature-unknown'],
    ['/api/map/flat', 400, 'parameter-malformed'],
    ['/pictures/images/1000000.jpg', 404, 'image-missing'],
  ])('GET %s: %i %s', async (address, status, code) => {
    const reply = await served.get(address);
    expect([reply.status, reply.body.error.code]).toEqual([status, code]);
  });
});

describe('names and remarks', () => {
  test.each(['', ' ', '\u0000', 'Ann\u0000', '\u200b', '\ud800', 'Ann\nBo'])(
    'nobody is called %j',
    async (name) => {
      for (const [address, body] of [
        ['/api/annotation/answers', { ...answer, workerId: name }],
        ['/api/annotation/adjudications', { ...decision, decidedBy: name }],
        ['/api/noise/decisions', { ...label, decidedBy: name }],
      ] as const) {
        const reply = await served.post(address, body);
        expect([reply.status, reply.body.error.code], address).toEqual([422, 'body-malformed']);
      }
      const query = new URLSearchParams({ worker: name });
      // Half a character becomes a sign for one on its way into an address.
      if (name !== '\ud800') expect((await served.get(`/api/annotation/queue?${query}`)).status).toBe(422);
    },
  );

  test('what somebody writes holds no NUL', async () => {
    for (const [address, body] of [
      ['/api/annotation/answers', { ...answer, reasons: 'a\u0000b' }],
      ['/api/annotation/adjudications', { ...decision, reason: 'a\u0000b' }],
      ['/api/views', { name: 'a\u0000b', url: '/pairs' }],
    ] as const) {
      expect((await served.post(address, body)).body.error.code, address).toBe('body-malformed');
    }
  });
});
