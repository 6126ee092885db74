/**
 * The few ways in which a scene draws its chances.
 * In: a seeded random source. Out: one number or one entry. Holds no state.
 */
import type { Random } from '../numeric/index.js';

/** A number spread evenly over [low, high). */
export function drawBetween(random: Random, low: number, high: number): number {
  return low + (high - low) * random.next();
}

/** True with the given probability. */
export function drawChance(random: Random, probability: number): boolean {
  return random.next() < probability;
}

/** One entry of a list that is not empty. */
export function drawOne<T>(random: Random, entries: readonly T[]): T {
  return entries[random.integer(entries.length)]!;
}
