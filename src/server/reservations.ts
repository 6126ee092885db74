/**
 * Pairs that are open in front of people, so that several at once get different ones.
 * In: who was given which pairs. Out: the reservations that still hold. Kept in memory: after a restart a pair may be given once too
 * often, which costs an answer and loses none.
 */
import type { Pair } from '../records/annotation.js';
import type { Reservation } from '../stages/annotation/index.js';

/** A pair that somebody has had this long without answering is given to the next person. */
const LAPSE_MS = 5 * 60_000;

export interface Reservations {
  /** Replaces what this person has in hand. */
  reserve(workerId: string, pairs: readonly Pair[]): void;
  /** This person is done with a pair, answered or passed over. */
  release(workerId: string, pair: Pair): void;
  list(): Reservation[];
}

export function createReservations(lapseMs: number = LAPSE_MS): Reservations {
  const inHand = new Map<string, { pairs: readonly Pair[]; untilMs: number }>();
  return {
    reserve: (workerId, pairs) => {
      inHand.set(workerId, { pairs, untilMs: performance.now() + lapseMs });
    },
    release: (workerId, { classIndex, feature }) => {
      const own = inHand.get(workerId);
      if (own === undefined) return;
      const isOther = (pair: Pair) => pair.classIndex !== classIndex || pair.feature !== feature;
      inHand.set(workerId, { ...own, pairs: own.pairs.filter(isOther) });
    },
    list: () => {
      const nowMs = performance.now();
      for (const [workerId, { untilMs }] of inHand) if (untilMs < nowMs) inHand.delete(workerId);
      return [...inHand].flatMap(([workerId, { pairs }]) =>
        pairs.map(({ classIndex, feature }) => ({ workerId, classIndex, feature })),
      );
    },
  };
}
