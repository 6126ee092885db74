/** Jobs: start, watch, cancel. Those that rest on everybody's verdicts are not there for whoever judges blind. */
import { assertSeesAll, type LiveProject } from '../../project/live/index.js';
import type { JobQueue } from '../jobs/job-queue.js';
import { type App, addRoute } from '../route.js';
import { isJobShown } from '../security/sight.js';

export function addJobRoutes(app: App, jobs: JobQueue): void {
  const assertShown = (view: LiveProject, id: number) => {
    if (!isJobShown(view, jobs.read(id))) assertSeesAll(view);
    return id;
  };
  addRoute(app, 'GET /api/jobs', ({ view }) => ({
    jobs: jobs.list().jobs.filter((job) => isJobShown(view, job)),
  }));
  addRoute(app, 'GET /api/jobs/:id', ({ view, parameters }) => jobs.read(assertShown(view, parameters.id)));
  addRoute(app, 'POST /api/jobs', ({ view, body }) => {
    if (!isJobShown(view, body)) assertSeesAll(view);
    return jobs.add(body.kind, body.options);
  });
  addRoute(app, 'POST /api/jobs/:id/cancel', ({ view, parameters }) =>
    jobs.cancel(assertShown(view, parameters.id)),
  );
}
