/** The state of the map in its address: colours, what is shown, where one looks, the circled area. */
import type { MapResponse } from '../../../../src/protocol/index.js';
import { parseChoice, parseIndex, parseText } from '../../parts/page/search-params.js';
import type { Point } from './plane.js';

/** Beside spuriosity, the first. */
const COLOURINGS = ['class', 'error', 'cue', 'group', 'tag'] as const;
type Split = MapResponse['split'][number];
const SPLITS: readonly Split[] = ['train', 'val', 'test'];
/** Corners of a circled area; nobody sees that there were more. */
export const MOST_CORNERS = 200;

export interface MapSearch {
  /** Absent: principal components. */
  layout?: 'umap';
  /** Absent: spuriosity. */
  colour?: (typeof COLOURINGS)[number];
  /** Classes that colour `class` tells apart; absent: the first ones. */
  classes?: number[];
  /** Whose outcomes colour `error` shows; absent: the first model. */
  model?: string;
  /** Whose activations colour `cue` shows; absent: the first cue. */
  feature?: number;
  /** Column of known groups that colour `group` tells apart; absent: the first one. */
  column?: string;
  /** Absent: images of all splits. */
  split?: Split;
  /** Absent: images with and without tags. */
  tag?: string;
  /** Middle and magnification of what is in sight; absent: everything. */
  view?: [x: number, y: number, zoom: number];
  /** Corners of the circled area, in the map's own coordinates. */
  area?: Point[];
  tool?: 'lasso';
  /** Image that was clicked. */
  image?: number;
}

export function parseMapSearch(search: Record<string, unknown>): MapSearch {
  const view = parseNumbers(search.view);
  return {
    layout: parseChoice(search.layout, ['umap']),
    colour: parseChoice(search.colour, COLOURINGS),
    classes: parseClasses(search.classes),
    model: parseText(search.model),
    feature: parseIndex(search.feature),
    column: parseText(search.column),
    split: parseChoice(search.split, SPLITS),
    tag: parseText(search.tag),
    view: view?.length === 3 && view[2]! >= 1 ? [view[0]!, view[1]!, view[2]!] : undefined,
    area: parseArea(search.area),
    tool: parseChoice(search.tool, ['lasso']),
    image: parseIndex(search.image),
  };
}

function parseClasses(value: unknown): number[] | undefined {
  const indices = parseNumbers(value)?.filter((index) => Number.isInteger(index) && index >= 0);
  return indices && [...new Set(indices)];
}

function parseArea(value: unknown): Point[] | undefined {
  if (!Array.isArray(value) || value.length < 3 || value.length > MOST_CORNERS) return undefined;
  const corners = value.flatMap((corner): Point[] => {
    const numbers = parseNumbers(corner);
    return numbers?.length === 2 ? [[numbers[0]!, numbers[1]!]] : [];
  });
  return corners.length === value.length ? corners : undefined;
}

function parseNumbers(value: unknown): number[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === 'number' && Number.isFinite(item))
    ? value
    : undefined;
}
