import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { copyWorkspace } from '../../test/servers/served-app.js';
import { makeLiveStudy } from '../../test/studies/live-study.js';
import { openProject, skipPair } from '../project/index.js';
import { type WatchedPart, watchWorkspace } from './workspace-watch.js';

const INTERVAL_MS = 10;
const PAIR = { classIndex: 0, feature: 1 };

let study: string;

beforeAll(async () => {
  study = await makeLiveStudy();
});

test('tells what another process changed, once, and nothing of what this one did', async () => {
  const folder = await copyWorkspace(study);
  const project = await openProject(folder);
  const other = await openProject(folder);
  const told: WatchedPart[][] = [];
  const faults: unknown[] = [];
  const watch = watchWorkspace(
    project,
    { onChange: async (parts) => void told.push([...parts]), onFault: (error) => void faults.push(error) },
    INTERVAL_MS,
  );
  await sleep(5 * INTERVAL_MS);
  skipPair(project, { ...PAIR, workerId: 'ann' });
  await sleep(5 * INTERVAL_MS);
  expect(told).toEqual([]);
  skipPair(other, { ...PAIR, workerId: 'bo' });
  while (told.length < 1) await sleep(INTERVAL_MS);
  await utimes(path.join(folder, 'discovery.json'), new Date(), new Date());
  while (told.length < 2) await sleep(INTERVAL_MS);
  await sleep(5 * INTERVAL_MS);
  expect(told).toEqual([['database'], ['discovery']]);
  await watch.stop();
  skipPair(other, { ...PAIR, workerId: 'cy' });
  await sleep(5 * INTERVAL_MS);
  expect(told).toHaveLength(2);
  expect(faults).toEqual([]);
  other.close();
  project.close();
});

test('stopped at once, it leaves the database alone, which may then be closed', async () => {
  const project = await openProject(await copyWorkspace(study));
  const faults: unknown[] = [];
  const watch = watchWorkspace(project, {
    onChange: async () => {},
    onFault: (error) => void faults.push(error),
  });
  await watch.stop();
  project.close();
  await sleep(5 * INTERVAL_MS);
  expect(faults).toEqual([]);
});
