import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../shell/root-route.js';
import { parsePairSearch } from './pair/pair-search.js';
import { parsePairsSearch } from './pairs/pairs-search.js';

export const pairsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/pairs',
  validateSearch: parsePairsSearch,
  component: lazyRouteComponent(() => import('./pairs/pairs-screen.js')),
});

export const pairRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/pairs/$classIndex/$feature',
  validateSearch: parsePairSearch,
  component: lazyRouteComponent(() => import('./pair/pair-screen.js')),
});
