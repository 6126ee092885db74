/** The rankings page: `/rankings?class=2&split=val…`. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../shell/root-route.js';
import { parseRankingSearch } from './ranking-search.js';

export const rankingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rankings',
  validateSearch: parseRankingSearch,
  component: lazyRouteComponent(() => import('./rankings-screen.js')),
});
