/**
 * What the witnesses say together (docs/method.md, M76 and M78): gaps, intervals and p-values enter, one word for each class or model leaves.
 */
import { adjustByBenjaminiHochberg, type Interval } from '../../../numeric/index.js';
import type { DecidedFinding } from '../../../records/names.js';

/** What was measured of a class or model; null where it was not. Intervals of 95%, p-values one-sided. */
export interface Witnesses {
  gap: (Interval & { pValue: number }) | null;
  adjusted: (Interval & { pValue: number }) | null;
  strict: { pValue: number } | null;
  /** Effect of weakening the cue, negative where the model loses by it. */
  intervention: (Interval & { pValue?: number }) | null;
}

/** Share of false discoveries, and limit of a single p-value. */
const LEVEL = 0.05;

/**
 * `leans-on`: the intervals of the gap and of the adjusted gap lie above 0, and either the strict adjusted gap has p < 0.05 or the
 * intervention's interval lies below 0; where neither was measured the adjusted gap alone decides, and is told apart by `decidedBy`: without a
 * core feature it is the gap itself, which the sentence must say. `differs`: the
 * gap's interval lies above 0, and the others do not say more. `none`: else.
 */
export function decideFinding({ gap, adjusted, strict, intervention }: Witnesses): DecidedFinding {
  if (gap === null || !(gap.low > 0)) return { finding: 'none', decidedBy: null };
  const differs: DecidedFinding = { finding: 'differs', decidedBy: null };
  if (adjusted === null || !(adjusted.low > 0)) return differs;
  const byStrict = strict !== null && strict.pValue < LEVEL;
  const byIntervention = intervention !== null && intervention.high < 0;
  if (byStrict || byIntervention)
    return {
      finding: 'leans-on',
      decidedBy: byStrict && byIntervention ? 'both' : byStrict ? 'strict' : 'intervention',
    };
  return strict === null && intervention === null ? { finding: 'leans-on', decidedBy: 'adjusted' } : differs;
}

/**
 * The same for the classes of one model, in the order given: each witness's p-values are first corrected over the classes by Benjamini and
 * Hochberg, and an interval counts as above (or below) 0 only where the corrected p-value is at most 0.05 too. An intervention without a
 * p-value counts by its interval alone.
 */
export function decideClassFindings(classes: readonly Witnesses[]): DecidedFinding[] {
  const correct = (toP: (one: Witnesses) => number | undefined) =>
    adjustByBenjaminiHochberg(classes.map((one) => toP(one) ?? Number.NaN));
  const gapP = correct(({ gap }) => gap?.pValue);
  const adjustedP = correct(({ adjusted }) => adjusted?.pValue);
  const strictP = correct(({ strict }) => strict?.pValue);
  const interventionP = correct(({ intervention }) => intervention?.pValue);
  return classes.map((one, place) =>
    decideFinding({
      ...one,
      gap: one.gap && keep(one.gap, gapP[place]!),
      adjusted: one.adjusted && keep(one.adjusted, adjustedP[place]!),
      strict: one.strict && { pValue: strictP[place]! },
      intervention: one.intervention && keep(one.intervention, interventionP[place]!),
    }),
  );
}

/** The interval with its corrected p-value; one that is not significant among so many shows nothing. */
function keep<W extends Interval>(witness: W, pValue: number): W & { pValue: number } {
  return pValue > LEVEL
    ? { ...witness, low: Math.min(0, witness.low), high: Math.max(0, witness.high), pValue }
    : { ...witness, pValue };
}
