export { computeSpuriosity, type RankableImage, type RankingInput, rankByFeature } from './spuriosity.js';
