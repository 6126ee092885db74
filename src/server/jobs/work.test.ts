/** What the job that runs every stage leaves behind, beyond what its commands leave. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { makePicturedStudy } from '../../../test/studies/pictured-study.js';
import { writeTinySegmenter } from '../../../test/studies/tiny-segmenter.js';
import { writeTree } from '../../../test/trees.js';
import { SILENT_OBSERVER } from '../../base/observer.js';
import { openProject, readGapOptions, readVerdicts, writeResultTables } from '../../project/index.js';
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

test('objects are found by a segmenter of the cache, and the pairs judged by them', async () => {
  const { workspace } = await makePicturedStudy();
  const cache = await writeTree({});
  vi.stubEnv('XDG_CACHE_HOME', cache);
  const project = await openProject(workspace);
  try {
    await writeTinySegmenter(path.join(cache, 'spuriosity', 'segmenters', 'tiny-discs'));
    const summary = await runJobWork(
      'objects',
      project,
      { segmenter: 'tiny-discs', anySize: true },
      SILENT_OBSERVER,
    );
    expect(summary).toMatchObject({ segmenter: 'Tiny discs', skippedCount: 0 });
    const sources = new Set(readVerdicts(project).map(({ source }) => source));
    expect(sources).toContain('object-mask');
    expect(sources).not.toContain('provisional');
    const missing = runJobWork('objects', project, { segmenter: 'other' }, SILENT_OBSERVER);
    await expect(missing).rejects.toMatchObject({ code: 'segmenter-missing' });
  } finally {
    vi.unstubAllEnvs();
    project.close();
  }
});
