import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Adjudication, ImageTag, LabelDecision, ValidationAnswer } from '../../records/judgement.js';
import { openDatabase, type WorkspaceDatabase } from './database.js';

let folder: string;
let path: string;
let database: WorkspaceDatabase;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-judgements-'));
  path = join(folder, 'workspace.sqlite');
  database = openDatabase(path);
});
afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

const pair = { classIndex: 3, feature: 17 };

test('W57: skips are noted once per person and pair, also by two connections, and can be taken back', () => {
  const other = openDatabase(path);
  const skip = { workerId: 'Ann', ...pair, skippedAt: 'first' };
  expect(database.addSkip(skip)).toBe(true);
  expect(other.addSkip({ ...skip, skippedAt: 'second' })).toBe(false);
  other.addSkip({ ...skip, workerId: 'Bo' });
  other.addSkip({ ...skip, classIndex: 1 });
  other.close();
  expect(database.readSkips('Ann')).toEqual([{ ...skip, classIndex: 1 }, skip]);
  expect(database.readSkips()).toHaveLength(3);
  expect(database.removeSkip(skip)).toBe(true);
  expect(database.removeSkip(skip)).toBe(false);
  expect(database.readSkips('Ann')).toEqual([{ ...skip, classIndex: 1 }]);
  expect(database.readSkips('Bo')).toHaveLength(1);
});

test('W58: a pair is settled, settled otherwise, handed back; the history keeps every step', () => {
  const core: Adjudication = { ...pair, verdict: 'core', decidedBy: 'Ann', reason: 'fins', decidedAt: '1' };
  const spurious: Adjudication = {
    ...core,
    verdict: 'spurious',
    reason: '',
    decidedBy: 'Bo',
    decidedAt: '2',
  };
  const withdrawn: Adjudication = { ...core, verdict: null, reason: 'unsure', decidedAt: '3' };
  expect(database.writeAdjudication(withdrawn)).toBe(false);
  expect(database.writeAdjudication(core)).toBe(true);
  expect(database.writeAdjudication({ ...core, decidedAt: 'resent' })).toBe(false);
  expect(database.readAdjudication(pair)).toEqual(core);
  expect(database.writeAdjudication(spurious)).toBe(true);
  database.writeAdjudication({ ...core, classIndex: 1 });
  expect(database.readAdjudications()).toEqual([{ ...core, classIndex: 1 }, spurious]);
  expect(database.writeAdjudication(withdrawn)).toBe(true);
  expect(database.writeAdjudication({ ...withdrawn, decidedAt: 'resent' })).toBe(false);
  expect(database.readAdjudication(pair)).toBeNull();
  expect(database.readAdjudications()).toEqual([{ ...core, classIndex: 1 }]);
  expect(database.readAdjudicationHistory(pair)).toEqual([
    { ...core, isCurrent: false },
    { ...spurious, isCurrent: false },
    { ...withdrawn, isCurrent: true },
  ]);
});

test('W59: one current answer per person, pair and variant of the panels', () => {
  const answer: ValidationAnswer = {
    ...pair,
    workerId: 'Ann',
    variant: 'lowest',
    different: [3, 14],
    judgement: 'same',
    seconds: 12,
    answeredAt: '1',
  };
  expect(database.storeValidationAnswer(answer)).toBe(true);
  expect(database.storeValidationAnswer({ ...answer, seconds: 13, answeredAt: 'resent' })).toBe(false);
  const random: ValidationAnswer = { ...answer, variant: 'random', different: [], judgement: 'unclear' };
  expect(database.storeValidationAnswer(random)).toBe(true);
  const revised: ValidationAnswer = { ...answer, different: [], seconds: null, answeredAt: '2' };
  expect(database.storeValidationAnswer(revised)).toBe(true);
  const elsewhere = { ...answer, feature: 18 };
  database.storeValidationAnswer(elsewhere);
  expect(database.readValidationAnswers(pair)).toEqual([random, revised]);
  expect(database.readValidationAnswers()).toEqual([random, revised, elsewhere]);
  expect(database.readValidationHistory(pair)).toEqual([
    { ...answer, isCurrent: false },
    { ...random, isCurrent: true },
    { ...revised, isCurrent: true },
  ]);
});

test('W60: decisions on labels replace each other, are withdrawn, and keep their history', () => {
  const keep: LabelDecision = {
    image: 'train/a "b",c.jpg',
    classIndex: 0,
    choice: 'keep',
    newClassIndex: null,
    decidedBy: 'Ann',
    decidedAt: '1',
  };
  const relabel: LabelDecision = { ...keep, choice: 'relabel', newClassIndex: 2, decidedAt: '2' };
  const withdrawn: LabelDecision = { ...keep, choice: null, decidedAt: '3' };
  expect(database.writeLabelDecision(withdrawn)).toBe(false);
  expect(database.writeLabelDecision(keep)).toBe(true);
  expect(database.writeLabelDecision({ ...keep, decidedAt: 'resent' })).toBe(false);
  expect(database.writeLabelDecision(relabel)).toBe(true);
  expect(database.writeLabelDecision({ ...relabel, newClassIndex: 1 })).toBe(true);
  expect(database.readLabelDecision(keep.image)).toEqual({ ...relabel, newClassIndex: 1 });
  database.writeLabelDecision({ ...keep, image: 'b.jpg', choice: 'exclude' });
  expect(database.readLabelDecisions().map(({ image }) => image)).toEqual(['b.jpg', keep.image]);
  expect(database.writeLabelDecision(withdrawn)).toBe(true);
  expect(database.readLabelDecision(keep.image)).toBeNull();
  expect(database.readLabelDecisions()).toHaveLength(1);
  expect(
    database.readLabelHistory(keep.image).map(({ choice, isCurrent }) => `${choice} ${isCurrent}`),
  ).toEqual(['keep false', 'relabel false', 'relabel false', 'null true']);
  expect(() => database.writeLabelDecision({ ...keep, newClassIndex: 1 })).toThrow(/CHECK/);
});

test('W60, W90: decisions and tags about many images are written together, or not at all; what held before is told', () => {
  const by = { decidedBy: 'Ann', decidedAt: '1' };
  const decide = (image: string, choice: LabelDecision['choice']): LabelDecision => ({
    ...{ image, classIndex: 0, choice, newClassIndex: null, ...by },
  });
  const tag = (image: string, isSet = true): ImageTag => ({ image, tag: 'night', isSet, ...by });
  database.writeLabelDecision(decide('a', 'keep'));
  expect(
    database.writeImageMarks({
      decisions: [decide('a', 'flag'), decide('b', 'flag'), decide('c', null)],
      tags: [tag('b'), tag('b'), tag('c', false)],
    }),
  ).toEqual({ decisions: [decide('a', 'keep'), decide('b', null)], tags: [tag('b', false)] });
  expect(database.readImageTags()).toEqual([tag('b')]);
  expect(database.readTagHistory('b')).toEqual([{ ...tag('b'), isCurrent: true }]);

  const broken = { ...decide('d', 'keep'), newClassIndex: 1 };
  expect(() =>
    database.writeImageMarks({ decisions: [decide('c', 'flag'), broken], tags: [tag('c')] }),
  ).toThrow(/CHECK/);
  expect(database.readLabelDecision('c')).toBeNull();

  // A doubt that was settled is remembered as one, one that was taken back is not.
  const after = { ...decide('b', 'exclude'), decidedAt: '2' };
  database.writeImageMarks({ decisions: [after, decide('a', null)], tags: [tag('b', false)] });
  database.writeLabelDecision(decide('b', null));
  expect(database.readHandFlags()).toEqual([decide('b', 'flag')]);
  expect(database.readImageTags()).toEqual([]);
  expect(database.readTagHistory('b').map(({ isSet, isCurrent }) => [isSet, isCurrent])).toEqual([
    [true, false],
    [false, true],
  ]);
});

test('W89: flags that were shown are kept with their latest numbers', () => {
  const flag = { path: 'a', classIndex: 1, spuriosity: 1.5, suspectedClassIndex: 2 };
  database.writeShownFlags([flag, { ...flag, path: 'b' }], '1');
  database.writeShownFlags([{ ...flag, spuriosity: 2 }], '2');
  expect(database.readShownFlags()).toEqual([
    { ...flag, spuriosity: 2 },
    { ...flag, path: 'b' },
  ]);
});

describe('views and settings', () => {
  test('W61: a view of a name that exists is replaced and keeps its id', () => {
    const first = database.writeView({ name: 'disputed', url: '/pairs?filter=disputed', createdAt: '1' });
    const second = database.writeView({ name: 'birds', url: '/classes/3', createdAt: '1' });
    const replaced = database.writeView({ name: 'disputed', url: '/pairs', createdAt: '2' });
    expect(replaced).toEqual({ id: first.id, name: 'disputed', url: '/pairs', createdAt: '2' });
    expect(database.readViews()).toEqual([replaced, second]);
    expect(database.renameView(second.id, second.name)).toBe('renamed');
    expect(database.renameView(second.id, 'another name')).toBe('renamed');
    expect(database.readViews().map(({ name }) => name)).toContain('another name');
    expect(database.renameView(second.id + 9, 'a third name')).toBe('unknown');
    expect(database.removeView(second.id)).toBe(true);
    expect(database.removeView(second.id)).toBe(false);
    // An id never means another view later.
    expect(database.writeView({ name: 'new', url: '/', createdAt: '3' }).id).toBeGreaterThan(second.id);
  });

  test('W62: settings hold any JSON, each key by itself', () => {
    database.writeSettings({ answersPerPair: 5, note: { 'a b': [1, null, 'é'] } });
    database.writeSettings({ answersPerPair: 3 });
    expect(database.readSettings()).toEqual({ answersPerPair: 3, note: { 'a b': [1, null, 'é'] } });
  });
});
