/** What of the pair page's state is in its address. In: raw search. Out: the checked one, defaults left out. */
import { parseFlag, parseIndex } from '../../../parts/page/search-params.js';

export interface PairSearch {
  /** Replaced and retracted answers are listed, too. */
  history?: true;
  /** Image enlarged. */
  image?: number;
}

export function parsePairSearch(raw: Record<string, unknown>): PairSearch {
  return {
    history: parseFlag(raw.history),
    image: parseIndex(raw.image),
  };
}
