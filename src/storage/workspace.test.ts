import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WORKSPACE_VERSION, type WorkspaceManifest } from '../records/workspace.js';
import { acquireLock, removeDeadLocks } from './files/lock.js';
import { MACHINE_ID, readProcessStart } from './files/processes.js';
import { createWorkspace, openWorkspace, updateWorkspace, workspaceLayout } from './workspace.js';

const manifest: WorkspaceManifest = {
  workspaceVersion: WORKSPACE_VERSION,
  createdBy: 'spuriosity 0.1.0',
  dataset: {
    root: '../birds',
    format: 'folder',
    options: { valFraction: 0.1, classes: ['a', 'b'] },
    fingerprint: 'f'.repeat(64),
    imageCount: 10,
    classCount: 2,
  },
  encoder: { name: 'robust', modelSha256: '0'.repeat(64), folder: 'encoders/robust' },
  features: { folder: 'robust-0123', fingerprint: '1'.repeat(64), source: 'extracted' },
};
const empty: WorkspaceManifest = { ...manifest, dataset: null, encoder: null, features: null };

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'spuriosity-workspace-'));
  folder = join(root, 'birds.spuriosity');
});
afterEach(() => rm(root, { recursive: true }));

describe('the manifest (W1 to W8)', () => {
  test('W1: is made once, opened, and says what it was made with', async () => {
    const made = await createWorkspace(folder, manifest);
    expect(await openWorkspace(folder)).toEqual(made);
    expect(made).toEqual({ folder, layout: workspaceLayout(folder), manifest });
    await expect(createWorkspace(folder, empty)).rejects.toMatchObject({ code: 'workspace-exists' });
    expect((await openWorkspace(folder)).manifest).toEqual(manifest);
  });

  test('W2: everything lies inside the folder', () => {
    const paths = Object.values(workspaceLayout(folder));
    expect(paths.every((path) => path.startsWith(join(folder, '/')))).toBe(true);
    expect(new Set(paths).size).toBe(paths.length);
  });

  test('W4: a missing folder is told from one that is no workspace', async () => {
    await expect(openWorkspace(folder)).rejects.toMatchObject({ code: 'workspace-missing' });
    await mkdir(folder);
    await expect(openWorkspace(folder)).rejects.toMatchObject({ code: 'workspace-not-one' });
    await writeFile(join(folder, 'workspace.json'), '{"folders": []}');
    await expect(openWorkspace(folder)).rejects.toMatchObject({ code: 'workspace-not-one' });
    await expect(openWorkspace(join(folder, 'workspace.json'))).rejects.toMatchObject({
      code: 'workspace-not-one',
    });
    await expect(updateWorkspace(join(root, 'no'), (same) => same)).rejects.toMatchObject({
      code: 'workspace-missing',
    });
    expect(await readdir(root)).toEqual(['birds.spuriosity']);
  });

  test.each([
    [WORKSPACE_VERSION + 1, 'workspace-too-new', /Update spuriosity/],
    [WORKSPACE_VERSION - 1, 'workspace-too-old', /Make a new workspace/],
  ])('W5: version %i is refused with both versions and what to do', async (version, code, next) => {
    await createWorkspace(folder, manifest);
    const other = { ...manifest, workspaceVersion: version, somethingElse: 1 };
    await writeFile(join(folder, 'workspace.json'), JSON.stringify(other));
    await expect(openWorkspace(folder)).rejects.toMatchObject({
      code,
      what: expect.stringContaining(`version ${version}; this spuriosity reads version ${WORKSPACE_VERSION}`),
      next: expect.stringMatching(next),
    });
  });

  test.each([
    ['not JSON', '{"workspaceVersion": 1'],
    ['empty', ''],
    ['of another form', JSON.stringify({ ...manifest, dataset: { root: 5 } })],
  ])('W6: a manifest that is %s is damaged', async (_what, text) => {
    await createWorkspace(folder, manifest);
    await writeFile(join(folder, 'workspace.json'), text);
    await expect(openWorkspace(folder)).rejects.toMatchObject({ code: 'workspace-damaged' });
  });

  test('W7: of many changes at once none is lost', async () => {
    await createWorkspace(folder, empty);
    const append = (letter: string) =>
      updateWorkspace(folder, (before) => ({ ...before, createdBy: before.createdBy + letter }));
    await Promise.all([...'abcdefgh'].map(append));
    const { createdBy } = (await openWorkspace(folder)).manifest;
    expect([...createdBy.replace(empty.createdBy, '')].sort().join('')).toBe('abcdefgh');
    expect(await readdir(join(folder, 'locks'))).toEqual([]);
  });

  test('W7: a change that fails or makes no sense changes nothing and frees the lock', async () => {
    await createWorkspace(folder, manifest);
    const before = await readFile(join(folder, 'workspace.json'), 'utf8');
    await expect(updateWorkspace(folder, () => ({}) as WorkspaceManifest)).rejects.toThrow();
    expect(await readFile(join(folder, 'workspace.json'), 'utf8')).toBe(before);
    expect(await updateWorkspace(folder, () => empty)).toEqual(empty);
  });

  test('W8: opening removes what killed writers left', async () => {
    await createWorkspace(folder, manifest);
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await writeFile(join(folder, `.workspace.json.${MACHINE_ID}-${pid}-0123456789ab.tmp`), '{');
    await openWorkspace(folder);
    expect(await readdir(folder)).toEqual(['workspace.json']);
  });
});

describe('locks (W10 to W13)', () => {
  const path = () => join(folder, 'locks', 'discover.json');

  async function writeLock(change: Record<string, unknown>): Promise<void> {
    const lock = await acquireLock(folder, 'discover');
    const holder = JSON.parse(await readFile(path(), 'utf8'));
    await lock.release();
    await writeFile(path(), JSON.stringify({ ...holder, ...change }));
  }

  test('W10: the second holder is told who the first one is; other purposes are free', async () => {
    const lock = await acquireLock(folder, 'discover');
    await expect(acquireLock(folder, 'discover')).rejects.toMatchObject({
      code: 'workspace-busy',
      message: expect.stringContaining(`process ${process.pid} `),
    });
    await (await acquireLock(folder, 'mitigate')).release();
    await lock.release();
    await lock.release();
    await (await acquireLock(folder, 'discover')).release();
  });

  test('W11: a lock of a process that has died is taken over, by one process only', async () => {
    await writeLock({ pid: spawnSync(process.execPath, ['-e', '']).pid });
    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, () => acquireLock(folder, 'discover')),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(join(folder, 'locks'))).toEqual(['discover.json']);
  });

  test('W11: so is one whose takeover was interrupted, also where the process id lives on or nothing can be read', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await writeLock({ pid });
    const holder = JSON.parse(await readFile(path(), 'utf8'));
    const isTold = readProcessStart(process.pid) !== null;
    const reused = { ...holder, pid: isTold ? process.pid : pid, processStart: '1' };
    for (const text of [JSON.stringify(holder), JSON.stringify(reused), '{"pid":']) {
      await writeLock({ pid });
      await writeFile(`${path()}.takeover`, text);
      await utimes(`${path()}.takeover`, 0, 0);
      await (await acquireLock(folder, 'discover')).release();
      expect(await readdir(join(folder, 'locks'))).toEqual([]);
    }
  });

  test.skipIf(readProcessStart(process.pid) === null)(
    'W11: so is one whose process id was given to another process (skipped without /proc)',
    async () => {
      await writeLock({ processStart: '1' });
      await (await acquireLock(folder, 'discover')).release();
    },
  );

  test('W11: those that nobody asks for again can be cleared away; of the living, of other machines and unreadable ones none is', async () => {
    await removeDeadLocks(folder);
    const living = await acquireLock(folder, 'report');
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    for (const [name, change] of Object.entries({ dead: { pid }, elsewhere: { pid, machine: 'ffffffff' } })) {
      await writeLock(change);
      await rename(path(), join(folder, 'locks', `${name}.json`));
    }
    await writeFile(join(folder, 'locks', 'unreadable.json'), 'x');
    const holder = await readFile(join(folder, 'locks', 'dead.json'), 'utf8');
    await writeFile(join(folder, 'locks', 'dead.json.takeover'), holder);
    await writeFile(join(folder, 'locks', `.dead.json.${MACHINE_ID}-${pid}-0123456789ab.tmp`), holder);
    await removeDeadLocks(folder);
    expect((await readdir(join(folder, 'locks'))).sort()).toEqual([
      'elsewhere.json',
      'report.json',
      'unreadable.json',
    ]);
    await living.release();
  });

  test('W12: a lock of another machine is never taken over', async () => {
    await writeLock({ machine: 'ffffffff', host: 'node-7', pid: 1 });
    await expect(acquireLock(folder, 'discover')).rejects.toMatchObject({
      code: 'workspace-busy',
      message: expect.stringMatching(/process 1 on node-7 .* delete .*discover\.json/),
    });
  });

  test('W12: an unreadable lock is not taken over either', async () => {
    await mkdir(join(folder, 'locks'), { recursive: true });
    await writeFile(path(), 'x');
    await expect(acquireLock(folder, 'discover')).rejects.toMatchObject({ code: 'workspace-busy' });
  });

  test('W13: releasing removes one’s own lock and no other', async () => {
    const lock = await acquireLock(folder, 'discover');
    await writeLockOf('another');
    await lock.release();
    expect(JSON.parse(await readFile(path(), 'utf8')).token).toBe('another');
  });

  async function writeLockOf(token: string): Promise<void> {
    const holder = JSON.parse(await readFile(path(), 'utf8'));
    await writeFile(path(), JSON.stringify({ ...holder, token }));
  }

  test('a holder that lives in another process is respected until it dies', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await writeLock({ pid: child.pid, processStart: readProcessStart(child.pid!) });
    await expect(acquireLock(folder, 'discover')).rejects.toMatchObject({ code: 'workspace-busy' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    await (await acquireLock(folder, 'discover')).release();
  });
});
