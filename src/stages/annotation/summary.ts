/**
 * The counts that `annotate status --json` reports: answers and verdicts enter, one flat object leaves.
 * Counts what it is given: pass only people's verdicts to leave automatic ones out.
 */
import type { Answer, Verdict } from '../../records/annotation.js';
import { toPairKey } from './pairs.js';

/** Keys as the contract spells them (docs/formats/answers.md, A5). */
export interface AnnotationSummary {
  /** Pairs with a verdict. */
  pairs: number;
  answers: number;
  /** Distinct worker ids. */
  workers: number;
  spurious_pairs: number;
  classes_with_spurious: number;
  /** Features that are spurious for at least one class. */
  distinct_spurious_features: number;
  /** Those of them that are core for at least one other class. */
  spurious_features_core_elsewhere: number;
  /** `spurious_features_core_elsewhere` / `distinct_spurious_features`; 0 when nothing is spurious (JSON has no NaN). */
  collision_share: number;
}

/** Counts answers and verdicts; `verdicts` holds at most one verdict per pair. */
export function summarizeAnnotations(
  answers: readonly Answer[],
  verdicts: readonly Verdict[],
): AnnotationSummary {
  const spurious = verdicts.filter((verdict) => verdict.verdict === 'spurious');
  const coreFeatures = new Set(verdicts.filter((v) => v.verdict === 'core').map((v) => v.feature));
  const spuriousFeatures = new Set(spurious.map((verdict) => verdict.feature));
  // One verdict per pair: a feature that is core for some class is so for another than the one it is spurious for.
  const coreElsewhere = [...spuriousFeatures].filter((feature) => coreFeatures.has(feature)).length;
  return {
    pairs: new Set(verdicts.map(toPairKey)).size,
    answers: answers.length,
    workers: new Set(answers.map((answer) => answer.workerId)).size,
    spurious_pairs: spurious.length,
    classes_with_spurious: new Set(spurious.map((verdict) => verdict.classIndex)).size,
    distinct_spurious_features: spuriousFeatures.size,
    spurious_features_core_elsewhere: coreElsewhere,
    collision_share: spuriousFeatures.size === 0 ? 0 : coreElsewhere / spuriousFeatures.size,
  };
}
