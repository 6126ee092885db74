import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../shell/root-route.js';
import { parseMitigationSearch } from './mitigation-search.js';

export const mitigationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/mitigation',
  validateSearch: parseMitigationSearch,
  component: lazyRouteComponent(() => import('./mitigation-screen.js')),
});
