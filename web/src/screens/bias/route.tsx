import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../parts/page/lazy-page.js';
import { rootRoute } from '../../shell/root-route.js';
import { parseCompareSearch } from './compare/compare-search.js';
import { parseModelSearch } from './model/model-search.js';
import { parseModelsSearch } from './models-search.js';

export const modelsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models',
  validateSearch: parseModelsSearch,
  component: lazyPage(() => import('./models-screen.js')),
});

export const modelRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models/$model',
  validateSearch: parseModelSearch,
  component: lazyPage(() => import('./model/model-screen.js')),
});

export const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/compare',
  validateSearch: parseCompareSearch,
  component: lazyPage(() => import('./compare/compare-screen.js')),
});
