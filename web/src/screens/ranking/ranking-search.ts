/**
 * Everything that the rankings page keeps in its address. In: raw search parameters of any origin. Out: the checked ones, defaults left out.
 * Whether a class, split, model or image exists is checked where it is shown, not here.
 */
import type { RankingResponse } from '../../../../src/protocol/index.js';
import { parseChoice, parseFlag, parseIndex, parseText, parseTexts } from '../../parts/page/search-params.js';

const SPLITS: readonly RankingResponse['split'][] = ['train', 'val', 'test'];
/** Wished width of a tile in pixels. */
export const TILE_SIZES = { small: 72, medium: 112, large: 176 } as const;
const MOST_IN_STRIP = 200;

export type TileSize = keyof typeof TILE_SIZES;
export type Overlay = 'hover' | 'always' | 'never';

export interface RankingSearch {
  class?: number;
  split?: RankingResponse['split'];
  /** Rank by the activation of this feature; left out: by spuriosity. */
  feature?: number;
  /** Left out: least first. */
  order?: 'most-first';
  /** Whose mistakes are marked; left out: the first model. */
  model?: string;
  result?: 'right' | 'wrong';
  flagged?: true;
  /** Wanted values by group column. */
  groups?: Record<string, string[]>;
  /** Images with any of these tags. */
  tags?: string[];
  /** Left out: the endless grid. */
  view?: 'ends';
  /** Images at each end of `ends`; left out: the workspace's k. */
  k?: number;
  /** When heatmaps lie over the images; left out: on hover and focus. */
  overlay?: Exclude<Overlay, 'hover'>;
  /** Feature of the heatmaps; left out: the first that the ranking is made of. */
  cue?: number;
  /** Left out: medium. */
  size?: Exclude<TileSize, 'medium'>;
  /** Rank of the first image in sight, from 1; left out: the start. */
  at?: number;
  /** Image opened in the lightbox. */
  image?: number;
}

/** Keeps what is well-formed; anything else counts as left out. */
export function parseRankingSearch(raw: Record<string, unknown>): RankingSearch {
  const k = parseIndex(raw.k) || undefined;
  return {
    class: parseIndex(raw.class),
    split: parseChoice(raw.split, SPLITS),
    feature: parseIndex(raw.feature),
    order: parseChoice(raw.order, ['most-first']),
    model: parseText(raw.model),
    result: parseChoice(raw.result, ['right', 'wrong']),
    flagged: parseFlag(raw.flagged),
    groups: parseGroups(raw.groups),
    tags: parseTexts(raw.tags),
    view: parseChoice(raw.view, ['ends']),
    k: k && Math.min(k, MOST_IN_STRIP),
    overlay: parseChoice(raw.overlay, ['always', 'never']),
    cue: parseIndex(raw.cue),
    size: parseChoice(raw.size, ['small', 'large']),
    at: parseIndex(raw.at) || undefined,
    image: parseIndex(raw.image),
  };
}

function parseGroups(value: unknown): Record<string, string[]> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const wanted = Object.entries(value).flatMap(([column, values]) => {
    const texts = parseTexts(values);
    return texts ? [[column, texts] as const] : [];
  });
  return wanted.length === 0 ? undefined : Object.fromEntries(wanted);
}
