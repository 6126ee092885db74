import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../parts/page/lazy-page.js';
import { rootRoute } from '../../shell/root-route.js';
import { parseMapSearch } from './map-search.js';

export const mapRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/map',
  validateSearch: parseMapSearch,
  component: lazyPage(() => import('./map-screen.js')),
});
