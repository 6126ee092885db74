/**
 * Which pairs a person answers next: pairs, votes and what this and other people have in hand enter, an ordered list leaves.
 * Reserves nothing and keeps no time: whoever serves several people holds the reservations and lets them lapse.
 */
import type { Pair, PairVotes } from '../../records/annotation.js';
import type { ImportantFeature } from '../../records/discovery.js';
import { toPairKey } from './pairs.js';

/** A pair that is open in front of a person now. */
export interface Reservation extends Pair {
  workerId: string;
}

/** What decides which pairs a person is given. */
export interface AssignmentInput {
  workerId: string;
  pairs: readonly ImportantFeature[];
  /** Current votes; pairs without any may be left out. */
  votes: readonly PairVotes[];
  /** Pairs that the person has answered. */
  answered: readonly Pair[];
  /** Pairs that the person passed over; give none to offer them again. */
  skipped: readonly Pair[];
  /** Of everybody, the person's own included. */
  reservations: readonly Reservation[];
  /** How many people each pair is given to. */
  answersPerPair: number;
  /** Only this class; null: all. */
  classIndex?: number | null;
  /** Negative where `a` is to come before `b`; null: class by class. */
  compare?: ((a: ImportantFeature, b: ImportantFeature) => number) | null;
}

/**
 * The pairs that the person may answer, in the order in which to offer them. Never one they answered or passed over, and none whose
 * answers and other people's reservations already make up `answersPerPair`.
 *
 * Class by class, a class's pairs stay together, by rank. First come classes that the person has begun, then classes that nobody
 * else has open, then the others; each by class index. So a person stays with a class, and people who work at once spread over the
 * classes. With an order of their own pairs come by that, and class by class only where it says nothing.
 */
export function listOpenPairs(input: AssignmentInput): ImportantFeature[] {
  const { workerId, answersPerPair, classIndex = null, compare = null } = input;
  const takenOf = countTaken(input);
  const closed = new Set([...input.answered, ...input.skipped].map(toPairKey));
  const open = input.pairs.filter(
    (pair) =>
      (classIndex === null || pair.classIndex === classIndex) &&
      !closed.has(toPairKey(pair)) &&
      (takenOf.get(toPairKey(pair)) ?? 0) < answersPerPair,
  );
  const byClass = (a: ImportantFeature, b: ImportantFeature) =>
    a.classIndex - b.classIndex || a.rank - b.rank;
  const isOwn = (reservation: Reservation) => reservation.workerId === workerId;
  const begun = new Set(
    [...input.answered, ...input.reservations.filter(isOwn)].map((pair) => pair.classIndex),
  );
  const busy = new Set(
    input.reservations.filter((one) => !isOwn(one)).map((reservation) => reservation.classIndex),
  );
  const preference = (pair: Pair) => (begun.has(pair.classIndex) ? 0 : busy.has(pair.classIndex) ? 2 : 1);
  return open.sort((a, b) => (compare?.(a, b) ?? 0) || preference(a) - preference(b) || byClass(a, b));
}

/** Answers that a pair has or is about to get from others, by pair. */
function countTaken({ workerId, votes, reservations }: AssignmentInput): Map<string, number> {
  const taken = new Map(votes.map((pair) => [toPairKey(pair), pair.votesCore + pair.votesSpurious] as const));
  for (const reservation of reservations) {
    if (reservation.workerId === workerId) continue;
    const key = toPairKey(reservation);
    taken.set(key, (taken.get(key) ?? 0) + 1);
  }
  return taken;
}
