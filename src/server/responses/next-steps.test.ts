import { readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { makeLiveStudy, settle, withCopy } from '../../../test/studies/live-study.js';
import { SILENT_OBSERVER } from '../../base/observer.js';
import { isResultFile, type Project, readGapOptions, writeResultTables } from '../../project/index.js';
import { openLive } from '../../project/live/index.js';
import { runJobWork } from '../jobs/work.js';
import { toTablesMark } from '../table-writer.js';
import { buildWorkspaceResponse } from './index.js';

let folder: string;
beforeAll(async () => {
  folder = await makeLiveStudy();
});

async function findStep(project: Project) {
  const { nextSteps } = await buildWorkspaceResponse(await openLive(project));
  return nextSteps.find(({ id }) => id === 'tables');
}

test('outdated tables are a step, unless they are written anyway; the job writes them with the options that they had', async () => {
  await withCopy(folder, async (project) => {
    settle(project, 0, 4, 'spurious');
    const evidence = { draws: 10, seed: 0 };
    await writeResultTables(project, { k: 3, evidence });
    expect(await findStep(project)).toBeUndefined();
    settle(project, 1, 5, 'spurious');
    expect(await findStep(project)).toMatchObject({
      title: 'Write 8 tables again',
      why: expect.stringContaining('spuriosity-train.csv and spuriosity-val.csv are outdated: made before'),
      page: '/jobs',
      command:
        'spuriosity noise && spuriosity gap --k 3 --draws 10 && spuriosity noise --k 3 && spuriosity rank',
    });
    await writeFile(toTablesMark(project.folder), '');
    expect(await findStep(project)).toBeUndefined();
    await rm(toTablesMark(project.folder));
    await runJobWork('tables', project, {}, SILENT_OBSERVER);
    expect(await findStep(project)).toBeUndefined();
    expect(await readGapOptions(project)).toMatchObject({ k: 3, evidence });
  });
});

test('tables that the job does not write, whatever makes them, send nobody to it', async () => {
  await withCopy(folder, async (project) => {
    settle(project, 0, 4, 'spurious');
    const options = { k: 3, evidence: null };
    await writeResultTables(project, options);
    const others = readdirSync(project.layout.results).filter((name) => !isResultFile(name));
    expect(others.filter((name) => name.endsWith('.csv'))).toEqual([
      'important-features.csv',
      'skipped-images.csv',
    ]);
    await writeResultTables(project, { ...options, byK: [2, 3] });
    settle(project, 1, 5, 'spurious');
    expect(await findStep(project)).toMatchObject({
      page: null,
      command: expect.stringContaining('--by-k 2,3'),
    });
  });
});
