/** Decisions about images, and the data set with them; for whoever judges blind their own. */
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
  addRoute(app, 'GET /api/images/marks', ({ view }) => buildMarksResponse(view));
  addRoute(app, 'GET /api/images/:id/history', ({ view, parameters: { id } }) =>
    buildHistoryResponse(view, id),
  );
  addRoute(app, 'POST /api/images/acts', ({ view, body }) => {
    const acted = actOnImages(project, body, view.onlyOf !== null);
    announce('decisions');
    return { revision: live.revision, ...acted };
  });
  app.get(FILE_ROUTES.decisions, (c) =>
    toDownload(exportLabelDecisions(project, c.get('view').onlyOf?.person), 'label-decisions.csv'),
  );
  app.get(FILE_ROUTES.cleanedManifest, (c) =>
    toDownload(exportCleanedManifest(project, c.get('view').onlyOf?.person), 'cleaned-manifest.csv'),
  );
}
