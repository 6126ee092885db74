/** What the pairs page keeps in its address. In: raw search parameters. Out: the checked ones, defaults left out. */
import { parseChoice, parseText, parseTexts } from '../../../parts/page/search-params.js';

/** What pairs can be looked for; several together must all hold. */
export const PAIR_FACETS = ['spurious', 'core', 'unreviewed', 'disputed', 'collision'] as const;
export type PairFacet = (typeof PAIR_FACETS)[number];

/** Orders of the classes; names and indices rise, everything else falls, so that the start of the table matters most. */
export const PAIR_ORDERS = ['index', 'name', 'gap', 'absolute-gap', 'spurious', 'importance'] as const;
export type PairOrder = (typeof PAIR_ORDERS)[number];

export interface PairsSearch {
  /** Part of a class's name, or its index. */
  find?: string;
  /** Only pairs for which all of these hold. */
  show?: PairFacet[];
  /** Only classes of this super-category. */
  category?: string;
  /** Left out: `index`. */
  sort?: Exclude<PairOrder, 'index'>;
  /** The other way round. */
  order?: 'reversed';
  /** What thumbnails show; left out: heatmaps. */
  thumbnails?: 'images';
}

export function parsePairsSearch(raw: Record<string, unknown>): PairsSearch {
  const show = PAIR_FACETS.filter((facet) => parseTexts(raw.show)?.includes(facet));
  return {
    find: parseText(raw.find),
    show: show.length > 0 ? show : undefined,
    category: parseText(raw.category),
    sort: parseChoice(raw.sort, PAIR_ORDERS, 'index') as PairsSearch['sort'],
    order: parseChoice(raw.order, ['reversed']),
    thumbnails: parseChoice(raw.thumbnails, ['images']),
  };
}
