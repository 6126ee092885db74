/** Responses of the reading routes, each built from the engine. */
export { buildAnnotationProgress } from './annotation-progress.js';
export { buildEncodersResponse } from './encoders.js';
export { buildEvidenceResponse } from './evidence.js';
export { buildComparedImagesResponse, buildComparisonResponse } from './images/comparison.js';
export { buildHistoryResponse, buildMarksResponse } from './images/marks.js';
export { buildModelImagesResponse, buildModelResponse } from './images/one-model.js';
export { buildSimilarImagesResponse } from './images/similar.js';
export { buildMapActivationsResponse, buildMapOutcomesResponse, buildMapReply } from './map.js';
export { buildMitigationResponse } from './mitigation.js';
export { buildModelsResponse, buildSensitivitiesResponse } from './models.js';
export { buildNoiseResponse } from './noise.js';
export { buildPairResponse } from './pair.js';
export { buildPairsResponse } from './pairs.js';
export {
  buildClassPredictionsResponse,
  buildFeatureRankingResponse,
  buildRankingResponse,
} from './rankings.js';
export { buildStanding } from './standing.js';
export { buildAnnotationTask, buildValidationTask } from './tasks.js';
export { buildValidationStanding } from './validation.js';
export { buildSkippedImagesResponse, buildWorkspaceResponse } from './workspace.js';
