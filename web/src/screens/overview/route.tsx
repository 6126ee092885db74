/** The overview: `/`, and with `?skipped=true` the list of skipped images opened. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseFlag } from '../../parts/page/search-params.js';
import { rootRoute } from '../../shell/root-route.js';

export interface OverviewSearch {
  skipped?: true;
}

export const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: (raw: Record<string, unknown>): OverviewSearch => ({ skipped: parseFlag(raw.skipped) }),
  component: lazyRouteComponent(() => import('./overview-screen.js')),
});
