import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../shell/root-route.js';
import { parseNoiseSearch } from './noise-search.js';

export const noiseRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/noise',
  validateSearch: parseNoiseSearch,
  component: lazyRouteComponent(() => import('./noise-screen.js')),
});
