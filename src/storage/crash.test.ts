/**
 * What is left when processes are killed in the middle of their work, or work on the same files at once.
 * The children run the rooms' own code, compiled into a temporary folder, because Node 20 runs no TypeScript.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAllRows } from '../records/features.js';
import { openDatabase } from './database/database.js';
import { createPlan } from './shards/feature-plan.js';
import { openFeatureStore } from './shards/feature-store.js';
import { openWorkspace } from './workspace.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-crash-'));
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction');
  await writeFile(
    join(folder, 'package.json'),
    '{"name": "spuriosity", "type": "module", "exports": {"./package.json": "./package.json"}}',
  );
  for (const room of ['base', 'files', 'records', 'storage']) {
    for (const name of await readdir(join(repository, 'src', room), { recursive: true })) {
      if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
      const source = await readFile(join(repository, 'src', room, name), 'utf8');
      const { outputText } = ts.transpileModule(source, {
        compilerOptions: {
          module: ts.ModuleKind.ESNext,
          target: ts.ScriptTarget.ES2023,
          verbatimModuleSyntax: true,
        },
      });
      const path = join(folder, room, name.replace(/\.ts$/, '.js'));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, outputText);
    }
  }
});
afterAll(() => rm(folder, { recursive: true }));

let childCount = 0;

/** Starts a program that may import the rooms from `./storage/…`; its words are lines on stdout. */
async function start(program: string): Promise<ChildProcess> {
  const path = join(folder, `child-${childCount++}.js`);
  await writeFile(path, program);
  return spawn(process.execPath, [path], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Kills a child as a power cut would, once it has said `lines` lines; returns what it said. */
async function killAfter(child: ChildProcess, lines: number): Promise<string[]> {
  const ended = once(child, 'exit');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    said.push(line);
    if (said.length === lines) child.kill('SIGKILL');
  }
  await ended;
  return said;
}

const plan = createPlan({
  imageListSha256: 'a'.repeat(64),
  modelSha256: 'b'.repeat(64),
  preprocessing: null,
  orientByExif: false,
  libraries: {},
  deviceClass: 'cpu',
  imageCount: 80 * 500,
  featureCount: 64,
  encoder: 'crash',
  shardSize: 500,
});

/** A worker that commits all missing shards, row r full of r, from one end or the other. */
const extractProgram = (parent: string, order: 'forwards' | 'backwards') => `
  import { openFeatureStore } from './storage/shards/feature-store.js';
  const plan = ${JSON.stringify(plan)};
  const store = await openFeatureStore(${JSON.stringify(parent)}, plan);
  const missing = await store.missingShards();
  if (${order === 'backwards'}) missing.reverse();
  for (const shard of missing) {
    const data = Float32Array.from({ length: 500 * 64 }, (_, i) => shard * 500 + Math.floor(i / 64));
    await store.commitShard(shard, data, [], 0);
    console.log(shard);
  }`;

describe('killed workers', () => {
  test('leave only whole shards; others go on, and the result is whole (W25, W26)', async () => {
    const parent = join(folder, 'killed');
    // The killed child is at any point between two commits; three of them sample several.
    for (const lines of [1, 4, 9]) {
      await killAfter(await start(extractProgram(parent, 'forwards')), lines);
      const store = await openFeatureStore(parent, plan);
      const receipts = await store.readReceipts({ verify: true });
      expect(receipts.length).toBeGreaterThanOrEqual(lines);
      expect(receipts.length + (await store.missingShards()).length).toBe(80);
      expect((await readdir(store.folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    }
    const both = await Promise.all([
      start(extractProgram(parent, 'forwards')),
      start(extractProgram(parent, 'backwards')),
    ]);
    await Promise.all(both.map((child) => killAfter(child, Number.POSITIVE_INFINITY)));
    const store = await openFeatureStore(parent, plan);
    const rows = await readAllRows(await store.openSource({ verify: true }));
    expect(rows.every((value, i) => value === Math.floor(i / 64))).toBe(true);
    expect(await readdir(store.folder)).not.toContain('quarantine');
  });

  test('never leave half a manifest, and their lock is taken over (W7, W11)', async () => {
    const workspace = join(folder, 'workspace');
    const program = `
      import { createWorkspace, updateWorkspace } from './storage/workspace.js';
      const folder = ${JSON.stringify(workspace)};
      await createWorkspace(folder, { workspaceVersion: 1, createdBy: '0', dataset: null, encoder: null, features: null }).catch(() => {});
      for (;;) {
        const { createdBy } = await updateWorkspace(folder, (before) => ({ ...before, createdBy: String(Number(before.createdBy) + 1) }));
        console.log(createdBy);
      }`;
    for (let round = 0; round < 3; round++) {
      const said = await killAfter(await start(program), 5);
      const { manifest } = await openWorkspace(workspace);
      // One change more may have been made than said.
      const last = Number(said.at(-1));
      expect([last, last + 1]).toContain(Number(manifest.createdBy));
    }
  });

  test('lose no answer that was confirmed, and leave whole imports only (W52)', async () => {
    const path = join(folder, 'killed.sqlite');
    openDatabase(path).close();
    const program = `
      import { openDatabase } from './storage/database/database.js';
      const database = openDatabase(${JSON.stringify(path)});
      for (let round = 0; ; round++) {
        const answers = Array.from({ length: 50 }, (_, i) => ({ workerId: 'W' + i, wordnetId: 'n', classIndex: round, feature: 1,
          featureRank: 1, main: 'background', confidence: 3, reasons: '' }));
        database.appendAnswers(answers, 'round ' + round);
        console.log(round);
      }`;
    const said = await killAfter(await start(program), 10);
    const database = openDatabase(path);
    const count = database.readAnswers().length;
    expect(count % 50).toBe(0);
    expect(count).toBeGreaterThanOrEqual(said.length * 50);
    database.close();
  });

  test('lose no single answer that was confirmed, also when sent again, and store none twice (W56)', async () => {
    const path = join(folder, 'single.sqlite');
    openDatabase(path).close();
    const toAnswer = `(i) => ({ workerId: 'W' + i % 50, wordnetId: 'n', classIndex: i, feature: 1, featureRank: 1,
      main: i % 2 ? 'background' : 'main_object', confidence: 3, reasons: '', seconds: i, answeredAt: 'then' })`;
    const program = `
      import { openDatabase } from './storage/database/database.js';
      const database = openDatabase(${JSON.stringify(path)});
      const toAnswer = ${toAnswer};
      const stored = database.readAnswers().length;
      // The last ones once more: their senders never heard whether they were stored.
      for (let i = Math.max(0, stored - 5); ; i++) console.log(i, database.storeAnswer(toAnswer(i), 'app').outcome);`;
    const confirmed = new Set<number>();
    for (let round = 0; round < 3; round++) {
      const said = await killAfter(await start(program), 40);
      for (const line of said) confirmed.add(Number(line.split(' ')[0]));
      expect(said.filter((line) => line.endsWith('duplicate'))).toHaveLength(round === 0 ? 0 : 5);
    }
    const database = openDatabase(path);
    const stored = database.readAnswers().map(({ classIndex }) => classIndex);
    expect(stored).toEqual(Array.from({ length: stored.length }, (_, i) => i));
    for (const i of confirmed) expect(stored).toContain(i);
    expect(stored.length).toBeLessThanOrEqual(confirmed.size + 1);
    for (const i of stored) expect(database.readAnswerHistory(i, 1)).toHaveLength(1);
    database.close();
  });

  test('leave their jobs open, and the next process ends them as interrupted (W63)', async () => {
    const path = join(folder, 'jobs.sqlite');
    openDatabase(path).close();
    const program = `
      import { openDatabase } from './storage/database/database.js';
      const database = openDatabase(${JSON.stringify(path)});
      const { id } = database.createJob({ kind: 'extract', options: {}, createdAt: 'then' });
      database.startJob(id, 'then');
      for (let done = 0; ; done++) {
        database.writeJobProgress(id, { task: 'extracting', done, total: null, unit: 'images' });
        database.appendJobLog(id, [{ at: 'then', level: 'info', text: String(done) }]);
        console.log(done);
      }`;
    const said = await killAfter(await start(program), 5);
    const database = openDatabase(path);
    const [job] = database.interruptJobs('now');
    expect(job).toMatchObject({ state: 'interrupted', endedAt: 'now' });
    expect(job!.progress!.done).toBeGreaterThanOrEqual(said.length - 1);
    const log = database.readJobLog(job!.id);
    expect(log.map(({ text }) => Number(text))).toEqual(log.map(({ position }) => position));
    expect(log.length).toBeGreaterThanOrEqual(said.length);
    database.close();
  });
});

test('processes that add answers at once lose none, also while the file is being made (W50, W52)', async () => {
  const path = join(folder, 'shared.sqlite');
  const program = (worker: string, isApp: boolean) => `
    import { openDatabase } from './storage/database/database.js';
    const database = openDatabase(${JSON.stringify(path)});
    for (let i = 0; i < 40; i++) {
      const answer = { workerId: ${JSON.stringify(worker)}, wordnetId: 'n', classIndex: i, feature: 1,
        featureRank: 1, main: 'background', confidence: 3, reasons: '', seconds: null, answeredAt: null };
      if (${isApp}) database.storeAnswer(answer, 'app');
      else database.appendAnswers([answer], 'import');
    }
    database.close();`;
  const workers = ['A', 'B', 'C', 'D'];
  const children = await Promise.all(workers.map((worker, n) => start(program(worker, n % 2 === 0))));
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
  expect(codes).toEqual([0, 0, 0, 0]);
  const database = openDatabase(path);
  expect(database.readAnswers()).toHaveLength(160);
  expect(
    database
      .readAnswerHistory(7, 1)
      .map(({ workerId }) => workerId)
      .sort(),
  ).toEqual(workers);
  database.close();
});
