/** The rankings page's address as its state. In: changes. Out: the checked search, and navigation that keeps the scroll where it is. */

import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { RankingSearch } from './ranking-search.js';

const route = getRouteApi('/rankings');

/** Changes the address; `silently`: the back button skips it. */
export type ChangeSearch = (change: Partial<RankingSearch>, silently?: 'silently') => void;

export function useRankingAddress(): { search: RankingSearch; change: ChangeSearch } {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change: ChangeSearch = useCallback(
    (part, silently) =>
      void navigate({
        search: (former) => ({ ...former, ...part }),
        replace: silently !== undefined,
        resetScroll: false,
      }),
    [navigate],
  );
  return { search, change };
}
