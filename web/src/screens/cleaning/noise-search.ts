/** The state of the label-noise page in its address: which flags are listed, and the image that is looked at. */
import { parseChoice, parseIndex } from '../../parts/page/search-params.js';
import { FLAG_FILTERS, type FlagFilter } from './flag-queue.js';

export interface NoiseSearch {
  /** Absent: all. */
  show?: Exclude<FlagFilter, 'all'>;
  class?: number;
  /** Absent: the first of the list. */
  image?: number;
}

export function parseNoiseSearch(search: Record<string, unknown>): NoiseSearch {
  return {
    show: parseChoice(search.show, FLAG_FILTERS, 'all') as NoiseSearch['show'],
    class: parseIndex(search.class),
    image: parseIndex(search.image),
  };
}
