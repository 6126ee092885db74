/** Once everything was shown to somebody, nothing that is taken back makes their later answers blind. */
import { expect, test } from 'vitest';
import { openServedApp } from '../../../test/servers/served-app.js';
import { makeBlindStudy } from '../../../test/studies/blind-study.js';
import { exportAnswers, importAnswers, listImports } from '../../project/index.js';

const toAnswer = (pair: { classIndex: number; feature: number }) => ({
  ...pair,
  ...{ workerId: 'Ann', main: 'background', confidence: 2, reasons: '', seconds: 3 },
});

test('neither an answer that is taken back nor an import that is undone makes anybody blind again', async () => {
  const study = await makeBlindStudy();
  const served = await openServedApp(study);
  const pairs = served.services.live.facts.discovery!.pairs.map(({ classIndex, feature }) => ({
    classIndex,
    feature,
  }));
  for (const pair of pairs) {
    await served.post('/api/annotation/answers', toAnswer(pair));
  }
  const pair = pairs[0]!;
  await served.post('/api/annotation/retractions', { ...pair, workerId: 'Ann' });
  await served.post('/api/annotation/answers', toAnswer(pair));
  const history = served.services.project.database.readAnswerHistory(pair.classIndex, pair.feature);
  expect(history.map(({ state, isBlind }) => [state, isBlind])).toEqual([
    ['retracted', true],
    ['current', false],
  ]);

  // Nor is anybody blind again whose imported answers are undone.
  const other = await openServedApp(study);
  const { project, live } = other.services;
  importAnswers(project, exportAnswers(served.services.project).text, 'answers.csv');
  await live.applyAll();
  expect(live.viewOf('Ann').onlyOf).toBeNull();
  const { importId: id } = listImports(project)[0]!;
  const undone = await other.post(`/api/annotation/imports/${id}/undo?worker=Ann`, {});
  expect(undone.status).toBe(200);
  expect([project.database.isUnblinded('Ann'), project.database.isUnblinded('Bo')]).toEqual([true, false]);
  await Promise.all([served.close(), other.close()]);
});
