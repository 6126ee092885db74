/**
 * How pairs stand: verdict, votes, whether they are disputed or collide.
 * In: the engine and a pair. Out: `PairStanding`, `PairRow`.
 */
import type { LiveProject } from '../../project/live/index.js';
import type { PairRow, PairStanding } from '../../protocol/index.js';
import type { Pair } from '../../records/annotation.js';
import { isVerdictDisputed } from '../../stages/annotation/index.js';

export function buildStanding({ verdicts, derived }: LiveProject, pair: Pair): PairStanding {
  const { classIndex, feature } = pair;
  const verdict = verdicts.find(pair);
  const collides = (other: number) => {
    const word = verdicts.find({ classIndex: other, feature })?.verdict;
    return verdict !== null && word !== undefined && word !== verdict.verdict;
  };
  return {
    classIndex,
    feature,
    rank: derived.findImportant(pair)?.rank ?? 0,
    verdict: verdict?.verdict ?? null,
    source: verdict?.source ?? null,
    votesCore: verdict?.votesCore ?? 0,
    votesSpurious: verdict?.votesSpurious ?? 0,
    // What a person settled is no longer disputed.
    isDisputed: verdict !== null && isVerdictDisputed(verdict),
    isCollision: verdict !== null && derived.listClassesOfFeature(feature).some(collides),
  };
}

export function buildPairRow(live: LiveProject, pair: Pair): PairRow {
  const important = live.derived.findImportant(pair);
  const topImage = live.derived.findTopImage(pair);
  const hasPicture = topImage !== null && live.facts.dataset.images[topImage]!.location !== null;
  return {
    ...buildStanding(live, pair),
    importance: important?.importance ?? null,
    meanActivation: important?.meanActivation ?? null,
    topImage: hasPicture ? topImage : null,
  };
}
