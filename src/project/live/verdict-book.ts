/**
 * The judgements that hold now, in memory: a verdict per pair and the answers behind it.
 * In: verdicts and answers as the database gives them, all or a pair's. Out: the same, looked up and listed. Decides nothing.
 */
import type { Pair, Verdict } from '../../records/annotation.js';
import type { TimedAnswer } from '../../records/judgement.js';
import { toPairKey } from '../../stages/annotation/index.js';

/** What pages may ask. */
export interface Verdicts {
  find(pair: Pair): Verdict | null;
  /** Ascending by class, then feature. */
  list(): readonly Verdict[];
  /** Of one class, ascending by feature. */
  listOfClass(classIndex: number): readonly Verdict[];
  /** Current answers of people, those to a pair together. */
  listAnswers(): readonly TimedAnswer[];
}

export interface VerdictBook extends Verdicts {
  /** Replaces what is known of one pair. */
  setPair(pair: Pair, verdict: Verdict | null, answers: readonly TimedAnswer[]): void;
  /** Replaces everything; returns the classes whose verdicts differ from before, and whether anything does. */
  setAll(
    verdicts: readonly Verdict[],
    answers: readonly TimedAnswer[],
  ): { classes: Set<number>; isChanged: boolean };
}

/** Verdicts of each class by feature. */
type ByClass = Map<number, Map<number, Verdict>>;

/** An empty book. */
export function createVerdictBook(): VerdictBook {
  let byClass: ByClass = new Map();
  let answersOfPair = new Map<string, readonly TimedAnswer[]>();
  let listed: readonly Verdict[] | null = null;
  let listedAnswers: readonly TimedAnswer[] | null = null;

  const listOfClass = (classIndex: number) =>
    [...(byClass.get(classIndex)?.values() ?? [])].sort((a, b) => a.feature - b.feature);
  const list = () => {
    listed ??= [...byClass.keys()].sort((a, b) => a - b).flatMap(listOfClass);
    return listed;
  };
  const listAnswers = () => {
    listedAnswers ??= [...answersOfPair.values()].flat();
    return listedAnswers;
  };
  const forgetLists = () => {
    listed = null;
    listedAnswers = null;
  };

  return {
    find: ({ classIndex, feature }) => byClass.get(classIndex)?.get(feature) ?? null,
    list,
    listOfClass,
    listAnswers,
    setPair(pair, verdict, answers) {
      if (verdict === null) byClass.get(pair.classIndex)?.delete(pair.feature);
      else addVerdict(byClass, verdict);
      answersOfPair.set(toPairKey(pair), answers);
      forgetLists();
    },
    setAll(verdicts, answers) {
      const before = { byClass, answerCount: listAnswers().length };
      byClass = new Map();
      for (const verdict of verdicts) addVerdict(byClass, verdict);
      answersOfPair = groupByPair(answers);
      forgetLists();
      const classes = findChangedClasses(before.byClass, byClass);
      return { classes, isChanged: classes.size > 0 || answers.length !== before.answerCount };
    },
  };
}

function addVerdict(byClass: ByClass, verdict: Verdict): void {
  const ofClass = byClass.get(verdict.classIndex) ?? new Map<number, Verdict>();
  byClass.set(verdict.classIndex, ofClass.set(verdict.feature, verdict));
}

function groupByPair(answers: readonly TimedAnswer[]): Map<string, TimedAnswer[]> {
  const groups = new Map<string, TimedAnswer[]>();
  for (const answer of answers) {
    const key = toPairKey(answer);
    const group = groups.get(key);
    if (group) group.push(answer);
    else groups.set(key, [answer]);
  }
  return groups;
}

function findChangedClasses(before: ByClass, after: ByClass): Set<number> {
  const toText = (verdicts: Map<number, Verdict> | undefined) =>
    JSON.stringify([...(verdicts ?? [])].sort(([a], [b]) => a - b));
  const classes = [...before.keys(), ...after.keys()];
  return new Set(
    classes.filter((classIndex) => toText(before.get(classIndex)) !== toText(after.get(classIndex))),
  );
}
