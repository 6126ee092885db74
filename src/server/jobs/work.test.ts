/** What the job that runs every stage leaves behind, beyond what its commands leave. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makePicturedStudy } from '../../../test/studies/pictured-study.js';
import { SILENT_OBSERVER } from '../../base/observer.js';
import { openProject, readGapOptions, writeResultTables } from '../../project/index.js';
import { runJobWork } from './work.js';

test('cues are weakened in as many images as the tables of gaps look at', async () => {
  const { workspace } = await makePicturedStudy();
  const project = await openProject(workspace);
  await writeResultTables(project, { k: 3, evidence: null });
  const encoder = path.join(path.dirname(workspace), 'tiny');
  await runJobWork('run', project, { encoder, topFeatures: 2 }, SILENT_OBSERVER);
  const { entries } = JSON.parse(readFileSync(path.join(workspace, 'interventions.json'), 'utf8'));
  expect(entries.map(({ untouched }: { untouched: number[] }) => untouched.length)).toEqual([3]);
  expect(await readGapOptions(project)).toMatchObject({ k: 3 });
  project.close();
});
