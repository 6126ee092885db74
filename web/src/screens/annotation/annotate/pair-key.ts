/** How a pair is written in this app's addresses and as a key: "3-17". In: pair or text. Out: the other. */
import type { PairStanding } from '../../../../../src/protocol/index.js';

export type Pair = Pick<PairStanding, 'classIndex' | 'feature'>;

export function formatPair({ classIndex, feature }: Pair): string {
  return `${classIndex}-${feature}`;
}

/** Undefined where the value is no pair. */
export function parsePair(value: unknown): Pair | undefined {
  const match = typeof value === 'string' ? /^(\d{1,9})-(\d{1,9})$/.exec(value) : null;
  return match ? { classIndex: Number(match[1]), feature: Number(match[2]) } : undefined;
}
