/**
 * The verdicts that hold now: pairs that a person settled first, then people's majority, then automatic ones.
 * In: an open project. Out: verdicts, computed from the database as it is at that moment. Stores none. Judgements on classes or features
 * that the workspace does not have are set aside (docs/formats/answers.md, A6).
 */
import type { Pair, Verdict } from '../../records/annotation.js';
import type { TimedAnswer } from '../../records/judgement.js';
import {
  countVotes,
  decideByAdjudication,
  decideByVotes,
  mergeVerdicts,
  toPairKey,
} from '../../stages/annotation/index.js';
import type { WorkspaceDatabase } from '../../storage/index.js';
import type { Project } from './project.js';

interface KeptVerdicts {
  mark: string;
  verdicts: readonly Verdict[];
  setAside: readonly Pair[];
}

/** Verdicts by the database they were read from, kept for as long as nothing in it changes. */
const KEPT = new WeakMap<WorkspaceDatabase, KeptVerdicts>();

/** Every pair that has a verdict, ascending by class, then feature. */
export function readVerdicts(project: Project): Verdict[] {
  return [...readKept(project).verdicts];
}

/** Judged pairs that the workspace does not have, ascending by class, then feature. */
export function listSetAside(project: Project): readonly Pair[] {
  return readKept(project).setAside;
}

/** People's current answers that count, in the order in which they came. */
export function readKnownAnswers(project: Project): TimedAnswer[] {
  return project.database.readAnswers().filter(createPairCheck(project));
}

/**
 * Whether the workspace has a pair: its class, and its feature as soon as there are features. The check holds for as long as data set
 * and features stay.
 */
export function createPairCheck(project: Project): (pair: Pair) => boolean {
  const classCount = project.readDataset().classes.length;
  const featureCount = project.readFeatureCount() ?? Number.POSITIVE_INFINITY;
  return ({ classIndex, feature }) => classIndex < classCount && feature < featureCount;
}

/** The verdict on one pair, without looking at the others; null where neither people nor data have judged it. */
export function readPairVerdict(project: Project, pair: Pair): Verdict | null {
  if (!createPairCheck(project)(pair)) return null;
  const { database } = project;
  const votes = countVotes(database.readPairAnswers(pair))[0];
  const adjudication = database.readAdjudication(pair);
  if (adjudication !== null) return decideByAdjudication(adjudication, votes);
  return votes === undefined ? database.readAutomaticVerdict(pair) : decideByVotes(votes);
}

function readKept(project: Project): KeptVerdicts {
  const { database } = project;
  const bounds = `${project.readDataset().classes.length} × ${project.readFeatureCount()}`;
  // Taken first: a change that comes in between makes the mark old, not the verdicts.
  const mark = `${database.readChangeMark()}, ${bounds}`;
  let kept = KEPT.get(database);
  if (kept?.mark !== mark) {
    const all = computeVerdicts(database);
    const isKnown = createPairCheck(project);
    kept = { mark, verdicts: all.filter(isKnown), setAside: all.filter((pair) => !isKnown(pair)) };
    KEPT.set(database, kept);
  }
  return kept;
}

function computeVerdicts(database: WorkspaceDatabase): Verdict[] {
  const votes = database.readVotes();
  const votesOf = new Map(votes.map((pair) => [toPairKey(pair), pair]));
  const settled = database
    .readAdjudications()
    .flatMap(
      (adjudication) => decideByAdjudication(adjudication, votesOf.get(toPairKey(adjudication))) ?? [],
    );
  return mergeVerdicts([...settled, ...votes.map(decideByVotes)], database.readAutomaticVerdicts());
}
