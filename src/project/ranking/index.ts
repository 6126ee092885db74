/** Spuriosity rankings, and selections of images from them. */
export { rankClass, rankClassByFeature } from './class-ranking.js';
export {
  assertAnySpurious,
  listSplits,
  measureGroupAuroc,
  type RankingSummary,
  rankProject,
  rankSplit,
  writeRankings,
} from './ranking.js';
export {
  toTarget,
  writeSelection,
} from './selections.js';
