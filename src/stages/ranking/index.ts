export {
  computeSpuriosity,
  type JudgedPair,
  type RankingInput,
  rankByFeature,
} from './spuriosity.js';
export { averageZScores, computeZScores } from './z-scores.js';
