/**
 * Which images stop and choose, and which measure: half of the validation images each, or validation and test.
 * Rows and rankings enter, two disjoint sets leave. Measures nothing.
 */
import { createRandom, deriveSeed } from '../../numeric/index.js';
import type { ClassRanking, MeasuredOn } from '../../records/bias.js';

/** Images that heads are measured on. */
export interface MeasuredImages {
  rows: Int32Array;
  /** Classes with a spurious feature. */
  rankings: readonly ClassRanking[];
}

/** The images of one split that can be used; of validation both are needed, of test where there is one. */
export interface EvaluationInput {
  labels: Int32Array;
  /** Known group of each image, [image count]; empty where it is not known. */
  groups?: readonly string[];
  validationRows: Int32Array;
  validationRankings: readonly ClassRanking[];
  test?: MeasuredImages;
}

/** Two sets of images, disjoint unless `measuredOn` is `val`. */
export interface Evaluation {
  /** Stop tuning and choose settings. */
  choosing: MeasuredImages;
  /** Seen by nothing before they measure, unless `measuredOn` is `val`. */
  measuring: MeasuredImages;
  measuredOn: MeasuredOn;
}

/** Images that one end of a ranking needs for a gap. */
const LEAST_IMAGES = 2;

/**
 * With a test split, validation chooses and test measures. Otherwise a seeded half of each class's validation images chooses
 * (the larger one of an odd number) and the rest measures. Where no class with a spurious feature has two images in either half, all
 * validation images do both. Without any such class the halves are those of each (class, group) cell, and all images do both where no cell
 * has two.
 */
export function planEvaluation(input: EvaluationInput, seed: number): Evaluation {
  const { labels, groups, validationRows, validationRankings, test } = input;
  const all = { rows: validationRows, rankings: validationRankings };
  if (test !== undefined) return { choosing: all, measuring: test, measuredOn: 'test' };
  const isRanked = validationRankings.length > 0;
  const cells = isRanked ? labels : numberCells(labels, groups);
  const chosen = chooseHalf(validationRows, cells, deriveSeed(seed, 'halves'));
  const choosing = restrictImages(all, (row) => chosen.has(row));
  const measuring = restrictImages(all, (row) => !chosen.has(row));
  const isMeasurable = (classIndex: number) =>
    [choosing, measuring].every(({ rankings }) =>
      rankings.some((own) => own.classIndex === classIndex && own.images.length >= LEAST_IMAGES),
    );
  const isHalved = isRanked
    ? validationRankings.some(({ classIndex }) => isMeasurable(classIndex))
    : measuring.rows.length > 0;
  return isHalved
    ? { choosing, measuring, measuredOn: 'val-half' }
    : { choosing: all, measuring: all, measuredOn: 'val' };
}

/** A random half of `rows` ([any number] of images) of every class, the larger one of an odd number; `labels` is [image count]. */
export function chooseHalf(rows: Int32Array, labels: Int32Array, seed: number): Set<number> {
  const rowsOfClass = new Map<number, number[]>();
  for (const row of rows) {
    const own = rowsOfClass.get(labels[row]!);
    if (own) own.push(row);
    else rowsOfClass.set(labels[row]!, [row]);
  }
  return new Set(
    [...rowsOfClass].flatMap(([classIndex, own]) =>
      createRandom(deriveSeed(seed, classIndex))
        .sample(own.length, Math.ceil(own.length / 2))
        .map((place) => own[place]!),
    ),
  );
}

/** A number of its own for every class and known group, [image count]. */
function numberCells(labels: Int32Array, groups: readonly string[] = []): Int32Array {
  const numbers = new Map<string, number>();
  return labels.map((label, row) => {
    const cell = `${label} ${groups[row] ?? ''}`;
    const number = numbers.get(cell) ?? numbers.size;
    numbers.set(cell, number);
    return number;
  });
}

/** The images for which `isKept` holds, in their order. */
export function restrictImages(
  { rows, rankings }: MeasuredImages,
  isKept: (row: number) => boolean,
): MeasuredImages {
  return {
    rows: rows.filter(isKept),
    rankings: rankings.map((ranking) => {
      const places = [...ranking.images.keys()].filter((place) => isKept(ranking.images[place]!));
      return {
        ...ranking,
        images: places.map((place) => ranking.images[place]!),
        spuriosity: places.map((place) => ranking.spuriosity[place]!),
      };
    }),
  };
}
