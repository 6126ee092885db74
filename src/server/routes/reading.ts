/** The pages that are read: each route is a response built from what its reader may see. A static copy holds the same of everything. */
import {
  buildClassPredictionsResponse,
  buildComparedImagesResponse,
  buildComparisonResponse,
  buildEvidenceResponse,
  buildFeatureRankingResponse,
  buildMapActivationsResponse,
  buildMapOutcomesResponse,
  buildMapReply,
  buildMitigationResponse,
  buildModelImagesResponse,
  buildModelResponse,
  buildModelsResponse,
  buildNoiseResponse,
  buildPairResponse,
  buildPairsResponse,
  buildRankingResponse,
  buildSensitivitiesResponse,
  buildSimilarImagesResponse,
  buildSkippedImagesResponse,
  buildWorkspaceResponse,
} from '../responses/index.js';
import { type App, addRoute } from '../route.js';

export function addReadingRoutes(app: App): void {
  addRoute(app, 'GET /api/workspace', ({ view }) => buildWorkspaceResponse(view));
  addRoute(app, 'GET /api/skipped-images', ({ view }) => buildSkippedImagesResponse(view));
  addRoute(app, 'GET /api/pairs', ({ view }) => buildPairsResponse(view));
  addRoute(app, 'GET /api/pairs/:classIndex/:feature', ({ view, parameters: { classIndex, feature } }) =>
    buildPairResponse(view, classIndex, feature),
  );
  addRoute(app, 'GET /api/rankings/:split/:classIndex', ({ view, parameters: { split, classIndex } }) =>
    buildRankingResponse(view, classIndex, split),
  );
  addRoute(app, 'GET /api/rankings/:split/:classIndex/features/:feature', ({ view, parameters }) =>
    buildFeatureRankingResponse(view, parameters.classIndex, parameters.split, parameters.feature),
  );
  addRoute(app, 'GET /api/rankings/:split/:classIndex/models/:model', ({ view, parameters }) =>
    buildClassPredictionsResponse(view, parameters.classIndex, parameters.split, parameters.model),
  );
  addRoute(app, 'GET /api/models', ({ view }) => buildModelsResponse(view));
  addRoute(app, 'GET /api/confusion/:model', ({ view, parameters: { model } }) =>
    buildModelResponse(view, model),
  );
  addRoute(app, 'GET /api/confusion/:model/:side/:classIndex', ({ view, parameters }) =>
    buildModelImagesResponse(view, parameters.model, parameters.side, parameters.classIndex),
  );
  addRoute(app, 'GET /api/comparisons/:model/:other', ({ view, parameters: { model, other } }) =>
    buildComparisonResponse(view, [model, other]),
  );
  addRoute(
    app,
    'GET /api/comparisons/:model/:other/:outcome',
    ({ view, parameters: { model, other, outcome } }) =>
      buildComparedImagesResponse(view, [model, other], outcome),
  );
  addRoute(app, 'GET /api/evidence', ({ view }) => buildEvidenceResponse(view));
  addRoute(app, 'GET /api/sensitivities', ({ view }) => buildSensitivitiesResponse(view));
  addRoute(app, 'GET /api/mitigation', ({ view }) => buildMitigationResponse(view));
  addRoute(app, 'GET /api/noise', ({ view }) => buildNoiseResponse(view));
  addRoute(app, 'GET /api/map/:layout', ({ view, parameters: { layout } }) => buildMapReply(view, layout));
  addRoute(app, 'GET /api/map/:layout/outcomes/:model', ({ view, parameters: { layout, model } }) =>
    buildMapOutcomesResponse(view, layout, model),
  );
  addRoute(app, 'GET /api/map/:layout/activations/:feature', ({ view, parameters: { layout, feature } }) =>
    buildMapActivationsResponse(view, layout, feature),
  );
  addRoute(app, 'GET /api/images/:id/similar', ({ view, parameters: { id } }) =>
    buildSimilarImagesResponse(view, id),
  );
}
