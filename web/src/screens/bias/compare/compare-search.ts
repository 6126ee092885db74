/** The state of the page of two models in its address. In: a parsed search. Out: the parts that fit; defaults are absent. */
import { JOINT_OUTCOMES, type JointOutcome } from '../../../../../src/protocol/index.js';
import { parseChoice, parseIndex, parseText } from '../../../parts/page/search-params.js';

export interface CompareSearch {
  /** Absent: the first model there is, and the next one. */
  first?: string;
  second?: string;
  /** Whose images are listed; absent: those that only the first gets right. */
  outcome?: Exclude<JointOutcome, 'only-first'>;
  /** Absent: least spurious first. */
  order?: 'most-first';
  /** Only images of this class. */
  class?: number;
  /** Image that is enlarged. */
  image?: number;
}

export const DEFAULT_OUTCOME = 'only-first';

export function parseCompareSearch(search: Record<string, unknown>): CompareSearch {
  return {
    first: parseText(search.first),
    second: parseText(search.second),
    outcome: parseChoice(search.outcome, JOINT_OUTCOMES, DEFAULT_OUTCOME) as CompareSearch['outcome'],
    order: parseChoice(search.order, ['most-first']),
    class: parseIndex(search.class),
    image: parseIndex(search.image),
  };
}
