/**
 * The server's application: guards, routes, the built app.
 * In: services and who may use them. Out: a Hono app that answers requests. Listens to no port; `open-server.ts` does.
 */
import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { addAppFiles } from './app-files.js';
import { RefusalError, toRefusal } from './refusal.js';
import { buildEncodersResponse } from './responses/index.js';
import { type App, type AppContext, type AppEnvironment, addRoute } from './route.js';
import { addAnnotationRoutes } from './routes/annotation.js';
import { addCleaningRoutes } from './routes/cleaning.js';
import { addEventRoutes } from './routes/events.js';
import { addExchangeRoutes } from './routes/exchange.js';
import { addJobRoutes } from './routes/jobs.js';
import { addMitigationRoutes } from './routes/mitigation.js';
import { addModelFileRoute, addModelRoutes } from './routes/models.js';
import { addPictureRoutes } from './routes/pictures.js';
import { addReadingRoutes } from './routes/reading.js';
import { addSelectionRoutes } from './routes/selections.js';
import { addStartRoutes, addUploadRoute } from './routes/start.js';
import { addValidationRoutes } from './routes/validation.js';
import { addViewRoutes } from './routes/views.js';
import { createHeaderWriter } from './security/headers.js';
import { createHostGuard, type HostNames } from './security/host-guard.js';
import { createSightGate } from './security/sight.js';
import { createTokenGuard, formatTokenPage } from './security/token-guard.js';
import type { Services } from './services.js';
import type { StartDesk } from './start/start-desk.js';

const MIB = 1024 ** 2;
/** By path; all others have the default. */
const BODY_LIMITS = new Map([
  ['/api/annotation/import', createBodyLimit(64 * MIB)],
  ['/api/selections', createBodyLimit(4 * MIB)],
  ['/api/images/acts', createBodyLimit(4 * MIB)],
]);
const DEFAULT_BODY_LIMIT = createBodyLimit(MIB / 4);

export interface AppOptions {
  /** Null while no workspace is open: there is the start page alone. */
  services: Services | null;
  /** Null where nothing may be started. */
  start: StartDesk | null;
  /** Folder of the built app. */
  appFolder: string;
  hosts: HostNames;
  /** Null: everybody who reaches the server may use it. */
  access: { token: string; port: number } | null;
  /** Hears of what is a fault of the program. */
  reportFault: (error: unknown) => void;
}

export function createApp({ services, start, appFolder, hosts, access, reportFault }: AppOptions): App {
  const app: App = new Hono();
  app.onError((error, c) => {
    const { status, failure, isUnexpected } = toRefusal(error);
    if (isUnexpected && !c.req.raw.signal.aborted) reportFault(error);
    return status === 401 && isPage(c) ? c.html(formatTokenPage(), 401) : c.json(failure, status);
  });
  app.use(createHeaderWriter());
  app.use(createHostGuard(hosts));
  if (access !== null) app.use(createTokenGuard(access.token, access.port));
  app.use(compressForOthers);
  if (start !== null) addUploadRoute(app, start);
  if (services !== null) addModelFileRoute(app, services);
  app.use(limitBody);

  addStartRoutes(app, start);
  addRoute(app, 'GET /api/encoders', () => buildEncodersResponse());
  if (services === null) refuseStudyRoutes(app);
  else addStudyRoutes(app, services);
  addAppFiles(app, appFolder, services !== null);
  app.all('*', (c) => {
    throw new RefusalError(404, 'address-unknown', { what: `There is nothing at ${c.req.path}.` });
  });
  return app;
}

function refuseStudyRoutes(app: App): void {
  app.all('/api/*', () => {
    throw new RefusalError(409, 'no-workspace', {
      what: 'No workspace is open yet.',
      next: 'Choose a folder of images on the start page.',
    });
  });
}

/** Everything that is about an open workspace. */
function addStudyRoutes(app: App, services: Services): void {
  const { project, live, events, pictures, jobs } = services;
  for (const path of ['/api/*', '/pictures/crops/*']) app.use(path, createSightGate(live));
  addEventRoutes(app, events, live);
  addPictureRoutes(app, pictures);
  addReadingRoutes(app);
  addAnnotationRoutes(app, services);
  addExchangeRoutes(app, services);
  addValidationRoutes(app, services);
  addCleaningRoutes(app, services);
  addMitigationRoutes(app, project);
  addModelRoutes(app, services);
  addJobRoutes(app, jobs);
  addViewRoutes(app, services);
  addSelectionRoutes(app);
}

function isPage(c: AppContext): boolean {
  return !c.req.path.startsWith('/api/') && (c.req.header('accept') ?? '').includes('text/html');
}

/** One limit for each request: where several apply, the smallest would be that of all. */
const limitBody: MiddlewareHandler<AppEnvironment> = (c, next) =>
  (BODY_LIMITS.get(c.req.path) ?? DEFAULT_BODY_LIMIT)(c, next);

function createBodyLimit(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new RefusalError(413, 'body-too-large', {
        what: `The body is larger than ${Math.round(maxSize / 1024)} KiB.`,
        next: 'Send it in parts.',
      });
    },
  });
}

const compressEverything = compress();

/** Compressing costs more time than the bytes would take on their way within one machine. */
const compressForOthers: typeof compressEverything = async (c, next) => {
  // Without a connection (a request made by hand) there is no way at all.
  const address = (c as AppContext).env?.incoming?.socket.remoteAddress ?? '127.0.0.1';
  return /^(::ffff:)?127\.|^::1$/.test(address) ? next() : compressEverything(c, next);
};
