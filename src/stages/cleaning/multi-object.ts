/**
 * Whether high spuriosity means several objects (docs/method.md, M123; paper 5): rankings, gaps and how many classes people saw in each image enter,
 * shares at either end of the rankings leave. Says nothing about images that nobody looked at.
 */
import { computeMean } from '../../numeric/index.js';
import type { ClassGap, ClassRanking } from '../../records/bias.js';
import { isNegativeGap, meanGap } from '../bias/index.js';
import { DEFAULT_FLAG_SHARE } from './label-noise.js';

/** Classes with the most negative gaps that the paper looks at. */
const MOST_NEGATIVE_CLASSES = 5;
/** Mean gap below which the paper speaks of severely negative classes. */
const SEVERE_GAP = -0.2;

/** Images with several objects at both ends of one class's ranking. */
export interface MultiObjectRow {
  classIndex: number;
  /** Mean over the models. */
  gap: number;
  /** Images at either end that people looked at, and how many of them show several classes. */
  topCount: number;
  topMultiObjectCount: number;
  bottomCount: number;
  bottomMultiObjectCount: number;
}

/** Shares of images with several objects at both ends, over several classes. */
export interface MultiObjectShare {
  classCount: number;
  /** Over the images of all its classes; NaN for none. */
  top: number;
  bottom: number;
}

/** Images with several objects against spuriosity. */
export interface MultiObjectReport {
  /** By ascending gap, then class. */
  rows: MultiObjectRow[];
  mostNegative: MultiObjectShare;
  severe: MultiObjectShare;
  all: MultiObjectShare;
  /** Share of multi-object images among all that people looked at. */
  overall: number;
}

/**
 * Counts multi-object images among the `share` most and least spurious images of each ranking.
 *
 * @param objectCounts per image, how many classes people saw in it; NaN where nobody looked, or they saw none.
 */
export function countMultiObject(
  rankings: readonly ClassRanking[],
  gaps: readonly ClassGap[],
  objectCounts: Float64Array,
  share: number = DEFAULT_FLAG_SHARE,
): MultiObjectReport {
  const count = (images: readonly number[]) => {
    const known = images.filter((image) => !Number.isNaN(objectCounts[image]!));
    return [known.length, known.filter((image) => objectCounts[image]! > 1).length] as const;
  };
  const rows = rankings
    .map(({ classIndex, images }): MultiObjectRow => {
      const endCount = Math.ceil(share * images.length);
      const [topCount, topMultiObjectCount] = count(images.slice(images.length - endCount));
      const [bottomCount, bottomMultiObjectCount] = count(images.slice(0, endCount));
      const gap = meanGap(gaps.filter((one) => one.classIndex === classIndex));
      return { classIndex, gap, topCount, topMultiObjectCount, bottomCount, bottomMultiObjectCount };
    })
    .filter(({ gap, topCount, bottomCount }) => !Number.isNaN(gap) && topCount + bottomCount > 0)
    .sort((a, b) => a.gap - b.gap || a.classIndex - b.classIndex);
  const known = objectCounts.filter((objects) => !Number.isNaN(objects));
  return {
    rows,
    mostNegative: sumRows(rows.filter(({ gap }) => isNegativeGap(gap)).slice(0, MOST_NEGATIVE_CLASSES)),
    severe: sumRows(rows.filter(({ gap }) => gap < SEVERE_GAP)),
    all: sumRows(rows),
    overall: computeMean(Array.from(known, (objects) => (objects > 1 ? 1 : 0))),
  };
}

function sumRows(rows: readonly MultiObjectRow[]): MultiObjectShare {
  const sum = (pick: (row: MultiObjectRow) => number) => rows.reduce((total, row) => total + pick(row), 0);
  return {
    classCount: rows.length,
    top: sum((row) => row.topMultiObjectCount) / sum((row) => row.topCount),
    bottom: sum((row) => row.bottomMultiObjectCount) / sum((row) => row.bottomCount),
  };
}
