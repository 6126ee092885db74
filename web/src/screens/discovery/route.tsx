import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../parts/page/lazy-page.js';
import { rootRoute } from '../../shell/root-route.js';
import { parsePairSearch } from './pair/pair-search.js';
import { parsePairsSearch } from './pairs/pairs-search.js';

export const pairsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/pairs',
  validateSearch: parsePairsSearch,
  component: lazyPage(() => import('./pairs/pairs-screen.js')),
});

export const pairRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/pairs/$classIndex/$feature',
  validateSearch: parsePairSearch,
  component: lazyPage(() => import('./pair/pair-screen.js')),
});
