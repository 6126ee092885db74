/** Saved views of the app, and selections of images as files. */
import { type Project, saveView } from '../../project/index.js';
import type { ViewsResponse } from '../../protocol/index.js';
import { RefusalError } from '../refusal.js';
import { type App, addRoute } from '../route.js';
import type { Services } from '../services.js';

export function addViewRoutes(app: App, { project, announce }: Pick<Services, 'project' | 'announce'>): void {
  addRoute(app, 'GET /api/views', () => listViews(project));
  addRoute(app, 'POST /api/views', ({ body }) => {
    const view = saveView(project, body);
    announce('views');
    return view;
  });
  addRoute(app, 'POST /api/views/:id/remove', ({ parameters }) => {
    if (!project.database.removeView(parameters.id)) {
      throw new RefusalError(404, 'view-unknown', { what: `There is no view ${parameters.id}.` });
    }
    announce('views');
    return listViews(project);
  });
}

function listViews({ database }: Project): ViewsResponse {
  return { views: database.readViews() };
}
