/**
 * Where the ways of choosing images are named: at the ends of their lines, or above the frame where it is narrow.
 * In: methods, null for the head before; where their lines end. Out: room and marks.
 */
import * as Plot from '@observablehq/plot';
import type { MitigationMethod } from '../../../records/bias.js';
import { formatMethod } from '../../../words/index.js';
import { toMethodLook } from '../../method-looks.js';
import { computeLongestWidth } from './frame.js';
import { buildLegend } from './series.js';
import { spreadEndNames } from './spread-labels.js';

/** A frame narrower than this gives the room beside it back to its lines. */
const LEAST_FRAME = 230;
/** Between the frame and a name, and right of the name. */
const NAME_GAP = 26;
/** Where a line is that leads to a name, right of the frame. */
const LEADER_END = 14;

/** Of a figure of repairs, of which two stand side by side; in pixels. */
const MARGIN_TOP = 26;
const MARGINS = { marginBottom: 44, marginLeft: 48 };
/** Names that find room inside or beside the frame of such a figure. */
const MOST_NAMES = 3;
/** Height of the frame of a figure of repairs, in pixels. */
export const REPAIR_FRAME_HEIGHT = 234;
/** Narrowest range of an axis of a figure of repairs: smaller changes look small. */
export const LEAST_REPAIR_RANGE = 0.1;

export interface MethodNames {
  /** Right of the frame, in pixels. */
  marginRight: number;
  /** Above the frame, in pixels; 0 where names stand beside it. */
  legendHeight: number;
  legend: Plot.Markish[];
}

/**
 * Where the methods' names go in a figure of this width; `marginLeft` is what stands left of the frame. More than `most` names stand above
 * the frame: lines that end anywhere in it leave no room for many.
 */
export function layOutMethodNames(
  methods: readonly (MitigationMethod | null)[],
  width: number,
  marginLeft: number,
  most = Number.POSITIVE_INFINITY,
): MethodNames {
  const marginRight = computeLongestWidth(methods.map(formatMethod)) + NAME_GAP;
  const hasRoom = methods.length <= most && width - marginLeft - marginRight >= LEAST_FRAME;
  if (hasRoom) return { marginRight, legendHeight: 0, legend: [] };
  const items = methods.map((method) => ({ name: formatMethod(method), ...toMethodLook(method) }));
  const { height, marks } = buildLegend(items, { width, outdent: marginLeft - 8, lift: 4 });
  return { marginRight: NAME_GAP, legendHeight: height, legend: marks };
}

/** Where a figure of repairs has its frame and the methods' names. */
export function layOutRepairs(methods: readonly (MitigationMethod | null)[], width: number) {
  const names = layOutMethodNames(methods, width, MARGINS.marginLeft, MOST_NAMES);
  const { marginRight, legendHeight } = names;
  return {
    names,
    /** Of the frame, in pixels. */
    frameWidth: width - MARGINS.marginLeft - marginRight,
    options: {
      width,
      height: REPAIR_FRAME_HEIGHT + MARGIN_TOP + legendHeight + MARGINS.marginBottom,
      ...MARGINS,
      marginTop: MARGIN_TOP + legendHeight,
      marginRight,
    },
  };
}

/** The end of a method's line, in values of the axes. */
export interface MethodEnd {
  method: MitigationMethod | null;
  x: number;
  y: number;
}

/** Names right of the frame, one below the other, each led to from the end of its line. `frame`: the axes' ranges, its size in pixels. */
export function buildEndNames(
  ends: readonly MethodEnd[],
  frame: { right: number; xPerPixel: number; y: readonly [number, number]; height: number },
): Plot.Markish[] {
  const places = spreadEndNames(
    ends.map(({ y }) => y),
    frame.y,
    frame.height,
  );
  const x2 = frame.right + LEADER_END * frame.xPerPixel;
  return ends.flatMap(({ method, x, y }, index) => {
    const { colour } = toMethodLook(method);
    const place = places[index]!;
    return [
      Plot.link([0], {
        x1: () => x,
        y1: () => y,
        x2: () => x2,
        y2: () => place,
        stroke: colour,
        strokeWidth: 0.9,
        strokeOpacity: 0.7,
      }),
      Plot.text([formatMethod(method)], {
        x: () => x2,
        y: () => place,
        text: (name: string) => name,
        dx: 4,
        textAnchor: 'start',
        fill: colour,
        fontWeight: 600,
      }),
    ];
  });
}
