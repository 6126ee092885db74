import { describe, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import type { Pair, PairVotes } from '../../records/annotation.js';
import type { ImportantFeature } from '../../records/discovery.js';
import { type AssignmentInput, listOpenPairs } from './assignment.js';

/** Three classes of two features each; features of later classes matter more. */
const pairs: ImportantFeature[] = [0, 1, 2].flatMap((classIndex) =>
  [1, 2].map((rank) => ({
    classIndex,
    rank,
    feature: 10 * classIndex + rank,
    importance: classIndex - rank / 10,
    meanActivation: 1,
    headWeight: 1,
  })),
);
const toPair = (feature: number): Pair => ({ classIndex: Math.floor(feature / 10), feature });
const toVotes = (feature: number, answers: number): PairVotes => ({
  ...toPair(feature),
  votesCore: answers,
  votesSpurious: 0,
});

function listFeatures(change: Partial<AssignmentInput> = {}): number[] {
  const nothing = { votes: [], answered: [], skipped: [], reservations: [] };
  return listOpenPairs({ workerId: 'Ann', pairs, answersPerPair: 1, ...nothing, ...change }).map(
    ({ feature }) => feature,
  );
}

describe('listOpenPairs', () => {
  test('the first person goes through the classes in order, by rank', () => {
    expect(listFeatures()).toEqual([1, 2, 11, 12, 21, 22]);
    expect(listFeatures({ pairs: pairs.toReversed() })).toEqual([1, 2, 11, 12, 21, 22]);
  });

  test('a person stays with a class that they have begun', () => {
    expect(listFeatures({ answered: [toPair(11)], votes: [toVotes(11, 1)] })).toEqual([12, 1, 2, 21, 22]);
    expect(listFeatures({ reservations: [{ workerId: 'Ann', ...toPair(22) }] })).toEqual([
      21, 22, 1, 2, 11, 12,
    ]);
  });

  test('people who work at once spread over the classes', () => {
    expect(listFeatures({ reservations: [{ workerId: 'Bo', ...toPair(1) }] })).toEqual([11, 12, 21, 22, 2]);
  });

  test('a pair is closed by its own answer, a skip, enough answers, or others at it', () => {
    expect(listFeatures({ skipped: [toPair(1)] })).not.toContain(1);
    expect(listFeatures({ votes: [toVotes(1, 1)] })).not.toContain(1);
    const five = { answersPerPair: 5 };
    expect(listFeatures({ ...five, votes: [toVotes(1, 4)] })).toContain(1);
    expect(listFeatures({ ...five, answered: [toPair(1)], votes: [toVotes(1, 1)] })).not.toContain(1);
    const reservations = [{ workerId: 'Bo', ...toPair(1) }];
    expect(listFeatures({ ...five, votes: [toVotes(1, 4)], reservations })).not.toContain(1);
    expect(listFeatures({ ...five, votes: [toVotes(1, 3)], reservations })).toContain(1);
  });

  test('an order of one’s own goes before begun and busy classes, which decide between equals', () => {
    const compare = (a: ImportantFeature, b: ImportantFeature) => a.rank - b.rank;
    const change = { answered: [toPair(21)], reservations: [{ workerId: 'Bo', ...toPair(2) }] };
    expect(listFeatures({ ...change, compare })).toEqual([11, 1, 22, 12]);
    expect(listFeatures(change)).toEqual([22, 11, 12, 1]);
  });

  test('a class on request', () => {
    expect(listFeatures({ classIndex: 1 })).toEqual([11, 12]);
    expect(listFeatures({ classIndex: 9 })).toEqual([]);
  });

  test('people who take turns give every pair exactly as many answers as wanted, none twice from one person', () => {
    const workers = ['Ann', 'Bo', 'Cy', 'Di'];
    const property = fc.property(
      fc.array(fc.constantFrom(...workers), { maxLength: 40 }),
      fc.integer({ min: 1, max: 4 }),
      (turns, answersPerPair) => {
        const given = new Map<string, Pair[]>(workers.map((worker) => [worker, []]));
        // Enough turns for all at the end.
        const all = [...turns, ...workers.flatMap((worker) => pairs.map(() => worker))];
        for (const workerId of all) {
          const votes = pairs.map(({ feature }) =>
            toVotes(feature, [...given.values()].flat().filter((pair) => pair.feature === feature).length),
          );
          const [next] = listOpenPairs({
            ...{ workerId, pairs, votes, answersPerPair },
            ...{ answered: given.get(workerId)!, skipped: [], reservations: [] },
          });
          if (next !== undefined) given.get(workerId)!.push(next);
        }
        for (const { feature } of pairs) {
          const by = workers.map(
            (worker) => given.get(worker)!.filter((pair) => pair.feature === feature).length,
          );
          expect(Math.max(...by)).toBeLessThanOrEqual(1);
          expect(by.reduce((sum, count) => sum + count)).toBe(answersPerPair);
        }
      },
    );
    fc.assert(property, { numRuns: 50 });
  });
});
