/** The pages that are read: each route is a response built from the live numbers. A static copy holds the same. */
import type { LiveProject } from '../../project/live/index.js';
import {
  buildClassPredictionsResponse,
  buildEvidenceResponse,
  buildFeatureRankingResponse,
  buildMapResponse,
  buildMitigationResponse,
  buildModelsResponse,
  buildNoiseResponse,
  buildPairResponse,
  buildPairsResponse,
  buildRankingResponse,
  buildSensitivitiesResponse,
  buildSkippedImagesResponse,
  buildWorkspaceResponse,
} from '../responses/index.js';
import { type App, addRoute } from '../route.js';

export function addReadingRoutes(app: App, live: LiveProject): void {
  addRoute(app, 'GET /api/workspace', () => buildWorkspaceResponse(live));
  addRoute(app, 'GET /api/skipped-images', () => buildSkippedImagesResponse(live));
  addRoute(app, 'GET /api/pairs', () => buildPairsResponse(live));
  addRoute(app, 'GET /api/pairs/:classIndex/:feature', ({ parameters: { classIndex, feature } }) =>
    buildPairResponse(live, classIndex, feature),
  );
  addRoute(app, 'GET /api/rankings/:split/:classIndex', ({ parameters: { split, classIndex } }) =>
    buildRankingResponse(live, classIndex, split),
  );
  addRoute(app, 'GET /api/rankings/:split/:classIndex/features/:feature', ({ parameters }) =>
    buildFeatureRankingResponse(live, parameters.classIndex, parameters.split, parameters.feature),
  );
  addRoute(app, 'GET /api/rankings/:split/:classIndex/models/:model', ({ parameters }) =>
    buildClassPredictionsResponse(live, parameters.classIndex, parameters.split, parameters.model),
  );
  addRoute(app, 'GET /api/models', () => buildModelsResponse(live));
  addRoute(app, 'GET /api/evidence', () => buildEvidenceResponse(live));
  addRoute(app, 'GET /api/sensitivities', () => buildSensitivitiesResponse(live));
  addRoute(app, 'GET /api/mitigation', () => buildMitigationResponse(live));
  addRoute(app, 'GET /api/noise', () => buildNoiseResponse(live));
  addRoute(app, 'GET /api/map', () => buildMapResponse(live));
}
