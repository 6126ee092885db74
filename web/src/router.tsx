/** Every page of the app. Each screen's folder has its route: path, checked search parameters, and the screen, loaded when first opened. */
import { createHashHistory, createRouter } from '@tanstack/react-router';
import { IS_STATIC } from './api.js';
import { annotateRoute, validateRoute } from './screens/annotation/route.js';
import { compareRoute, modelRoute, modelsRoute } from './screens/bias/route.js';
import { noiseRoute } from './screens/cleaning/route.js';
import { pairRoute, pairsRoute } from './screens/discovery/route.js';
import { mapRoute } from './screens/features/route.js';
import { jobsRoute } from './screens/jobs/route.js';
import { mitigationRoute } from './screens/mitigation/route.js';
import { overviewRoute } from './screens/overview/route.js';
import { rankingsRoute } from './screens/ranking/route.js';
import { startRoute } from './screens/start/route.js';
import { BrokenPage, UnknownPage } from './shell/breakdown.js';
import { rootRoute } from './shell/root-route.js';

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    overviewRoute,
    pairsRoute,
    pairRoute,
    annotateRoute,
    validateRoute,
    rankingsRoute,
    modelsRoute,
    modelRoute,
    compareRoute,
    mitigationRoute,
    noiseRoute,
    mapRoute,
    jobsRoute,
    startRoute,
  ]),
  // A static copy lives at an address that only serves files: pages are then behind the #.
  history: IS_STATIC ? createHashHistory() : undefined,
  defaultPreload: 'intent',
  defaultErrorComponent: BrokenPage,
  defaultNotFoundComponent: UnknownPage,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
