import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../parts/page/lazy-page.js';
import { rootRoute } from '../../shell/root-route.js';
import { parseNoiseSearch } from './noise-search.js';

export const noiseRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/noise',
  validateSearch: parseNoiseSearch,
  component: lazyPage(() => import('./noise-screen.js')),
});
