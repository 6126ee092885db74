/**
 * The verdicts that hold now: pairs that a person settled first, then people's majority, then automatic ones.
 * In: an open project. Out: verdicts, computed from the database as it is at that moment. Stores none.
 */
import type { Pair, Verdict } from '../records/annotation.js';
import {
  countVotes,
  decideByAdjudication,
  decideByVotes,
  mergeVerdicts,
  toPairKey,
} from '../stages/annotation/index.js';
import type { WorkspaceDatabase } from '../storage/index.js';
import type { Project } from './project.js';

/** Verdicts by the database they were read from, kept for as long as nothing in it changes. */
const KEPT = new WeakMap<WorkspaceDatabase, { mark: string; verdicts: readonly Verdict[] }>();

/** Every pair that has a verdict, ascending by class, then feature. */
export function readVerdicts({ database }: Project): Verdict[] {
  // Taken first: a change that comes in between makes the mark old, not the verdicts.
  const mark = database.readChangeMark();
  let kept = KEPT.get(database);
  if (kept?.mark !== mark) {
    kept = { mark, verdicts: computeVerdicts(database) };
    KEPT.set(database, kept);
  }
  return [...kept.verdicts];
}

/** The verdict on one pair, without looking at the others; null where neither people nor data have judged it. */
export function readPairVerdict({ database }: Project, pair: Pair): Verdict | null {
  const votes = countVotes(database.readPairAnswers(pair))[0];
  const adjudication = database.readAdjudication(pair);
  if (adjudication !== null) return decideByAdjudication(adjudication, votes);
  return votes === undefined ? database.readAutomaticVerdict(pair) : decideByVotes(votes);
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
