/** The rankings page: `/rankings?class=2&split=val…`. */
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../parts/page/lazy-page.js';
import { rootRoute } from '../../shell/root-route.js';
import { parseRankingSearch } from './ranking-search.js';

export const rankingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rankings',
  validateSearch: parseRankingSearch,
  component: lazyPage(() => import('./rankings-screen.js')),
});
