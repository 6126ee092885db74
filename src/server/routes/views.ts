/** Saved views of the app, and selections of images as files. */
import { type Project, saveView } from '../../project/index.js';
import type { ViewsResponse } from '../../protocol/index.js';
import { RefusalError } from '../refusal.js';
import { type App, addRoute } from '../route.js';
import type { Services } from '../services.js';

export function addViewRoutes(app: App, { project, announce }: Pick<Services, 'project' | 'announce'>): void {
  const answerChange = (id: number, isThere: boolean): ViewsResponse => {
    if (!isThere) throw new RefusalError(404, 'view-unknown', { what: `There is no view ${id}.` });
    announce('views');
    return listViews(project);
  };
  addRoute(app, 'GET /api/views', () => listViews(project));
  addRoute(app, 'POST /api/views', ({ body }) => {
    const view = saveView(project, body);
    announce('views');
    return view;
  });
  addRoute(app, 'POST /api/views/:id/rename', ({ parameters: { id }, body: { name } }) => {
    const outcome = project.database.renameView(id, name);
    if (outcome === 'taken') {
      throw new RefusalError(409, 'view-exists', {
        what: `There is another view called ${JSON.stringify(name)}.`,
        next: 'Choose another name.',
      });
    }
    return answerChange(id, outcome === 'renamed');
  });
  addRoute(app, 'POST /api/views/:id/remove', ({ parameters: { id } }) =>
    answerChange(id, project.database.removeView(id)),
  );
}

function listViews({ database }: Project): ViewsResponse {
  return { views: database.readViews() };
}
