import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import type { TimedAnswer } from '../../records/judgement.js';
import { openDatabase, type WorkspaceDatabase } from './database.js';

let folder: string;
let path: string;
let database: WorkspaceDatabase;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-answers-'));
  path = join(folder, 'workspace.sqlite');
  database = openDatabase(path);
});
afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

function buildAnswer(change: Partial<TimedAnswer> = {}): TimedAnswer {
  return {
    workerId: 'Ann',
    wordnetId: 'n01',
    classIndex: 3,
    feature: 17,
    featureRank: 1,
    main: 'background',
    confidence: 4,
    reasons: 'water, mostly',
    seconds: 31.5,
    answeredAt: '2026-01-02T03:04:05.000Z',
    isBlind: null,
    ...change,
  };
}

const pair = { classIndex: 3, feature: 17 };
const listStates = () => database.readAnswerHistory(3, 17).map(({ main, state }) => `${main} ${state}`);

describe('answers of the app (W56)', () => {
  test('are added, repeated, replaced; time and origin stay with them', () => {
    const first = database.storeAnswer(buildAnswer(), 'app');
    expect(first).toEqual({ outcome: 'added', answerId: expect.any(Number) });
    // A resent answer has taken longer by the time it arrives again.
    const again = database.storeAnswer(buildAnswer({ seconds: 40 }), 'app');
    expect(again).toEqual({ outcome: 'duplicate', answerId: first.answerId });
    const revised = buildAnswer({ main: 'main_object', seconds: 2, answeredAt: '2026-01-02T03:05:00.000Z' });
    expect(database.storeAnswer(revised, 'app').outcome).toBe('replaced');
    expect(database.readAnswers()).toEqual([revised]);
    expect(database.readAnswerHistory(3, 17)).toEqual([
      expect.objectContaining({ ...buildAnswer(), state: 'replaced', origin: 'app', retractedAt: null }),
      expect.objectContaining({ ...revised, state: 'current', storedAt: revised.answeredAt }),
    ]);
  });

  test('and imported ones replace each other; the history says where each came from', () => {
    database.storeAnswer(buildAnswer(), 'app');
    const { seconds, answeredAt, ...untimed } = buildAnswer({ main: 'separate_object' });
    database.appendAnswers([untimed], 'study.csv');
    database.appendAnswers([{ ...untimed, main: 'background', seconds, answeredAt }], 'timed.csv');
    database.storeAnswer(buildAnswer({ main: 'main_object' }), 'app');
    expect(database.readAnswerHistory(3, 17)).toMatchObject([
      { main: 'background', origin: 'app', state: 'replaced' },
      { main: 'separate_object', origin: 'study.csv', state: 'replaced', seconds: null, answeredAt: null },
      { main: 'background', origin: 'timed.csv', state: 'replaced', seconds, answeredAt },
      { main: 'main_object', origin: 'app', state: 'current' },
    ]);
    expect(database.readAnswerHistory(3, 18)).toEqual([]);
  });

  test('taking back walks the same way back, and twice is once', () => {
    const { answerId: first } = database.storeAnswer(buildAnswer(), 'app');
    const { answerId: second } = database.storeAnswer(buildAnswer({ main: 'main_object' }), 'app');
    expect(database.retractAnswer(second, 'later')).toMatchObject({
      state: 'retracted',
      retractedAt: 'later',
    });
    expect(listStates()).toEqual(['background current', 'main_object retracted']);
    expect(database.retractAnswer(second, 'even later')).toMatchObject({ retractedAt: 'later' });
    expect(listStates()).toEqual(['background current', 'main_object retracted']);
    database.retractAnswer(first, 'later');
    expect(database.readAnswers()).toEqual([]);
    expect(database.storeAnswer(buildAnswer(), 'app').outcome).toBe('added');
    expect(listStates()).toEqual(['background retracted', 'main_object retracted', 'background current']);
    expect(database.retractAnswer(99, 'later')).toBeNull();
  });

  test('an answer that was replaced and taken back does not return', () => {
    const { answerId: first } = database.storeAnswer(buildAnswer(), 'app');
    const { answerId: second } = database.storeAnswer(buildAnswer({ main: 'main_object' }), 'app');
    database.retractAnswer(first, 'later');
    expect(listStates()).toEqual(['background retracted', 'main_object current']);
    database.retractAnswer(second, 'later');
    expect(database.readAnswers()).toEqual([]);
  });

  test('taking back one person’s answer leaves the others’', () => {
    const others = [
      buildAnswer({ workerId: 'Bo' }),
      buildAnswer({ feature: 18 }),
      buildAnswer({ classIndex: 4 }),
    ];
    for (const other of others) database.storeAnswer(other, 'app');
    database.retractAnswer(database.storeAnswer(buildAnswer(), 'app').answerId, 'later');
    expect(database.readAnswers()).toEqual(others);
  });

  test('votes, pairs of a worker and answers of a pair count what is current', () => {
    database.appendAnswers(
      [
        buildAnswer({ workerId: 'Bo', main: 'main_object' }),
        buildAnswer({ workerId: 'Cy', main: 'separate_object' }),
        buildAnswer({ workerId: 'Bo', classIndex: 1, feature: 9, main: 'main_object' }),
      ],
      'a.csv',
    );
    database.storeAnswer(buildAnswer(), 'app');
    const { answerId } = database.storeAnswer(buildAnswer({ workerId: 'Bo', classIndex: 2 }), 'app');
    database.retractAnswer(answerId, 'later');
    expect(database.readVotes()).toEqual([
      { classIndex: 1, feature: 9, votesCore: 1, votesSpurious: 0 },
      { classIndex: 3, feature: 17, votesCore: 1, votesSpurious: 2 },
    ]);
    expect(database.readAnsweredPairs('Bo')).toEqual([{ classIndex: 1, feature: 9 }, pair]);
    expect(database.readAnsweredPairs('nobody')).toEqual([]);
    expect(database.readPairAnswers(pair).map(({ workerId }) => workerId)).toEqual(['Bo', 'Cy', 'Ann']);
  });

  test('any order of answering and taking back leaves at most one current answer per person, and loses none', () => {
    const step = fc.oneof(
      fc.record({
        worker: fc.constantFrom('Ann', 'Bo'),
        main: fc.constantFrom('background', 'main_object', 'separate_object'),
      }),
      fc.record({ retract: fc.nat(12) }),
    );
    let classIndex = 0;
    const asserted = fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      // A pair of its own for each run.
      classIndex += 1;
      const ids: number[] = [];
      let stored = 0;
      // What one person's current answer must be: the last one that was not taken back.
      const stacks: Record<string, { id: number; main: string }[]> = { Ann: [], Bo: [] };
      for (const one of steps) {
        if ('retract' in one) {
          const id = ids[one.retract % Math.max(ids.length, 1)];
          if (id === undefined) continue;
          database.retractAnswer(id, 'later');
          for (const worker of ['Ann', 'Bo']) {
            stacks[worker] = stacks[worker]!.filter((answer) => answer.id !== id);
          }
          continue;
        }
        const answer = buildAnswer({
          workerId: one.worker,
          main: one.main as TimedAnswer['main'],
          classIndex,
        });
        const { outcome, answerId } = database.storeAnswer(answer, 'app');
        expect(outcome === 'duplicate').toBe(stacks[one.worker]!.at(-1)?.main === one.main);
        if (outcome === 'duplicate') continue;
        stored += 1;
        ids.push(answerId);
        stacks[one.worker]!.push({ id: answerId, main: one.main });
      }
      const history = database.readAnswerHistory(classIndex, 17);
      const current = history.filter(({ state }) => state === 'current').map(({ answerId }) => answerId);
      expect(history).toHaveLength(stored);
      expect(current).toEqual(
        Object.values(stacks)
          .flatMap((stack) => stack.at(-1)?.id ?? [])
          .sort((a, b) => a - b),
      );
    });
    fc.assert(asserted, { numRuns: 40 });
  });
});

test('the change mark tells changes of this and of another connection, and only those', () => {
  const other = openDatabase(path);
  const marks = [database.readChangeMark()];
  database.readAnswers();
  expect(database.readChangeMark()).toBe(marks[0]);
  database.storeAnswer(buildAnswer(), 'app');
  marks.push(database.readChangeMark());
  other.storeAnswer(buildAnswer({ workerId: 'Bo' }), 'app');
  marks.push(database.readChangeMark());
  other.storeAnswer(buildAnswer({ workerId: 'Bo' }), 'app');
  marks.push(database.readChangeMark());
  other.close();
  expect(new Set(marks.slice(0, 3)).size).toBe(3);
});

test('W55: a database of schema 1 is brought up to date and keeps what it holds', async () => {
  const fixture = fileURLToPath(new URL('../../../fixtures/storage/schema-1.sql', import.meta.url));
  const old = join(folder, 'old.sqlite');
  const connection = new DatabaseSync(old);
  connection.exec(await readFile(fixture, 'utf8'));
  connection.close();
  const upgraded = openDatabase(old);
  expect(upgraded.readAnswerHistory(3, 17)).toMatchObject([
    {
      workerId: 'W1',
      main: 'background',
      state: 'replaced',
      origin: 'a.csv',
      seconds: null,
      answeredAt: null,
    },
    { workerId: 'W2', main: 'main_object', state: 'current', origin: 'a.csv' },
    { workerId: 'W1', main: 'separate_object', state: 'current', origin: 'b.csv' },
  ]);
  expect(upgraded.readAutomaticVerdicts()).toMatchObject([{ probability: null }]);
  expect(upgraded.storeAnswer(buildAnswer({ workerId: 'W2' }), 'app').outcome).toBe('replaced');
  upgraded.close();
  openDatabase(old).close();
});
