/**
 * What a person sees who is to judge blind: the engine's numbers as if only their own answers and what data say existed.
 * In: the engine, a person. Out: a `LiveProject` of the same workspace with verdicts and derived numbers of its own. Others' answers,
 * decisions by hand and the program's guesses are in none of them; what is read beside them asks `onlyOf`.
 */
import { UsageError } from '../../base/errors.js';
import type { Pair } from '../../records/annotation.js';
import type { TimedAnswer } from '../../records/judgement.js';
import { mergeVerdicts, tallyVerdicts, toPairKey } from '../../stages/annotation/index.js';
import { WITHHELD } from '../../words/index.js';
import { readSettings } from '../workspace/index.js';
import { createDerived, type Derived, findFirstGap, findFirstMean } from './derived.js';
import type { LiveProject, OnlyOf } from './live-project.js';
import type { LiveState } from './state.js';
import { createVerdictBook } from './verdict-book.js';

/** Views that are kept; of a person beyond them it is made anew. */
const MOST_VIEWS = 64;

/** Counts by the list of answers, which is another one after every change of answers and of pairs. */
const OPEN_COUNTS = new WeakMap<readonly TimedAnswer[], Map<string, number>>();

/** Throws `blind` for what can be had only whole, from somebody who may not see the whole. */
export function assertSeesAll({ onlyOf }: LiveProject): void {
  if (onlyOf !== null) throw new UsageError('blind', { status: 403, what: WITHHELD });
}

/** The whole, from which views are taken. */
type WholeProject = Omit<LiveProject, 'viewOf'>;

/** Chooses what people see. */
export interface BlindViews {
  /** Null for whoever may see everything. A person without a name has answered nothing. */
  find(person: string | null): LiveProject | null;
}

/** @param readState what the engine has read, as it is now */
export function createBlindViews(whole: WholeProject, readState: () => LiveState): BlindViews {
  const views = new Map<string | null, ReturnType<typeof createView>>();
  return {
    find(person) {
      const openPairs = countOpenPairs(whole, person);
      if (openPairs === 0) return null;
      const known = views.get(person) ?? createView(whole, readState, person);
      views.delete(person);
      views.set(person, known);
      if (views.size > MOST_VIEWS) views.delete(views.keys().next().value!);
      known.refresh({ person, openPairs });
      return known.view;
    },
  };
}

/**
 * Pairs that a person is to judge blind: those that they have not answered (passed over or not) and that lack answers. None where one
 * answer settles a pair, since nobody is asked about a judged one, and for whoever chose to see.
 */
function countOpenPairs({ project, facts, verdicts }: WholeProject, person: string | null): number {
  const { answersPerPair: wanted } = readSettings(project);
  if (wanted === 1 || (person !== null && project.database.isUnblinded(person))) return 0;
  const answers = verdicts.listAnswers();
  const known = OPEN_COUNTS.get(answers) ?? new Map<string, number>();
  OPEN_COUNTS.set(answers, known);
  const question = JSON.stringify([wanted, person]);
  if (known.has(question)) return known.get(question)!;
  const taken = new Map<string, number>();
  for (const answer of answers) {
    const key = toPairKey(answer);
    // Whoever has answered is not asked again.
    const weight = answer.workerId === person ? wanted : 1;
    taken.set(key, (taken.get(key) ?? 0) + weight);
  }
  const pairs = facts.discovery?.pairs ?? [];
  const count = pairs.filter((pair) => (taken.get(toPairKey(pair)) ?? 0) < wanted).length;
  known.set(question, count);
  return count;
}

function createView(whole: WholeProject, readState: () => LiveState, person: string | null) {
  const { project, k } = whole;
  const book = createVerdictBook();
  let state: LiveState | null = null;
  let mark = '';
  let derived: Derived;
  let onlyOf: OnlyOf;

  const readOwn = () => whole.verdicts.listAnswers().filter(({ workerId }) => workerId === person);
  /** Pairs whose activations the engine has gathered. */
  const isGathered = (pair: Pair) =>
    whole.derived.findImportant(pair) !== null || whole.verdicts.find(pair) !== null;
  const refresh = (seen: OnlyOf) => {
    onlyOf = seen;
    const now = { state: readState(), mark: `${whole.revision} ${project.database.readChangeMark()}` };
    if (now.state === state && now.mark === mark) return;
    const own = readOwn();
    const ofData = project.database
      .readAutomaticVerdicts()
      .filter((verdict) => verdict.source !== 'provisional' && isGathered(verdict));
    const { classes } = book.setAll(mergeVerdicts(tallyVerdicts(own), ofData), own);
    if (now.state === state) {
      // The mark changes with every write, a job's progress too; numbers change with verdicts alone.
      if (classes.size > 0) derived.measure(classes);
    } else {
      derived = createDerived(now.state, book, k);
      derived.measure(now.state.facts.imagesOfClass.keys());
    }
    ({ state, mark } = now);
  };

  const view: LiveProject = {
    project,
    k,
    verdicts: book,
    get onlyOf() {
      return onlyOf;
    },
    get revision() {
      return whole.revision;
    },
    get facts() {
      return whole.facts;
    },
    get measured() {
      return whole.measured;
    },
    get models() {
      return whole.models;
    },
    get derived() {
      return derived;
    },
    viewOf: () => view,
    applyJudgement: async (classIndex, feature) => {
      const gapBefore = findFirstGap(derived, classIndex);
      const meanBefore = findFirstMean(derived);
      const { revision } = await whole.applyJudgement(classIndex, feature);
      refresh(onlyOf);
      const gapAfter = findFirstGap(derived, classIndex);
      const meanAfter = findFirstMean(derived);
      const verdict = book.find({ classIndex, feature });
      return { revision, verdict, gapBefore, gapAfter, meanBefore, meanAfter };
    },
    applyAll: () => whole.applyAll(),
    subscribe: (listener) => whole.subscribe(listener),
    readActivations: (pair) => whole.readActivations(pair),
    rankByFeature: (pair, split) => whole.rankByFeature(pair, split),
    computeHistogram: (pair) => whole.computeHistogram(pair),
    readClassPredictions: (model, classIndex, split) => whole.readClassPredictions(model, classIndex, split),
    predictMeasured: (head) => whole.predictMeasured(head),
  };
  return { view, refresh };
}
