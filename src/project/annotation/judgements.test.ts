import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Verdict } from '../../records/annotation.js';
import type { ImportantFeature } from '../../records/discovery.js';
import {
  addAnswer,
  adjudicate,
  exportAnswers,
  type GivenAnswer,
  importAnswers,
  initClasses,
  listDisputedPairs,
  listNextPairs,
  openProject,
  type Project,
  readAnnotationStatus,
  readPairHistory,
  readPairVerdict,
  readSettings,
  readVerdicts,
  retractAnswer,
  saveView,
  skipPair,
  storeAnswer,
  unskipPair,
  updateSettings,
  writeAnnotations,
} from '../index.js';

let folder: string;
let project: Project;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-judgements-'));
  project = (await initClasses(10, undefined, join(folder, 'workspace'))).project;
});
afterEach(async () => {
  project.close();
  await rm(folder, { recursive: true });
});

const pair = { classIndex: 3, feature: 17 };

function give(change: Partial<GivenAnswer> = {}): GivenAnswer {
  const answer = { main: 'background', confidence: 4, reasons: 'water, mostly', seconds: 12.5 } as const;
  return { workerId: 'Ann', ...pair, featureRank: 1, ...answer, ...change };
}

describe('answers', () => {
  test('the receipt holds the verdict that follows, and all verdicts agree with it', () => {
    expect(storeAnswer(project, give())).toMatchObject({
      outcome: 'added',
      verdict: { verdict: 'spurious', votesSpurious: 1 },
    });
    expect(storeAnswer(project, give())).toMatchObject({ outcome: 'duplicate' });
    const receipt = storeAnswer(project, give({ workerId: 'Bo', main: 'main_object' }));
    expect(receipt.verdict).toMatchObject({ verdict: 'core', votesCore: 1, votesSpurious: 1 });
    expect(readVerdicts(project)).toEqual([receipt.verdict]);
    expect(readPairVerdict(project, { classIndex: 3, feature: 18 })).toBeNull();
  });

  test('taking back is the answerer’s own, and gives the pair back to what the data say', () => {
    const automatic: Verdict = {
      ...pair,
      verdict: 'core',
      votesCore: 0,
      votesSpurious: 0,
      source: 'provisional',
      score: 0.5,
      probability: null,
      basis: 'A guess.',
    };
    project.database.writeAutomaticVerdicts([automatic]);
    const { answerId } = storeAnswer(project, give());
    expect(() => retractAnswer(project, { answerId, workerId: 'Bo' })).toThrow(
      expect.objectContaining({ code: 'answer-of-another' }),
    );
    expect(() => retractAnswer(project, { answerId: 99, workerId: 'Ann' })).toThrow(
      expect.objectContaining({ code: 'answer-missing' }),
    );
    for (let time = 0; time < 2; time++) {
      expect(retractAnswer(project, { answerId, workerId: 'Ann' })).toMatchObject({
        answer: { state: 'retracted' },
        verdict: automatic,
      });
    }
    expect(readVerdicts(project)).toEqual([automatic]);
  });

  test.each([
    [{ classIndex: 10 }, 'class-unknown'],
    [{ feature: -1 }, 'answer-malformed'],
    [{ feature: 1.5 }, 'answer-malformed'],
    [{ main: 'sky' as 'background' }, 'answer-malformed'],
    [{ confidence: 6 }, 'answer-malformed'],
    [{ seconds: -1 }, 'answer-malformed'],
    [{ seconds: Number.NaN }, 'answer-malformed'],
    [{ workerId: ' ' }, 'answer-malformed'],
  ])('%j is refused as %s and stores nothing', (change, code) => {
    expect(() => storeAnswer(project, give(change))).toThrow(expect.objectContaining({ code }));
    expect(project.database.readAnswers()).toEqual([]);
  });

  test('of the app are exported and imported like all others', async () => {
    const given = give({ reasons: 'water,\nmostly "blue"' });
    storeAnswer(project, given);
    const { text } = exportAnswers(project);
    expect(importAnswers(project, text, 'own.csv')).toEqual({ added: 0, duplicates: 1, problems: [] });
    const { project: other } = await initClasses(10, undefined, join(folder, 'other'));
    expect(importAnswers(other, text, 'own.csv')).toMatchObject({ added: 1 });
    expect(readVerdicts(other)).toEqual(readVerdicts(project));
    const [answer] = project.database.readAnswers();
    expect(other.database.readAnswers()).toEqual([answer]);
    expect(answer).toMatchObject({ seconds: 12.5, answeredAt: expect.stringMatching(/^\d{4}-/) });
    other.close();
  });
});

describe('settled pairs', () => {
  const decision = { ...pair, verdict: 'core', decidedBy: 'Cy', reason: 'a fin' } as const;

  test('win over answers and data, for the command line too, until they are handed back', async () => {
    const { verdict: byAnswers } = storeAnswer(project, give());
    const settled = adjudicate(project, decision);
    expect(settled).toMatchObject({
      verdict: { verdict: 'core', source: 'adjudicated', votesSpurious: 1, basis: 'Cy decided: a fin' },
      previous: null,
    });
    expect(readVerdicts(project)).toEqual([settled.verdict]);
    const typed = { workerId: 'Di', className: '3', feature: 17, main: 'background', confidence: 5 };
    expect(await addAnswer(project, { ...typed, reasons: '' })).toMatchObject({
      source: 'adjudicated',
      votesSpurious: 2,
    });
    const table = await readFile(join(project.layout.results, 'annotations.csv'), 'utf8');
    expect(table.split('\n')[1]).toContain('17,core,0,2,adjudicated');
    const withdrawn = adjudicate(project, { ...decision, verdict: null });
    expect(withdrawn).toMatchObject({
      verdict: { verdict: byAnswers.verdict, source: 'people' },
      previous: decision,
    });
    expect(readPairHistory(project, pair)).toMatchObject({
      verdict: { source: 'people' },
      automatic: null,
      answers: [{ workerId: 'Ann' }, { workerId: 'Di' }],
      adjudications: [
        { verdict: 'core', isCurrent: false },
        { verdict: null, isCurrent: true },
      ],
    });
  });

  test('need no answers, and another connection sees them at once', async () => {
    const other = await openProject(project.folder);
    expect(readVerdicts(other)).toEqual([]);
    adjudicate(project, { ...decision, verdict: 'spurious' });
    expect(readVerdicts(other)).toMatchObject([{ verdict: 'spurious', source: 'adjudicated', votesCore: 0 }]);
    adjudicate(other, { ...decision, verdict: null });
    expect(readVerdicts(project)).toEqual([]);
    other.close();
  });

  test('stay in the list of disputed pairs, which the status counts no more', () => {
    storeAnswer(project, give());
    expect(listDisputedPairs(project)).toEqual([]);
    storeAnswer(project, give({ workerId: 'Bo', main: 'main_object' }));
    expect(readAnnotationStatus(project)).toMatchObject({ disputed_pairs: 1, adjudicated_pairs: 0 });
    adjudicate(project, decision);
    expect(listDisputedPairs(project)).toMatchObject([
      { ...pair, votesCore: 1, votesSpurious: 1, adjudication: decision },
    ]);
    expect(readAnnotationStatus(project)).toMatchObject({ disputed_pairs: 0, adjudicated_pairs: 1 });
  });
});

test('the status gives κ over the choices, and null where it does not exist or rests on fewer than ten pairs', () => {
  storeAnswer(project, give());
  expect(readAnnotationStatus(project)).toMatchObject({ kappa: null, kappa_pairs: 0 });
  storeAnswer(project, give({ workerId: 'Bo' }));
  expect(readAnnotationStatus(project)).toMatchObject({ kappa: null, kappa_pairs: 1 });
  for (let feature = 0; feature < 9; feature++) {
    expect(readAnnotationStatus(project)).toMatchObject({ kappa: null, kappa_pairs: feature + 1 });
    for (const workerId of ['Ann', 'Bo'])
      storeAnswer(project, give({ workerId, feature, main: 'main_object' }));
  }
  expect(readAnnotationStatus(project)).toMatchObject({ kappa: 1, kappa_pairs: 10 });
});

test('next pairs: not those answered, skipped or taken; as many people per pair as the settings say', () => {
  const pairs: ImportantFeature[] = [1, 2, 3].map((rank) => ({
    ...{ classIndex: 3, rank, feature: 16 + rank },
    ...{ importance: 1, meanActivation: 1, headWeight: 1 },
  }));
  const list = (workerId: string, change = {}) =>
    listNextPairs(project, { workerId, pairs, reservations: [], ...change }).map(({ feature }) => feature);
  expect(list('Ann')).toEqual([17, 18, 19]);
  const { answerId } = storeAnswer(project, give());
  expect(list('Ann')).toEqual([18, 19]);
  expect(list('Bo')).toEqual([18, 19]);
  updateSettings(project, { answersPerPair: 2 });
  expect(list('Ann')).toEqual([18, 19]);
  expect(list('Bo')).toEqual([17, 18, 19]);
  const skip = { workerId: 'Bo', classIndex: 3, feature: 17 };
  skipPair(project, skip);
  expect(list('Bo')).toEqual([18, 19]);
  expect(list('Bo', { includeSkipped: true })).toEqual([17, 18, 19]);
  unskipPair(project, skip);
  expect(list('Bo')).toEqual([17, 18, 19]);
  retractAnswer(project, { answerId, workerId: 'Ann' });
  expect(list('Ann')).toEqual([17, 18, 19]);
});

test('settings have defaults, refuse nonsense, and ignore what another version stored', () => {
  expect(readSettings(project)).toEqual({ answersPerPair: 1 });
  expect(() => updateSettings(project, { answersPerPair: 0 })).toThrow(
    expect.objectContaining({ code: 'settings-malformed' }),
  );
  expect(updateSettings(project, { answersPerPair: 5 })).toEqual({ answersPerPair: 5 });
  project.database.writeSettings({ fromTheFuture: true });
  expect(readSettings(project)).toEqual({ answersPerPair: 5 });
  project.database.writeSettings({ answersPerPair: 'many' });
  expect(readSettings(project)).toEqual({ answersPerPair: 1 });
});

test('views are paths of the app', () => {
  expect(saveView(project, { name: ' disputed ', url: '/pairs?filter=disputed' })).toMatchObject({
    name: 'disputed',
  });
  for (const url of ['https://elsewhere.org', '//elsewhere.org', '/\\elsewhere.org', 'pairs', '']) {
    expect(() => saveView(project, { name: 'x', url })).toThrow(
      expect.objectContaining({ code: 'view-malformed' }),
    );
  }
  expect(() => saveView(project, { name: '', url: '/' })).toThrow();
  expect(project.database.readViews()).toHaveLength(1);
});

test('tables follow when they are asked for, not with every answer', async () => {
  storeAnswer(project, give());
  const path = join(project.layout.results, 'annotations.csv');
  await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
  await writeAnnotations(project);
  expect(await readFile(path, 'utf8')).toContain('17,spurious,0,1,people');
});
