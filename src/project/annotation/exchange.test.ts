import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  addAnswer,
  addValidationAnswer,
  adjudicate,
  exportAnswers,
  exportDecisions,
  exportValidation,
  importJudgements,
  initClasses,
  listImports,
  type Project,
  readPairVerdict,
  storeAnswer,
  undoImport,
} from '../index.js';

let folder: string;
let project: Project;
let other: Project;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-exchange-'));
  const open = async (name: string) => (await initClasses(10, undefined, join(folder, name))).project;
  [project, other] = [await open('one'), await open('other')];
});
afterEach(async () => {
  project.close();
  other.close();
  await rm(folder, { recursive: true });
});

const PAIR = { classIndex: 3, feature: 17 };

test('decisions by hand go out and come in with who, why and when; the same file twice adds nothing', () => {
  adjudicate(project, { ...PAIR, verdict: 'core', decidedBy: 'Cy', reason: 'a fin, "mostly"' });
  adjudicate(project, { ...PAIR, feature: 18, verdict: 'spurious', decidedBy: '=Di', reason: '' });
  adjudicate(project, { ...PAIR, feature: 18, verdict: null, decidedBy: '=Di', reason: '' });
  const { text, count } = exportDecisions(project);
  expect(count).toBe(1);
  expect(importJudgements(other, text, 'd.csv')).toEqual({
    ...{ kind: 'decisions', added: 1, duplicates: 0, problems: [] },
  });
  expect(importJudgements(other, text, 'd.csv')).toMatchObject({ added: 0, duplicates: 1 });
  expect(other.database.readAdjudications()).toEqual(project.database.readAdjudications());
});

test('answers on panels go out and come in', () => {
  const answer = { ...PAIR, workerId: 'Ann', variant: 'random', judgement: 'same' } as const;
  addValidationAnswer(project, { ...answer, different: [7, 2], seconds: 8.25 });
  const { text } = exportValidation(project);
  expect(importJudgements(other, text, 'v.csv')).toMatchObject({ kind: 'validation', added: 1 });
  expect(other.database.readValidationAnswers()).toEqual(project.database.readValidationAnswers());
  expect(other.database.readValidationAnswers()[0]).toMatchObject({ different: [2, 7], seconds: 8.25 });
});

test('rows that make no sense are left out with their line', () => {
  const decisions = [
    'class_index,class_name,feature,verdict,decided_by,reason,decided_at',
    '3,another class,17,core,Cy,,',
    '10,,17,core,Cy,,',
    '3,,17,sky,Cy,,',
    '3,,17,core, ,,',
    '3,,17,core,Cy,,yesterday',
  ];
  const outcome = importJudgements(project, decisions.join('\n'), 'd.csv');
  expect(outcome).toMatchObject({ added: 1, problems: [{ line: 2 }, { line: 3 }, { line: 4 }, { line: 5 }] });
  const panels = [
    'WorkerId,Input.class_index,Input.feature_index,Input.variant,Answer.different,Answer.judgement',
    'Ann,3,17,lowest,0 15,same',
    'Ann,3,17,middle,0,same',
    'Ann,3,17,lowest,0,alike',
    'Ann,3,17,lowest,,different',
  ];
  expect(importJudgements(project, panels.join('\n'), 'v.csv')).toMatchObject({
    ...{ kind: 'validation', added: 1, problems: [{ line: 2 }, { line: 3 }, { line: 4 }] },
  });
});

test('an import of answers is taken back as a whole: what it replaced holds again', async () => {
  const given = { workerId: 'Ann', featureRank: 1, confidence: 4, reasons: '', seconds: null } as const;
  storeAnswer(other, { ...given, ...PAIR, main: 'background' });
  storeAnswer(other, { ...given, ...PAIR, feature: 18, main: 'background' });
  storeAnswer(project, { ...given, ...PAIR, main: 'main_object' });
  await addAnswer(project, { ...given, className: '3', feature: 19, main: 'background' });
  expect(listImports(project)).toEqual([]);
  importJudgements(project, exportAnswers(other).text, 'study.csv');
  const verdict = () => readPairVerdict(project, PAIR)!.verdict;
  expect(verdict()).toBe('spurious');
  const [imported, ...others] = listImports(project);
  expect([imported, others]).toMatchObject([{ name: 'study.csv', answerCount: 2 }, []]);
  expect(undoImport(project, imported!.importId)).toBe(2);
  expect(verdict()).toBe('core');
  expect(readPairVerdict(project, { ...PAIR, feature: 18 })).toBeNull();
  expect(project.database.readAnswerHistory(3, 18)).toMatchObject([{ state: 'retracted' }]);
  expect(listImports(project)).toEqual([]);
  expect(() => undoImport(project, imported!.importId)).toThrow(
    expect.objectContaining({ code: 'import-unknown' }),
  );
});
