/**
 * What a field's values mean for a class, and what a model loses where they are unusual: codes, labels and predictions in.
 * The habit is learnt on one set of images (training) and looked at on another.
 */
import { computeDifferenceInterval } from '../../numeric/index.js';
import type { AuditField, HabitLoss } from '../../records/audit/audit.js';

/** Images that a value's overall share counts for, so that a value of a few images is no habit. */
const PRIOR_IMAGES = 5;
/** Images that either side needs for a difference of accuracies. */
const LEAST_SIDE = 5;

/** Lifts of one field. */
export interface Habits {
  valueCount: number;
  /** Float64Array, [classes, values], row-major: P(class | value) / P(class); above 1 the value is usual for the class. */
  lifts: Float64Array;
}

/** Lifts over the images of `rows`; `labels` and the codes are parallel, [images]. */
export function learnHabits(
  { codes, values }: AuditField,
  labels: Int32Array,
  classCount: number,
  rows: Int32Array,
): Habits {
  const valueCount = values.length;
  const cells = new Int32Array(classCount * valueCount);
  const ofValue = new Int32Array(valueCount);
  const ofClass = new Int32Array(classCount);
  for (const image of rows) {
    cells[labels[image]! * valueCount + codes[image]!]! += 1;
    ofValue[codes[image]!]! += 1;
    ofClass[labels[image]!]! += 1;
  }
  const lifts = Float64Array.from(cells, (count, at) => {
    const share = ofClass[Math.floor(at / valueCount)]! / rows.length;
    return share === 0
      ? 1
      : (count + PRIOR_IMAGES * share) / (ofValue[at % valueCount]! + PRIOR_IMAGES) / share;
  });
  return { valueCount, lifts };
}

/** How usual the value of an image is for a class. */
export function readLift({ lifts, valueCount }: Habits, classIndex: number, code: number): number {
  return lifts[classIndex * valueCount + code]!;
}

/** The code with the largest lift of a class, the first of equals. */
export function findTypicalCode({ lifts, valueCount }: Habits, classIndex: number): number {
  const own = lifts.subarray(classIndex * valueCount, (classIndex + 1) * valueCount);
  return own.reduce((best, lift, code) => (lift > own[best]! ? code : best), 0);
}

/**
 * Accuracy where the class's images keep the habit (lift above 1) less that where they break it (below 1), over `rows`; codes, labels and
 * predictions are parallel, [images], −1 for no prediction. Null with fewer than 5 images on a side.
 */
export function measureLoss(
  input: { codes: Int32Array; labels: Int32Array; predictions: Int32Array; rows: Int32Array },
  habits: Habits,
  classIndex: number,
): HabitLoss | null {
  // By whether the image is of the class, and whether its value is usual there: images, right ones.
  const counts = { keeping: [0, 0], breaking: [0, 0], keepingElsewhere: [0, 0], breakingElsewhere: [0, 0] };
  for (const image of input.rows) {
    const predicted = input.predictions[image]!;
    const lift = readLift(habits, classIndex, input.codes[image]!);
    if (predicted < 0 || lift === 1) continue;
    const label = input.labels[image]!;
    const side = lift > 1 ? 'keeping' : 'breaking';
    const cell = counts[label === classIndex ? side : (`${side}Elsewhere` as const)];
    cell[0]! += 1;
    if (predicted === label) cell[1]! += 1;
  }
  const toShare = ([count, right]: readonly number[]) => ({ share: right! / count!, count: count! });
  const [keeping, breaking] = [toShare(counts.keeping), toShare(counts.breaking)];
  if (Math.min(keeping.count, breaking.count) < LEAST_SIDE) return null;
  return {
    keepingCount: keeping.count,
    breakingCount: breaking.count,
    accuracyKeeping: keeping.share,
    accuracyBreaking: breaking.share,
    loss: keeping.share - breaking.share,
    interval: computeDifferenceInterval(keeping, breaking),
    lossElsewhere: toShare(counts.keepingElsewhere).share - toShare(counts.breakingElsewhere).share,
  };
}
