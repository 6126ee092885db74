/** What of the pair page's state is in its address. In: raw search. Out: the checked one, defaults left out. */
import { parseFlag, parseIndex } from '../../../parts/page/search-params.js';

export interface PairSearch {
  /** Others' answers are shown although one has not answered. */
  others?: true;
  /** Replaced and retracted answers are listed, too. */
  history?: true;
  /** Image enlarged. */
  image?: number;
}

export function parsePairSearch(raw: Record<string, unknown>): PairSearch {
  return {
    others: parseFlag(raw.others),
    history: parseFlag(raw.history),
    image: parseIndex(raw.image),
  };
}
