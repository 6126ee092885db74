/**
 * The shuffle test: of two people who judge sixty pairs blind, nothing that reaches the second depends on what the first answered.
 * Two runs of one study differ in nothing but the first person's answers, decisions and comparisons; every response is compared.
 */
import { beforeAll, expect, test } from 'vitest';
import { openServedApp, type ServedApp } from '../../../test/servers/served-app.js';
import {
  CLASS_COUNT,
  FEATURE_COUNT,
  makeBlindStudy,
  PAIRS_PER_CLASS,
} from '../../../test/studies/blind-study.js';
import { exportAnswers, importAnswers, readAnnotationStatus } from '../../project/index.js';
import { FILE_ROUTES, IMAGE_SIDES, toRepairedName, WORKER_HEADER } from '../../protocol/index.js';
import { JOINT_OUTCOMES } from '../../records/bias.js';
import { MAP_LAYOUTS } from '../../records/names.js';
import { parseAnswers } from '../../stages/annotation/index.js';

const PAIR_COUNT = CLASS_COUNT * PAIRS_PER_CLASS;
const HOST = 'localhost';

let study: string;
beforeAll(async () => {
  study = await makeBlindStudy();
});

interface Pair {
  classIndex: number;
  feature: number;
}
type Seen = Map<string, string>;

/** What differs between runs for other reasons: moments, numbers that count up from the time of opening, which copy it is and where it lies. */
const OF_THE_MOMENT =
  /"(workspace|revision|answeredAt|decidedAt|createdAt|startedAt|endedAt|at|seconds|medianSeconds|secondsLeft|rate)":("[^"]*"|[\d.]+)/g;

/** A moment in a file. */
const MOMENT = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

async function ask(
  { app, services }: ServedApp,
  person: string | null,
  address: string,
  body?: unknown,
): Promise<string> {
  const headers = {
    host: HOST,
    'content-type': 'application/json',
    ...(person === null ? {} : { [WORKER_HEADER]: encodeURIComponent(person) }),
  };
  const init = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) };
  const response = await app.request(address, init);
  const type = response.headers.get('content-type');
  const content = Buffer.from(await response.arrayBuffer()).toString('latin1');
  return `${response.status} ${type} ${content}`
    .replaceAll(services.project.folder, '<workspace>')
    .replace(MOMENT, '<moment>')
    .replace(OF_THE_MOMENT, '"$1":0');
}

/** Every address that a GET route of the application has, but for the queues, which say whose they are, and the endless event stream. */
function listAddresses({ app }: ServedApp, jobCount: number): string[] {
  const range = (count: number) => Array.from({ length: count }, (_, n) => String(n));
  const values: Record<string, string[]> = {
    classIndex: range(CLASS_COUNT),
    feature: range(FEATURE_COUNT),
    split: ['train', 'val'],
    model: ['head', 'one', 'other', toRepairedName('low-spuriosity')],
    other: ['head', 'two'],
    side: [...IMAGE_SIDES],
    outcome: [...JOINT_OUTCOMES],
    layout: [...MAP_LAYOUTS],
    // Of jobs, and of images.
    id: range(jobCount + 1).slice(1),
    file: ['3.jpg'],
  };
  const paths = new Set(app.routes.flatMap(({ method, path }) => (method === 'GET' ? path : [])));
  return [...paths].flatMap((path) => {
    if (path === '/api/events' || path.endsWith('/queue')) return [];
    if (path === '*' || path === '/*') return ['/', '/pairs'];
    return path
      .split('/')
      .reduce<string[]>(
        (addresses, part) => {
          const name = /^:(\w+)/.exec(part)?.[1];
          const choices = name === undefined ? [part] : values[name]!;
          return addresses.flatMap((address) => choices.map((choice) => `${address}/${choice}`));
        },
        [''],
      )
      .map((address) => address.slice(1));
  });
}

async function visitAll(served: ServedApp, person: string | null, jobCount: number): Promise<Seen> {
  const seen: Seen = new Map();
  const worker = encodeURIComponent(person ?? 'nobody');
  const queues = ['annotation', 'validation'].map((name) => `/api/${name}/queue?worker=${worker}&count=3`);
  for (const address of [...listAddresses(served, jobCount), ...queues]) {
    let response = await ask(served, person, address);
    // How far a map has come when it is asked for is a matter of time.
    while (response.includes('"map":null')) response = await ask(served, person, address);
    seen.set(address, response);
  }
  return seen;
}

/** The pairs as the workspace has them, whoever asks. */
function listPairs({ services }: ServedApp): Pair[] {
  return services.live.facts.discovery!.pairs.map(({ classIndex, feature }) => ({ classIndex, feature }));
}

const toAnswer = (pair: Pair, workerId: string, main: string) => ({
  ...pair,
  ...{ workerId, main, confidence: main === 'background' ? 2 : 5, reasons: `${main}, I think`, seconds: 3 },
});

/** The first person judges all pairs, settles some, compares heatmaps, and has the classifier repaired and everything written down. */
async function judgeFirst(served: ServedApp, turned: boolean): Promise<number> {
  const pairs = listPairs(served);
  const isSpurious = ({ classIndex, feature }: Pair) => ((classIndex + feature) % 3 === 0) !== turned;
  for (const pair of pairs) {
    const main = isSpurious(pair) ? 'background' : 'main_object';
    await served.post('/api/annotation/answers', toAnswer(pair, 'Ann', main));
  }
  for (const pair of pairs.slice(0, 3)) {
    const decision = { ...pair, verdict: turned ? 'core' : 'spurious', decidedBy: 'Ann', reason: 'seen' };
    expect((await served.post('/api/annotation/adjudications', decision)).status).toBe(200);
    const { status } = await served.post('/api/validation/answers', {
      ...{ ...pair, workerId: 'Ann', variant: 'lowest', seconds: 4 },
      ...{ different: turned ? [1] : [2], judgement: turned ? 'same' : 'unclear' },
    });
    expect(status).toBe(200);
  }
  const doubted = { image: 5, choice: turned ? 'keep' : 'exclude', newClassIndex: null, decidedBy: 'Ann' };
  expect((await served.post('/api/noise/decisions', doubted)).status).toBe(200);
  const acts = [{ kind: 'tag', images: turned ? [2, 7] : [2], tag: 'night', isSet: true }];
  expect((await served.post('/api/images/acts', { acts, decidedBy: 'Ann' })).status).toBe(200);
  const jobs = [
    {
      kind: 'mitigate',
      options: { recipe: 'paper', imagesPerClass: 4, k: 3, trials: 1, methods: ['low-spuriosity'] },
    },
    { kind: 'tables', options: {} },
  ];
  for (const job of jobs) {
    const started = JSON.parse((await ask(served, 'Ann', '/api/jobs', job)).replace(/^\S+ [^{]*/, ''));
    const read = () => served.services.project.database.readJob(started.id)!;
    while (read().endedAt === null) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(read().state).toBe('done');
  }
  return jobs.length;
}

interface Run {
  /** By what was asked and when. */
  ofBo: Seen;
  ofNobody: Seen;
  /** Of somebody who chose to see, and of Bo when no pair is left. */
  unblinded: Seen;
  done: Seen;
  events: string[];
}

async function runStudy(turned: boolean): Promise<Run> {
  const served = await openServedApp(study);
  try {
    const stream = await openEvents(served, 'Bo');
    const jobCount = await judgeFirst(served, turned);
    const ofBo = await visitAll(served, 'Bo', jobCount);
    const ofNobody = await visitAll(served, null, jobCount);
    for (const [n, pair] of listPairs(served).entries()) {
      const main = n % 4 === 0 ? 'separate_object' : 'main_object';
      const answer = await ask(served, 'Bo', '/api/annotation/answers', toAnswer(pair, 'Bo', main));
      ofBo.set(`answer ${n}`, answer);
      if (n === 20) {
        ofBo.set('skip', await ask(served, 'Bo', '/api/annotation/skips', { ...pair, workerId: 'Bo' }));
        const panels = { ...pair, workerId: 'Bo', variant: 'lowest', seconds: 4 };
        const compared = { ...panels, different: [5], judgement: 'same' };
        ofBo.set('compared', await ask(served, 'Bo', '/api/validation/answers', compared));
      }
      if (n !== 30 && n !== PAIR_COUNT - 2) continue;
      const own = { ...pair, workerId: 'Bo' };
      ofBo.set(`retraction ${n}`, await ask(served, 'Bo', '/api/annotation/retractions', own));
      for (const [address, response] of await visitAll(served, 'Bo', jobCount)) {
        ofBo.set(`after ${n}: ${address}`, response);
      }
      ofBo.set(`again ${n}`, await ask(served, 'Bo', '/api/annotation/answers', toAnswer(pair, 'Bo', main)));
    }
    const done = await visitAll(served, 'Bo', jobCount);
    await ask(served, 'Cy', '/api/annotation/unblindings', { workerId: 'Cy' });
    const unblinded = await visitAll(served, 'Cy', jobCount);
    return { ofBo, ofNobody, unblinded, done, events: await stream.close() };
  } finally {
    await served.close();
    expect(served.faults).toEqual([]);
  }
}

/** What a person is told of, each once: when tables are written, and so how often and with what they are told of, is a matter of time. */
async function openEvents({ app, services }: ServedApp, person: string) {
  const address = `/api/events?worker=${encodeURIComponent(person)}`;
  const response = await app.request(address, { headers: { host: HOST } });
  const text = new Response(response.body).text();
  return {
    close: async () => {
      services.events.close();
      const events = (await text).split('\n\n').flatMap((event) => /^data: (.*)$/m.exec(event)?.[1] ?? []);
      const told = events.flatMap((event): string[] => {
        const { type, topics } = JSON.parse(event);
        return type === 'change' ? topics : [event.replace(OF_THE_MOMENT, '"$1":0')];
      });
      return [...new Set(told)].sort();
    },
  };
}

const listDifferences = (a: Seen, b: Seen) => [...a.keys()].filter((key) => a.get(key) !== b.get(key));

test('the second person of sixty pairs gets the same bytes whatever the first one answered', async () => {
  const [straight, turned] = [await runStudy(false), await runStudy(true)];
  expect([...straight.ofBo.keys()]).toEqual([...turned.ofBo.keys()]);
  expect(straight.ofBo.has(`answer ${PAIR_COUNT - 1}`)).toBe(true);
  expect(listDifferences(straight.ofBo, turned.ofBo)).toEqual([]);
  expect(listDifferences(straight.ofNobody, turned.ofNobody)).toEqual([]);
  // Jobs that rest on verdicts are heard of only by whoever sees all, and that was nobody while they ran.
  expect(turned.events).toEqual(straight.events);
  expect(straight.events.join()).toContain('judgements');
  expect(straight.events.join()).not.toMatch(/mitigate|tables/);

  // What is compared above would tell: the same addresses differ for whoever sees all.
  const telling = [
    ...['/api/workspace', '/api/pairs', '/api/pairs/0/0', '/api/rankings/val/0', '/api/models'],
    ...['/api/evidence', '/api/mitigation', '/api/noise', '/api/map/pca', '/api/annotation/progress'],
    ...[FILE_ROUTES.answers, FILE_ROUTES.tunedHead, FILE_ROUTES.modelCard],
    ...[FILE_ROUTES.decisions, FILE_ROUTES.cleanedManifest],
  ];
  expect(listDifferences(straight.unblinded, turned.unblinded)).toEqual(expect.arrayContaining(telling));
  expect(listDifferences(straight.done, turned.done)).toEqual(expect.arrayContaining(telling));
}, 240_000);

test('whoever is blind settles and ends nothing; the choice to see is kept with later answers, which κ leaves out', async () => {
  const served = await openServedApp(study);
  const [first, second, third] = listPairs(served) as [Pair, Pair, Pair];
  const answer = (pair: Pair, workerId: string, main = 'background') =>
    served.post('/api/annotation/answers', toAnswer(pair, workerId, main));
  await answer(first, 'Ann');
  await answer(second, 'Ann');
  await answer(first, 'Bo');
  const decision = { ...first, verdict: 'core', decidedBy: 'Bo', reason: '' };
  const refused = [
    await served.post('/api/annotation/adjudications', decision),
    await served.post('/api/annotation/settings', { answersPerPair: 1 }),
    await served.post('/api/jobs', { kind: 'mitigate', options: {} }),
  ];
  for (const { status, body } of refused) expect([status, body.error.code]).toEqual([403, 'blind']);
  const imported = await served.app.request('/api/annotation/import', {
    method: 'POST',
    headers: { host: HOST, 'content-type': 'text/csv', [WORKER_HEADER]: 'Bo' },
    body: exportAnswers(served.services.project).text,
  });
  expect([imported.status, (await imported.json()).error.code]).toEqual([403, 'blind']);
  const progress = () => served.get('/api/annotation/progress?worker=Bo').then(({ body }) => body);
  expect(await progress()).toMatchObject({ blind: { openPairs: PAIR_COUNT - 1 }, answers: 1, kappa: null });

  const { body } = await served.post('/api/annotation/unblindings', { workerId: 'Bo' });
  expect(body).toEqual(await progress());
  expect(body).toMatchObject({ blind: null, answers: 3, kappaPairs: 1, unblindedAnswers: 0 });
  await answer(second, 'Bo', 'main_object');
  await answer(third, 'Bo');
  expect((await answer(first, 'Bo')).body.isRepeat).toBe(true);
  expect(await progress()).toMatchObject({ kappaPairs: 1, unblindedAnswers: 2 });
  expect((await progress()).workers).toMatchObject([
    { workerId: 'Bo', isUnblinded: true },
    { workerId: 'Ann', isUnblinded: false },
  ]);

  const { project } = served.services;
  const { text } = exportAnswers(project);
  const rows = parseAnswers(text).answers.map(({ workerId, isBlind }) => [workerId, isBlind]);
  expect(rows).toEqual([
    ['Ann', true],
    ['Ann', true],
    ['Bo', true],
    ['Bo', false],
    ['Bo', false],
  ]);
  const other = await openServedApp(study);
  importAnswers(other.services.project, text, 'answers.csv');
  expect(exportAnswers(other.services.project).text).toBe(text);
  expect(readAnnotationStatus(other.services.project)).toMatchObject({
    kappa_pairs: 1,
    unblinded_answers: 2,
  });
  await Promise.all([served.close(), other.close()]);
});
