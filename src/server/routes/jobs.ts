/** Jobs: start, watch, cancel. */
import type { JobQueue } from '../jobs/job-queue.js';
import { type App, addRoute } from '../route.js';

export function addJobRoutes(app: App, jobs: JobQueue): void {
  addRoute(app, 'GET /api/jobs', () => jobs.list());
  addRoute(app, 'GET /api/jobs/:id', ({ parameters }) => jobs.read(parameters.id));
  addRoute(app, 'POST /api/jobs', ({ body }) => jobs.add(body.kind, body.options));
  addRoute(app, 'POST /api/jobs/:id/cancel', ({ parameters }) => jobs.cancel(parameters.id));
}
