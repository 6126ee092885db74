/**
 * Spurious feature collisions (docs/method.md, M120; paper 5): verdicts enter; features that are spurious for one class and core for another leave.
 */
import type { Verdict } from '../../records/annotation.js';
import type { Collision } from '../../records/bias.js';

/** Every (feature, spurious class, core class), sorted in that order; `verdicts` holds at most one verdict per pair. */
export function findCollisions(verdicts: readonly Verdict[]): Collision[] {
  const coreClasses = new Map<number, number[]>();
  for (const { feature, classIndex, verdict } of verdicts) {
    if (verdict === 'core') coreClasses.set(feature, [...(coreClasses.get(feature) ?? []), classIndex]);
  }
  return verdicts
    .filter(({ verdict }) => verdict === 'spurious')
    .flatMap(({ feature, classIndex }) =>
      (coreClasses.get(feature) ?? []).map((coreClassIndex) => ({
        feature,
        spuriousClassIndex: classIndex,
        coreClassIndex,
      })),
    )
    .sort(
      (a, b) =>
        a.feature - b.feature ||
        a.spuriousClassIndex - b.spuriousClassIndex ||
        a.coreClassIndex - b.coreClassIndex,
    );
}
