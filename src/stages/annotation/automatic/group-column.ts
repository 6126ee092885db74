/**
 * Verdicts without a person from known groups.
 * In: group values, activations. Out: verdicts with score and basis.
 */
import { computeAuroc, computeCramersV } from '../../../numeric/index.js';
import type { Verdict } from '../../../records/annotation.js';
import { toAutomaticVerdict } from './automatic-verdict.js';

/** A pair is spurious when its activation tells a group within the class with at least this AUROC. */
export const DEFAULT_GROUP_AUROC = 0.75;
/** A group with fewer images than this within a class says nothing about a feature. */
export const SMALLEST_GROUP = 5;

/** A column that follows the classes less than this (Cramér's V) is no habit that a feature could have learned. */
export const SMALLEST_ASSOCIATION = 0.1;

/**
 * Whether a group column is tied to the classes, so that a feature that does not tell its groups may be taken for core
 * (docs/method.md, M33).
 *
 * @param classIndices and values of the training images, in one order
 */
export function isTiedToClasses(values: readonly string[], classIndices: readonly number[]): boolean {
  const codes = new Map([...new Set(values)].map((value, code) => [value, code]));
  return (
    computeCramersV(
      values.map((value) => codes.get(value)!),
      classIndices,
    ) >= SMALLEST_ASSOCIATION
  );
}

/** How well a feature tells the groups of one class apart. */
export interface GroupScore {
  column: string;
  group: string;
  /** AUROC of the activation for the group against the rest of the class; the group is where the feature fires most. */
  auroc: number;
}

/**
 * The group within a class whose images the feature fires on most, or null where no group has enough images on both sides.
 *
 * @param activations of the class's training images.
 * @param groups per column, the value of each of these images.
 */
export function computeGroupScore(
  activations: Float32Array,
  groups: Readonly<Record<string, readonly string[]>>,
): GroupScore | null {
  let best: GroupScore | null = null;
  for (const [column, values] of Object.entries(groups)) {
    for (const group of [...new Set(values)].sort()) {
      const positives = Uint8Array.from(values, (value) => (value === group ? 1 : 0));
      const size = positives.reduce((sum, one) => sum + one, 0);
      if (size < SMALLEST_GROUP || values.length - size < SMALLEST_GROUP) continue;
      const auroc = computeAuroc(activations, positives);
      if (best === null || auroc > best.auroc) best = { column, group, auroc };
    }
  }
  return best;
}

/** Verdict of a pair of a class whose known groups vary (docs/method.md, M31). */
export function decideByGroup(
  pair: { classIndex: number; feature: number },
  score: GroupScore,
  limit = DEFAULT_GROUP_AUROC,
): Verdict {
  return toAutomaticVerdict(pair, {
    spurious: score.auroc >= limit,
    source: 'group-column',
    score: score.auroc,
    probability: null,
    basis: `Within the class the activation tells ${score.column} = ${score.group} with an AUROC of ${score.auroc.toFixed(2)}.`,
  });
}
