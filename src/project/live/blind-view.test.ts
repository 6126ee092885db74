/** What one person sees who judges blind: theirs is kept until a verdict of theirs changes. */
import { expect, test } from 'vitest';
import { copyWorkspace } from '../../../test/servers/served-app.js';
import { makeBlindStudy } from '../../../test/studies/blind-study.js';
import { openProject, storeAnswer } from '../index.js';
import { openLive } from './index.js';

test('numbers are not computed anew because a job says how far it is, but for an answer they are', async () => {
  const project = await openProject(await copyWorkspace(await makeBlindStudy()));
  const live = await openLive(project);
  const read = () => live.viewOf('Bo').derived.summarizeModels();
  const seen = read();
  const { id } = project.database.createJob({ kind: 'check', options: {}, createdAt: 'then' });
  project.database.startJob(id, 'then');
  project.database.writeJobProgress(id, { task: 'checking', done: 1, total: 2, unit: 'images' });
  expect(read()).toBe(seen);
  const { classIndex, feature, rank } = live.facts.discovery!.pairs.at(-1)!;
  const answer = { main: 'background', confidence: 5, reasons: '', seconds: 1 } as const;
  storeAnswer(project, { classIndex, feature, featureRank: rank, workerId: 'Bo', ...answer });
  await live.applyAll();
  expect(read()).not.toBe(seen);
  project.close();
});
