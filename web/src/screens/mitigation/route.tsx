import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../parts/page/lazy-page.js';
import { rootRoute } from '../../shell/root-route.js';
import { parseMitigationSearch } from './mitigation-search.js';

export const mitigationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/mitigation',
  validateSearch: parseMitigationSearch,
  component: lazyPage(() => import('./mitigation-screen.js')),
});
