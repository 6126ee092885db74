import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../shell/root-route.js';
import { parseModelsSearch } from './models-search.js';

export const modelsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models',
  validateSearch: parseModelsSearch,
  component: lazyRouteComponent(() => import('./models-screen.js')),
});
