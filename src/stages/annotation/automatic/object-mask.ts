/**
 * Verdicts from masks of the class object (paper G).
 * In: a pair's activation maps and one mask for each. Out: a verdict with the share of activation off the object.
 * Reads no image; whoever calls has masks brought to the maps' cells.
 */
import type { Verdict } from '../../../records/annotation.js';
import { formatPercent } from '../../../words/index.js';
import { toAutomaticVerdict } from './automatic-verdict.js';
import { computeOffObjectShare, type FrameMap, type MappedPair } from './frame-map.js';

/** A pair is spurious when more than this share of its activation lies off the object (paper G: "most"). */
export const DEFAULT_OFF_OBJECT_SHARE = 0.5;
/**
 * A pair is spurious, too, when it fires on the object at most this many times as much as a map spread evenly over the frame would.
 * Below 1, so that an even map of a few images is not called spurious by chance. Asked of boxes, and where grown masks leave little of the frame.
 */
export const DEFAULT_OBJECT_PREFERENCE = 0.95;
/** Where grown masks cover this share of the frame hardly anything can lie off them, and the second rule is asked. */
const GROWN_FRAME = 0.9;
/** Where the object fills this share of the frame there is too little elsewhere to fire at for the second rule. */
const FULL_FRAME = 0.95;
/** A cell belongs to the object when its mask covers at least this share of it. */
const OBJECT_COVER = 0.5;
/** A mask is a box when it fills this share of its bounding box; what is missing is rounding at the edges. */
const BOX_FILL = 0.98;
/** Weights of a cell and its neighbour along each axis in a softened mask: what a cell sees beyond its own square. */
const SELF_WEIGHT = 0.5;
const NEIGHBOUR_WEIGHT = 0.25;

/** A mask in a sentence: the network that found it is named. */
export function nameMask(segmenter: string | null): string {
  return segmenter === null ? 'its mask' : `its mask as ${segmenter} finds it`;
}

/** How a pair's masks came about. */
export interface MaskOrigin {
  /** Drawn as boxes (`roundBox`): loose ones, with background beside the object, on which the second rule is asked always. */
  areBoxes?: boolean;
  /** The network that found them; null for masks that the data set brings. */
  segmenter?: string | null;
}

/**
 * Verdict of a pair whose images have object masks (docs/method.md, M30).
 *
 * @param masks one per map, same size as the map, area-averaged and so between 0 and 1 at their edges.
 */
export function decideByMask(
  pair: MappedPair,
  masks: readonly FrameMap[],
  { areBoxes = false, segmenter = null }: MaskOrigin = {},
): Verdict {
  const named = nameMask(segmenter);
  const grown = masks.map(growMask);
  const share = computeOffObjectShare(pair.maps, grown);
  const grownShare = 1 - computeOffObjectShare(toEvenMaps(pair.maps), grown);
  const { preference, evenShare } = computeObjectPreference(pair.maps, masks);
  const asksElsewhere = (areBoxes || grownShare >= GROWN_FRAME) && evenShare < FULL_FRAME;
  const isElsewhere = asksElsewhere && preference <= DEFAULT_OBJECT_PREFERENCE;
  const count = `mean of ${pair.maps.length} images`;
  return toAutomaticVerdict(pair, {
    spurious: share > DEFAULT_OFF_OBJECT_SHARE || isElsewhere,
    source: 'object-mask',
    score: share,
    probability: null,
    basis:
      isElsewhere && share <= DEFAULT_OFF_OBJECT_SHARE
        ? `Fires on the object (${named}) only ${preference.toFixed(2)} times as much as an even spread over the frame would (${count}; ${DEFAULT_OBJECT_PREFERENCE} or less counts as spurious).`
        : `${formatPercent(share)} of the activation lies off the object (${named}; ${count}).`,
  });
}

/**
 * How many times as much a pair fires on the object as maps spread evenly over the frame would, by softened masks; NaN when no map is
 * active. `evenShare` is what the even maps have on the object, 0..1.
 */
export function computeObjectPreference(
  maps: readonly FrameMap[],
  masks: readonly FrameMap[],
): { preference: number; evenShare: number } {
  const softened = masks.map(softenMask);
  const evenShare = 1 - computeOffObjectShare(toEvenMaps(maps), softened);
  return { preference: (1 - computeOffObjectShare(maps, softened)) / evenShare, evenShare };
}

function toEvenMaps(maps: readonly FrameMap[]): FrameMap[] {
  return maps.map((map) => ({ ...map, values: map.values.map(() => 1) }));
}

/**
 * The ellipse inside a mask that is an upright box, 1 inside and 0 outside; any other mask as it is. The corners of a box are background as a
 * rule: of a box that touches an ellipse on all sides they are 21%. A mask
 * that goes from edge to edge of the frame is a band of scenery (a lake, a road), not a box around an object, and stays.
 */
export function roundBox(mask: FrameMap): FrameMap {
  const box = findBox(mask);
  if (box === null) return mask;
  const { left, right, top, bottom } = box;
  const values = new Float32Array(mask.values.length);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const across = (2 * x + 1 - left - right) / (right - left);
      const down = (2 * y + 1 - top - bottom) / (bottom - top);
      if (across * across + down * down <= 1) values[y * mask.width + x] = 1;
    }
  }
  return { ...mask, values };
}

/** Edges of the box that a mask fills, half-open; null where it is no box or spans the frame. */
function findBox({ width, height, values }: FrameMap) {
  const box = { left: width, right: 0, top: height, bottom: 0 };
  let filled = 0;
  values.forEach((value, cell) => {
    if (value < OBJECT_COVER) return;
    const x = cell % width;
    const y = (cell - x) / width;
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x + 1);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y + 1);
    filled += 1;
  });
  const area = (box.right - box.left) * (box.bottom - box.top);
  const spansFrame = box.right - box.left === width || box.bottom - box.top === height;
  return filled > 0 && filled >= BOX_FILL * area && !spansFrame ? box : null;
}

/** Cells that are mostly object, and their neighbours. */
function growMask({ width, height, values }: FrameMap): FrameMap {
  const grown = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (values[y * width + x]! < OBJECT_COVER) continue;
      for (let ny = Math.max(y - 1, 0); ny <= Math.min(y + 1, height - 1); ny++) {
        grown.fill(1, ny * width + Math.max(x - 1, 0), ny * width + Math.min(x + 1, width - 1) + 1);
      }
    }
  }
  return { width, height, values: grown };
}

/** Each cell with a share of its neighbours inside the frame, weighed 1-2-1 along both axes. */
function softenMask({ width, height, values }: FrameMap): FrameMap {
  const along = (length: number, read: (place: number) => number, place: number) => {
    let sum = SELF_WEIGHT * read(place);
    let weight = SELF_WEIGHT;
    for (const neighbour of [place - 1, place + 1]) {
      if (neighbour < 0 || neighbour >= length) continue;
      sum += NEIGHBOUR_WEIGHT * read(neighbour);
      weight += NEIGHBOUR_WEIGHT;
    }
    return sum / weight;
  };
  const across = values.map((_, cell) => {
    const row = cell - (cell % width);
    return along(width, (x) => values[row + x]!, cell % width);
  });
  return {
    width,
    height,
    values: across.map((_, cell) =>
      along(height, (y) => across[y * width + (cell % width)]!, Math.floor(cell / width)),
    ),
  };
}
