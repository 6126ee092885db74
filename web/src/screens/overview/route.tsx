/** The overview: `/`, and with `?skipped=true` the list of skipped images opened. */
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../parts/page/lazy-page.js';
import { parseFlag } from '../../parts/page/search-params.js';
import { rootRoute } from '../../shell/root-route.js';

export interface OverviewSearch {
  skipped?: true;
}

export const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: (raw: Record<string, unknown>): OverviewSearch => ({ skipped: parseFlag(raw.skipped) }),
  component: lazyPage(() => import('./overview-screen.js')),
});
