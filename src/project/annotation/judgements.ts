/**
 * Judging in the app: one answer at a time, taking it back, passing over, settling, and which pair comes next.
 * In: what a person did. Out: it stored, and the verdict that follows. Writes no tables, which may follow later (`writeAnnotations`).
 */
import { UsageError } from '../../base/errors.js';
import {
  ANSWER_CHOICES,
  type Answer,
  type Pair,
  type PairVotes,
  type Verdict,
} from '../../records/annotation.js';
import type { ImportantFeature } from '../../records/discovery.js';
import type { Adjudication, AnswerRecord, Dated, TimedAnswer } from '../../records/judgement.js';
import { MOST_CONFIDENCE } from '../../records/limits.js';
import {
  findDisputedPairs,
  listOpenPairs,
  type Reservation,
  toPairKey,
} from '../../stages/annotation/index.js';
import type { StoredAnswer } from '../../storage/index.js';
import {
  assertAnswer,
  assertPair,
  assertRank,
  assertSeconds,
  assertText,
  assertWorker,
  isCount,
  listSetAside,
  type Project,
  readPairVerdict,
  readSettings,
  toNow,
} from '../workspace/index.js';
import { APP_ORIGIN } from './origins.js';

/** An answer as a person gives it in the app. */
export interface GivenAnswer extends Omit<Answer, 'wordnetId'>, Pick<TimedAnswer, 'seconds'> {
  /** What the person was shown of others' judgements: nothing, or everything; unknown unless it is said. */
  shown?: 'nothing' | 'everything';
}

export interface AnswerReceipt extends StoredAnswer {
  /** On the pair, after the answer. */
  verdict: Verdict;
}

/**
 * Stores an answer, durably when this returns. The same answer sent again is a duplicate, another one of the same person replaces it.
 * Throws `class-unknown`, `feature-unknown`, `answer-malformed`.
 */
export function storeAnswer(project: Project, given: GivenAnswer): AnswerReceipt {
  assertPair(project, given);
  assertWorker(given.workerId);
  const { confidence, featureRank, main, seconds } = given;
  assertAnswer(ANSWER_CHOICES.includes(main), `${JSON.stringify(main)} is no answer`);
  assertAnswer(isCount(confidence) && confidence <= MOST_CONFIDENCE, `${confidence} is no confidence`);
  assertRank(project, featureRank);
  assertText(given.reasons);
  assertSeconds(seconds);
  const wordnetId = project.readDataset().classes[given.classIndex]!.wordnetId ?? '';
  const { shown, ...content } = given;
  const isBlind = shown === undefined ? null : shown === 'nothing' || !isInfluenced(project, given);
  const answer = { ...content, wordnetId, answeredAt: toNow(), isBlind };
  const stored = project.database.storeAnswer(answer, APP_ORIGIN);
  return { ...stored, verdict: readPairVerdict(project, given)! };
}

/** Whether somebody to whom everything is shown could see another's judgement on the pair; the choice to see counts for all later answers. */
function isInfluenced({ database }: Project, given: GivenAnswer): boolean {
  return (
    database.isUnblinded(given.workerId) ||
    database.readAdjudication(given) !== null ||
    database.readPairAnswers(given).some(({ workerId }) => workerId !== given.workerId)
  );
}

/** Notes that a person wants to see what others answered from now on. Nothing takes it back: what was seen cannot be unseen. */
export function unblind(project: Project, workerId: string): void {
  assertWorker(workerId);
  project.database.addUnblinding({ workerId, unblindedAt: toNow() });
}

/**
 * That the person has not given another answer to the pair already: in a second window, nobody means to change what they do not see.
 * Throws `answered-already`.
 */
export function assertNotAnswered({ database }: Project, given: GivenAnswer): void {
  const earlier = database.readPairAnswers(given).find(({ workerId }) => workerId === given.workerId);
  const isSame = (['main', 'confidence', 'reasons'] as const).every(
    (part) => earlier?.[part] === given[part],
  );
  if (earlier === undefined || isSame) return;
  throw new UsageError('answered-already', {
    status: 409,
    what: `You answered this pair already: ${earlier.main.replace('_', ' ')}.`,
    why: 'The answer was not changed.',
  });
}

/**
 * Takes back an answer of this person; the one that it had replaced holds again. Sent twice it changes nothing the second time.
 * Throws `answer-missing`, and `answer-of-another` when someone else gave it.
 */
export function retractAnswer(
  project: Project,
  { answerId, workerId }: { answerId: number; workerId: string },
): { answer: AnswerRecord; verdict: Verdict | null } {
  const standing = project.database.readAnswer(answerId);
  if (standing === null) {
    throw new UsageError('answer-missing', { status: 404, what: `There is no answer ${answerId}.` });
  }
  if (standing.workerId !== workerId) {
    throw new UsageError('answer-of-another', {
      what: `Answer ${answerId} was given by ${standing.workerId}, not by ${workerId}.`,
      next: 'Settle the pair instead, if its answers are wrong.',
    });
  }
  const answer = project.database.retractAnswer(answerId, toNow())!;
  return { answer, verdict: readPairVerdict(project, answer) };
}

/** Notes that a person passed over a pair, so that it is not offered to them again. */
export function skipPair(
  project: Project,
  { workerId, classIndex, feature }: Pair & { workerId: string },
): void {
  assertPair(project, { classIndex, feature });
  assertWorker(workerId);
  project.database.addSkip({ workerId, classIndex, feature, skippedAt: toNow() });
}

/** Takes back a skip. */
export function unskipPair(project: Project, skip: Pair & { workerId: string }): void {
  project.database.removeSkip(skip);
}

/**
 * Settles a pair whatever its answers say, or, with verdict null, hands it back to them. What held before stays in the history.
 * @returns the verdict that holds now, and the decision that held before, for undoing
 */
export function adjudicate(
  project: Project,
  decision: Omit<Adjudication, 'decidedAt'>,
): { verdict: Verdict | null; previous: Adjudication | null } {
  assertPair(project, decision);
  assertWorker(decision.decidedBy);
  assertText(decision.reason);
  const previous = project.database.readAdjudication(decision);
  project.database.writeAdjudication({ ...decision, decidedAt: toNow() });
  return { verdict: readPairVerdict(project, decision), previous };
}

/** Everything that people have said about a pair, and what follows. */
export interface PairHistory {
  verdict: Verdict | null;
  /** What data say on their own; null where nothing was judged automatically. */
  automatic: Verdict | null;
  /** Every answer ever, oldest first. */
  answers: AnswerRecord[];
  /** Every decision ever, oldest first. */
  adjudications: Dated<Adjudication>[];
}

export function readPairHistory(project: Project, pair: Pair): PairHistory {
  const { database } = project;
  return {
    verdict: readPairVerdict(project, pair),
    automatic: database.readAutomaticVerdict(pair),
    answers: database.readAnswerHistory(pair.classIndex, pair.feature),
    adjudications: database.readAdjudicationHistory(pair),
  };
}

/** A pair on which one vote decided, or none. */
export interface DisputedPair extends PairVotes {
  /** How a person settled it; null while nobody has. */
  adjudication: Adjudication | null;
}

/** The disputed pairs that the workspace has, ascending by class, then feature; settled ones too. */
export function listDisputedPairs(project: Project): DisputedPair[] {
  const { database } = project;
  const settled = new Map(database.readAdjudications().map((one) => [toPairKey(one), one]));
  const setAside = new Set(listSetAside(project).map(toPairKey));
  const votes = database.readVotes().filter((pair) => !setAside.has(toPairKey(pair)));
  return findDisputedPairs(votes).map((pair) => ({
    ...pair,
    adjudication: settled.get(toPairKey(pair)) ?? null,
  }));
}

/** What the choice of a person's next pairs depends on beside the database. */
export interface NextPairsRequest {
  workerId: string;
  /** The important pairs; not read here, since they are the same for every request. */
  pairs: readonly ImportantFeature[];
  reservations: readonly Reservation[];
  classIndex?: number | null;
  /** Whether pairs that the person passed over are offered again. */
  includeSkipped?: boolean;
  compare?: ((a: ImportantFeature, b: ImportantFeature) => number) | null;
}

/** The pairs that a person may answer, in the order in which to offer them (rule in `listOpenPairs`). */
export function listNextPairs(project: Project, request: NextPairsRequest): ImportantFeature[] {
  const { database } = project;
  const { includeSkipped = false, ...rest } = request;
  return listOpenPairs({
    ...rest,
    votes: database.readVotes(),
    answered: database.readAnsweredPairs(request.workerId),
    skipped: includeSkipped ? [] : database.readSkips(request.workerId),
    answersPerPair: readSettings(project).answersPerPair,
  });
}
