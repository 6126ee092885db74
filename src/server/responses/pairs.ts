/** The table of all pairs. In: the engine. Out: a row per class with its pairs. */
import { findFirstGap, type LiveProject } from '../../project/live/index.js';
import type { PairsResponse } from '../../protocol/index.js';
import { buildPairRow } from './standing.js';

export function buildPairsResponse(live: LiveProject): PairsResponse {
  return {
    classes: live.facts.dataset.classes.map(({ index }) => ({
      classIndex: index,
      gap: findFirstGap(live.derived, index),
      pairs: live.derived.listPairs(index).map((pair) => buildPairRow(live, pair)),
    })),
  };
}
