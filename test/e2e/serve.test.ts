/**
 * The app's server as a user runs it: who may talk to it, how it ends, and that no accepted answer is ever lost.
 */
import { existsSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/storage/index.js';
import { runBadly, runWell } from '../command.js';
import { drawClasses } from '../pictures.js';
import { copyWorkspace } from '../servers/served-app.js';
import {
  fetchServed,
  getJson,
  postJson,
  type ServedWorkspace,
  serve,
  serveBy,
  stop,
} from '../servers/serving.js';
import { makeLiveStudy } from '../studies/live-study.js';
import { writeTinyEncoder } from '../studies/tiny-encoder.js';
import { readResults } from '../tables.js';
import { writeTree } from '../trees.js';

const ANNOTATORS = 50;
const CHOICES = ['main_object', 'separate_object', 'background'] as const;

let study: string;

beforeAll(async () => {
  study = await makeLiveStudy();
});

const copyStudy = () => copyWorkspace(study);

interface Pair {
  classIndex: number;
  feature: number;
}

async function listPairs(url: string): Promise<Pair[]> {
  const { classes } = await getJson(url, '/api/pairs');
  return classes.flatMap(({ pairs }: { pairs: Pair[] }) => pairs);
}

/** What person `n` says of a pair: each has a mind of their own, and says the same when asked again. */
const toAnswer = (n: number, { classIndex, feature }: Pair) => ({
  classIndex,
  feature,
  workerId: `person ${n}`,
  main: CHOICES[(n + classIndex + feature) % 3]!,
  confidence: (n % 5) + 1,
  reasons: n % 7 === 0 ? 'several\nlines, "quoted"' : '',
  seconds: n / 2,
});

test('50 people answer at once while the server is killed and started again: every accepted answer is there, none twice', async () => {
  const workspace = await copyStudy();
  // A server that is started again knows its people by the same token.
  const served = { env: { SPURIOSITY_TOKEN: 'of-fifty-people-at-once' } };
  const first = await serve(workspace, [], served);
  const { port } = first;
  const pairs = await listPairs(first.url);
  const accepted = new Set<string>();
  let refused = 0;

  /** Sends an answer until it is accepted, as the app does. */
  const insist = async (answer: ReturnType<typeof toAnswer>): Promise<void> => {
    for (;;) {
      const response = await postJson(first.url, '/api/annotation/answers', answer).catch(() => null);
      if (response?.ok) {
        await response.json();
        accepted.add(`${answer.workerId}/${answer.classIndex}/${answer.feature}`);
        return;
      }
      expect(response?.status ?? 0, 'an answer is lost to a restart only').toBe(0);
      refused += 1;
      await sleep(20);
    }
  };
  const people = Array.from({ length: ANNOTATORS }, async (_, n) => {
    for (const pair of pairs) await insist(toAnswer(n, pair));
  });

  const total = ANNOTATORS * pairs.length;
  while (accepted.size < total / 3) await sleep(2);
  first.child.kill('SIGKILL');
  expect((await first.outcome).signal).toBe('SIGKILL');
  expect(accepted.size, 'killed in the middle').toBeLessThan(total);
  const acceptedBefore = [...accepted];

  const second = await serve(workspace, ['--port', String(port)], served);
  const early = await readHistory(workspace, pairs);
  expect(acceptedBefore.filter((key) => !early.has(key))).toEqual([]);
  await Promise.all(people);
  expect(refused, 'the restart was felt').toBeGreaterThan(0);
  const { answers } = await getJson(second.url, '/api/annotation/progress');
  expect(answers).toBe(total);
  expect((await stop(second)).code).toBe(0);

  const history = await readHistory(workspace, pairs);
  expect([...history.values()].every((count) => count === 1)).toBe(true);
  expect([...history.keys()].sort()).toEqual([...accepted].sort());
}, 240_000);

/** How often each person's answer to each pair stands in the history. */
async function readHistory(workspace: string, pairs: readonly Pair[]): Promise<Map<string, number>> {
  const database = openDatabase(path.join(workspace, 'workspace.sqlite'));
  const counts = new Map<string, number>();
  for (const { classIndex, feature } of pairs) {
    for (const { workerId } of database.readAnswerHistory(classIndex, feature)) {
      const key = `${workerId}/${classIndex}/${feature}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  database.close();
  return counts;
}

test('Ctrl-C ends it in order: a word to the pages, and tables that have the last answer now or after the next start', async () => {
  const workspace = await copyStudy();
  const server = await serve(workspace);
  const [pair] = await listPairs(server.url);
  const events = await fetchServed(server.url, '/api/events');
  const answered = await postJson(server.url, '/api/annotation/answers', toAnswer(1, pair!));
  expect(answered.status).toBe(200);
  const ended = stop(server);
  // The stream ends by itself: nothing is cut.
  const said = await events.text();
  expect(said).toContain('event: hello');
  expect(said).toContain('"topics":["judgements"]');
  expect(said).toContain('event: bye');
  expect(await ended).toMatchObject({ code: 0 });
  // Tables are not waited for without end; what they lack is marked, and the next server writes it.
  const mark = path.join(workspace, 'tables-outdated');
  const next = await serve(workspace);
  await expect.poll(() => existsSync(mark)).toBe(false);
  await stop(next);
  const own = readResults(workspace, 'annotations').find(
    ({ class_index, feature }) =>
      Number(class_index) === pair!.classIndex && Number(feature) === pair!.feature,
  );
  expect(own).toMatchObject({ source: 'people' });
});

test('one workspace has one server, and one address has one server', async () => {
  const workspace = await copyStudy();
  const server = await serve(workspace);
  expect((await runBadly(1, ['serve', '-w', workspace, '--port', '0'])).code).toBe('workspace-busy');
  const other = await copyStudy();
  expect((await runBadly(2, ['serve', '-w', other, '--port', String(server.port)])).code).toBe('port-taken');
  await stop(server);
});

test('what a command does in a terminal is seen by the app', async () => {
  const workspace = await copyStudy();
  const server = await serve(workspace);
  const [pair] = await listPairs(server.url);
  const before = await readStanding(server, pair!);
  const choice = before.verdict === 'core' ? 'background' : 'main_object';
  const { classIndex, feature } = pair!;
  await runWell(['annotate', 'answer', String(classIndex), String(feature), choice, '-w', workspace]);
  for (;;) {
    const { source } = await readStanding(server, pair!);
    if (source === 'people') break;
    await sleep(100);
  }
  await stop(server);
});

async function readStanding({ url }: ServedWorkspace, { classIndex, feature }: Pair) {
  return getJson(url, `/api/pairs/${classIndex}/${feature}`);
}

test.each([[[]], [['--host', '0.0.0.0']]])('with %j it asks for its token', async (args) => {
  const workspace = await copyStudy();
  const server = await serve(workspace, args);
  const token = new URL(server.url).searchParams.get('token')!;
  expect(token.length).toBeGreaterThan(20);
  const base = `http://127.0.0.1:${server.port}`;
  const bare = await fetch(`${base}/api/pairs`);
  expect([bare.status, (await bare.json()).error.code]).toEqual([401, 'token-missing']);
  const page = await fetch(base, { headers: { accept: 'text/html' } });
  expect([page.status, await page.text()]).toEqual([401, expect.stringContaining('asks for its token')]);
  expect((await fetch(`${base}/?token=${token}x`)).status).toBe(401);

  const visit = await fetch(`${base}/pairs?q=a&token=${token}`, { redirect: 'manual' });
  expect([visit.status, visit.headers.get('location')]).toEqual([303, '/pairs?q=a']);
  const elsewhere = await fetch(`${base}//example.com/?token=${token}`, { redirect: 'manual' });
  expect([elsewhere.status, elsewhere.headers.get('location')]).toEqual([303, '/example.com/']);
  const cookie = visit.headers.get('set-cookie')!;
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=Strict/i);
  const known = { headers: { cookie: cookie.split(';')[0]! } };
  expect((await fetch(`${base}/api/pairs`, known)).status).toBe(200);
  const bearer = { headers: { authorization: `Bearer ${token}` } };
  expect((await fetch(`${base}/api/pairs`, bearer)).status).toBe(200);
  await stop(server);
});

test('without a token on this machine, when asked to, and says what that opens; never for other machines', async () => {
  const workspace = await copyStudy();
  const server = await serve(workspace, ['--no-token']);
  expect(server.url).not.toContain('token');
  expect((await fetch(new URL('/api/pairs', server.url))).status).toBe(200);
  expect((await stop(server)).stderr).toContain('every person with an account on this machine');
  for (const others of [
    ['--host', '0.0.0.0'],
    ['--allow-host', 'study.example'],
  ])
    expect((await runBadly(2, ['serve', '-w', workspace, '--port', '0', '--no-token', ...others])).code).toBe(
      'token-needed',
    );
});

test('jobs take encoders by name and from folders that were allowed; of all others they say the same', async () => {
  const encoder = await writeTinyEncoder(path.join(await writeTree({}), 'tiny'));
  const elsewhere = await writeTree({ 'secret.onnx': 'x' });
  const start = async (url: string, name: string) => {
    const response = await postJson(url, '/api/jobs', { kind: 'extract', options: { encoder: name } });
    const { error } = (await response.json()) as { error?: { code: string; what: string; why: string } };
    return [response.status, error?.code, error?.what.replace(JSON.stringify(name), 'X'), error?.why];
  };
  const server = await serve(await copyStudy());
  const refused = await start(server.url, encoder);
  expect(refused).toEqual([
    403,
    'encoder-not-allowed',
    'Jobs of the app use no encoder X.',
    expect.any(String),
  ]);
  for (const name of [
    path.join(elsewhere, 'secret.onnx'),
    path.join(elsewhere, 'none.onnx'),
    '/',
    '../tiny',
    'unknown',
  ])
    expect(await start(server.url, name), name).toEqual(refused);
  await stop(server);
  const link = path.join(path.dirname(encoder), 'link');
  symlinkSync(elsewhere, link);
  const open = await serve(await copyStudy(), ['--allow-root', path.dirname(encoder)]);
  expect((await start(open.url, encoder))[0]).toBe(200);
  for (const name of [path.join(link, 'secret.onnx'), path.join(encoder, '..', '..', 'x'), elsewhere])
    expect(await start(open.url, name), name).toEqual(refused);
  await stop(open);
});

test('so it does behind a proxy, which lets others in as well', async () => {
  const server = await serve(await copyStudy(), ['--allow-host', 'study.example']);
  expect(new URL(server.url).hostname).toBe('127.0.0.1');
  expect((await fetch(new URL('/api/pairs', server.url))).status).toBe(401);
  const { stdout } = await stop(server);
  expect(stdout).toMatch(/Others reach it at https:\/\/study\.example\/\?token=/);
});

test('run --serve ends with the app on the results', async () => {
  const folder = await writeTree(await drawClasses(['fire', 'water'], 24));
  const encoder = await writeTinyEncoder(path.join(await writeTree({}), 'tiny'));
  const workspace = path.join(await writeTree({}), 'run.spuriosity');
  const args = ['run', folder, '--encoder', encoder, '--k', '2', '-w', workspace];
  const server = await serveBy([...args, '--serve', '--port', '0']);
  const { encoder: used, hasPictures } = await getJson(server.url, '/api/workspace');
  expect([used.name, hasPictures]).toEqual(['tiny-colours', true]);
  expect((await fetchServed(server.url, '/pictures/images/0.jpg')).status).toBe(200);
  expect((await stop(server)).code).toBe(0);
});
