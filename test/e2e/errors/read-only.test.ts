/**
 * Reading needs no writing: a workspace that is mounted read-only, whose folder gives no permission, or whose disk is full is listed,
 * exported, reported elsewhere and served; what would change it is refused in words, and nothing in it changes.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { runBadly, runJson, runWell } from '../../command.js';
import { CAN_LAUNCH_BOUND, launchBound } from '../../permissions.js';
import { copyWorkspace } from '../../servers/served-app.js';
import { getJson, postJson, serve, stop } from '../../servers/serving.js';
import { makePicturedStudy, type PicturedStudy } from '../../studies/pictured-study.js';
import { CAN_MOUNT, mountReadOnly, mountTinyDisk, unmountDisk } from '../../tiny-disks.js';
import { writeTree } from '../../trees.js';

let study: PicturedStudy;
let folder: string;
let mounted: string;
const out = (name: string) => path.join(folder, name);

beforeAll(async () => {
  study = await makePicturedStudy();
});
beforeEach(async () => {
  folder = await writeTree({});
  mounted = out('mounted');
});
afterEach(() => unmountDisk(mounted));

/** Files with the time of their last change, without SQLite's index and log. */
const listFiles = (workspace: string) =>
  readdirSync(workspace, { recursive: true, encoding: 'utf8' })
    .map((name) => ({ name, found: statSync(path.join(workspace, name)) }))
    .filter(({ name, found }) => found.isFile() && !/-(shm|wal)$/.test(name))
    .map(({ name, found }) => `${name} ${found.mtimeMs}`)
    .sort();

/** Everything that reads works, everything that writes is refused with the code. */
async function expectReadable(workspace: string, code: 'not-writable' | 'disk-full'): Promise<void> {
  const before = listFiles(workspace);
  const inStudy = (...args: string[]) => [...args, '-w', workspace];
  expect((await runJson(inStudy('annotate', 'status'))).pairs).toBeGreaterThan(0);
  await runWell(inStudy('model', 'list'));
  await runWell(inStudy('annotate', 'export', '--out', out('answers.csv')));
  await runWell(inStudy('features', 'export', '--out', out('features.npy')));
  const { stderr } = await runWell(inStudy('report', '--k', '2', '--out', out('report.html')));
  expect(stderr).toContain('--figures');
  expect(existsSync(out('report.html'))).toBe(true);
  expect((await runBadly(1, inStudy('rank'))).code).toBe(code);
  const { classIndex, feature } = study.spurious;
  const answer = {
    classIndex,
    feature,
    workerId: 'ann',
    main: 'background',
    confidence: 4,
    reasons: '',
    seconds: 3,
  };
  const served = await serve(workspace);
  expect((await getJson(served.url, '/api/workspace')).measuredSplit).toBe('val');
  const refused = await postJson(served.url, '/api/annotation/answers', answer);
  expect(refused.ok).toBe(false);
  const { error } = await refused.json();
  expect(error.code).toBe(code);
  expect(error.what).toContain('workspace.sqlite');
  expect(error.next).toBeTruthy();
  const ended = await stop(served);
  expect(ended.stderr).toContain('answers are refused');
  expect(listFiles(workspace)).toEqual(before);
}

test.skipIf(!CAN_MOUNT)('mounted read-only (skipped where nothing can be mounted)', async () => {
  mountReadOnly(await copyWorkspace(study.workspace), mounted);
  await expectReadable(mounted, 'not-writable');
});

test.skipIf(!CAN_MOUNT)('on a full disk (skipped where tmpfs cannot be mounted)', async () => {
  mountTinyDisk(mounted, 'size=4m');
  const workspace = path.join(mounted, 'study');
  cpSync(await copyWorkspace(study.workspace), workspace, { recursive: true });
  spawnSync('dd', ['if=/dev/zero', `of=${path.join(mounted, 'filler')}`, 'bs=4k']);
  await expectReadable(workspace, 'disk-full');
});

test.skipIf(!CAN_LAUNCH_BOUND)(
  'without permission to write (skipped on Windows, and for root without setpriv)',
  async () => {
    const workspace = await copyWorkspace(study.workspace);
    const folders = ['', ...readdirSync(workspace, { recursive: true, encoding: 'utf8' })];
    const setModes = (mode: (isFolder: boolean) => number) => {
      for (const name of folders) {
        const file = path.join(workspace, name);
        chmodSync(file, mode(statSync(file).isDirectory()));
      }
    };
    setModes((isFolder) => (isFolder ? 0o555 : 0o444));
    try {
      await launchBound(() => expectReadable(workspace, 'not-writable'));
    } finally {
      setModes((isFolder) => (isFolder ? 0o755 : 0o644));
    }
  },
);
