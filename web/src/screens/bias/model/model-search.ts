/** The state of the page of one model in its address. In: a parsed search. Out: the parts that fit; defaults are absent. */
import { parseChoice, parseIndex, parseText } from '../../../parts/page/search-params.js';

export interface ModelSearch {
  /** Images that are shown: those with this class as label, and those taken for that one; either alone, or both. */
  label?: number;
  predicted?: number;
  /** Which end of the rankings comes first among them. */
  order?: 'most-first';
  /** Image that is enlarged. */
  image?: number;
  /** The matrix shows this class with those that it is confused with; absent: a block of classes. */
  around?: number;
  /** Place of the block of classes; absent: the one with most mistakes. */
  block?: number;
  /** Part of a class's name, or its index. */
  find?: string;
  /** Column that the table of classes is sorted by, and which way. */
  sort?: string;
  direction?: 'desc';
}

export function parseModelSearch(search: Record<string, unknown>): ModelSearch {
  return {
    label: parseIndex(search.label),
    predicted: parseIndex(search.predicted),
    order: parseChoice(search.order, ['most-first']),
    image: parseIndex(search.image),
    around: parseIndex(search.around),
    block: parseIndex(search.block) || undefined,
    find: parseText(search.find),
    sort: parseText(search.sort),
    direction: parseChoice(search.direction, ['desc']),
  };
}
