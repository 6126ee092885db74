/** Decisions about images, and the data set with them. */
import {
  actOnImages,
  decideLabel,
  exportCleanedManifest,
  exportLabelDecisions,
} from '../../project/index.js';
import { FILE_ROUTES } from '../../protocol/index.js';
import { toDownload } from '../download.js';
import { buildHistoryResponse, buildMarksResponse } from '../responses/index.js';
import { type App, addRoute } from '../route.js';
import type { Services } from '../services.js';

export function addCleaningRoutes(app: App, { project, live, announce }: Services): void {
  addRoute(app, 'POST /api/noise/decisions', ({ body: { image, choice, newClassIndex, decidedBy } }) => {
    decideLabel(project, { imageIndex: image, choice, newClassIndex, decidedBy });
    announce('decisions');
    return { revision: live.revision };
  });
  addRoute(app, 'GET /api/images/marks', () => buildMarksResponse(project));
  addRoute(app, 'GET /api/images/:id/history', ({ parameters: { id } }) => buildHistoryResponse(project, id));
  addRoute(app, 'POST /api/images/acts', ({ body }) => {
    const acted = actOnImages(project, body);
    announce('decisions');
    return { revision: live.revision, ...acted };
  });
  app.get(FILE_ROUTES.decisions, () => toDownload(exportLabelDecisions(project), 'label-decisions.csv'));
  app.get(FILE_ROUTES.cleanedManifest, () =>
    toDownload(exportCleanedManifest(project), 'cleaned-manifest.csv'),
  );
}
