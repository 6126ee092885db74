/** The rankings page's address as its state. In: changes. Out: the checked search, and navigation that keeps the scroll where it is. */
import { useCallback } from 'react';
import type { RankingSearch } from './ranking-search.js';
import { rankingsRoute } from './route.js';

/** Changes the address; `silently`: the back button skips it. */
export type ChangeSearch = (change: Partial<RankingSearch>, silently?: 'silently') => void;

export function useRankingAddress(): { search: RankingSearch; change: ChangeSearch } {
  const search = rankingsRoute.useSearch();
  const navigate = rankingsRoute.useNavigate();
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
