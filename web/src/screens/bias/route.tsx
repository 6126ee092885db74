import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../parts/page/lazy-page.js';
import { rootRoute } from '../../shell/root-route.js';
import { parseModelsSearch } from './models-search.js';

export const modelsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models',
  validateSearch: parseModelsSearch,
  component: lazyPage(() => import('./models-screen.js')),
});
