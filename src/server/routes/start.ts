/** The start page: choosing, looking, starting. Files that are dropped come as bodies of their own, streamed to the disk. */
import { UPLOAD_ROUTE } from '../../protocol/index.js';
import { wholeText } from '../inputs.js';
import { type App, addRoute, assertFileBody } from '../route.js';
import type { StartDesk } from '../start/start-desk.js';
import { UPLOAD_LIMITS } from '../start/uploads.js';

/** @param start null where nothing may be started */
export function addStartRoutes(app: App, start: StartDesk | null): void {
  addRoute(
    app,
    'GET /api/start',
    () => start?.read() ?? { folders: [], uploadFolder: null, limits: UPLOAD_LIMITS },
  );
  if (start === null) return;
  addRoute(app, 'GET /api/start/folder', ({ query }) => start.listFolder(query.path));
  addRoute(app, 'POST /api/start/inspections', ({ body }) => start.inspect(body.path));
  addRoute(app, 'POST /api/start/studies', ({ body }) => start.begin(body));
  addRoute(app, 'POST /api/start/workspaces', ({ body }) => start.open(body.path));
  addRoute(app, 'POST /api/start/uploads', async ({ body }) => ({ id: await start.uploads.begin(body) }));
  addRoute(app, 'POST /api/start/uploads/:id/finish', async ({ parameters }) => ({
    path: await start.uploads.finish(parameters.id),
  }));
}

/** Before the limits on bodies: these are of files, which have their own. */
export function addUploadRoute(app: App, { uploads }: StartDesk): void {
  app.put(UPLOAD_ROUTE, async (c) => {
    assertFileBody(c);
    const id = wholeText.safeParse(c.req.param('id'));
    await uploads.receive(id.success ? id.data : -1, c.req.query('path') ?? '', c.req.raw.body);
    return c.json({});
  });
}
