/**
 * Spuriosity (docs/method.md, M40 and M41; paper 4.1): feature columns, labels and verdicts enter, one order of images per class leaves.
 * Pure: reads no features itself, stores nothing; rankings are recomputed whenever they are asked for.
 */
import { StageError } from '../../base/errors.js';
import { argsort } from '../../numeric/index.js';
import type { Verdict } from '../../records/annotation.js';
import type { ClassRanking } from '../../records/bias.js';
import type { ImageRecord, SplitName } from '../../records/dataset.js';
import type { FeatureColumns } from '../../records/features.js';
import { averageZScores, computeZScores } from './z-scores.js';

/** What a ranking needs to know of a verdict. */
export type JudgedPair = Pick<Verdict, 'classIndex' | 'feature' | 'verdict'>;

/** What a ranking needs to know of an image; a data set's `images` serve as they are. */
export type RankableImage = Pick<ImageRecord, 'classIndex' | 'split'>;

/** What images are ranked by, and which of them. */
export interface RankingInput {
  columns: FeatureColumns;
  /** Uint8Array, [image count]: 0 where the image was skipped; such images are left out. */
  valid: Uint8Array;
  /** In data set order, one per row of `columns`. */
  images: readonly RankableImage[];
  split: SplitName;
}

/**
 * Ranks the images of every class that has a spurious feature, by class index. With S(c) the features judged spurious
 * for class c, and µ, σ the mean and population standard deviation of r_i over the class's usable images of the split:
 * spuriosity(x, c) = mean over i in S(c) of (r_i(x) − µ_i) / σ_i; a feature with σ = 0 adds 0 and still counts in the mean.
 * Classes without usable images in the split are left out.
 * @throws StageError for a column that is missing, of another length than `images`, or not finite.
 */
export function computeSpuriosity(input: RankingInput & { verdicts: readonly JudgedPair[] }): ClassRanking[] {
  assertSameLength(input);
  const spuriousFeatures = new Map<number, Set<number>>();
  for (const { classIndex, feature, verdict } of input.verdicts) {
    if (verdict !== 'spurious') continue;
    spuriousFeatures.set(classIndex, (spuriousFeatures.get(classIndex) ?? new Set()).add(feature));
  }
  const rowsOfClass = groupRows(input);
  return [...spuriousFeatures]
    .sort(([a], [b]) => a - b)
    .flatMap(([classIndex, features]) => {
      const rows = rowsOfClass.get(classIndex);
      // Ascending, so that the sum does not depend on the order of verdicts.
      return rows
        ? [
            rankClass(
              input,
              classIndex,
              rows,
              [...features].sort((a, b) => a - b),
            ),
          ]
        : [];
    });
}

/**
 * Ranks the images of one class by one feature: `computeSpuriosity` with S(c) = {feature}, whatever the verdict on it.
 * The ranking is empty when the class has no usable images in the split.
 */
export function rankByFeature(input: RankingInput & { classIndex: number; feature: number }): ClassRanking {
  assertSameLength(input);
  const rows = groupRows(input).get(input.classIndex) ?? [];
  return rankClass(input, input.classIndex, rows, [input.feature]);
}

/** Orders `rows` by their mean standardised activation over `features`. */
function rankClass(
  input: RankingInput,
  classIndex: number,
  rows: readonly number[],
  features: readonly number[],
): ClassRanking {
  const scores = features.map((feature) => {
    const column = findColumn(input, feature);
    assertFinite(column, rows, classIndex, feature);
    return computeZScores(column, rows);
  });
  const spuriosity = averageZScores(scores, rows.length);
  const order = argsort(spuriosity);
  return {
    classIndex,
    split: input.split,
    images: order.map((place) => rows[place]!),
    spuriosity: order.map((place) => spuriosity[place]!),
  };
}

/** Usable rows of the split by class, each list ascending. */
function groupRows({ images, valid, split }: RankingInput): Map<number, number[]> {
  const rowsOfClass = new Map<number, number[]>();
  for (const [row, image] of images.entries()) {
    if (image.split !== split || valid[row] === 0) continue;
    const rows = rowsOfClass.get(image.classIndex);
    if (rows) rows.push(row);
    else rowsOfClass.set(image.classIndex, [row]);
  }
  return rowsOfClass;
}

function findColumn({ columns }: RankingInput, feature: number): Float32Array {
  const column = columns.columns[columns.features.indexOf(feature)];
  if (!column) {
    throw new StageError('feature-column-missing', {
      what: `Images are to be ranked by feature ${feature}, but its activations are not among the ${columns.features.length} columns given.`,
      next: 'Check that the annotations belong to the encoder whose features this workspace holds.',
    });
  }
  return column;
}

function assertSameLength({ columns, valid, images }: RankingInput): void {
  if (columns.rowCount === images.length && valid.length === images.length) return;
  throw new StageError('feature-rows-mismatch', {
    what: `The features have ${columns.rowCount} rows (${valid.length} flags), the data set ${images.length} images.`,
    why: 'Row i of the features must belong to image i.',
    next: 'Extract or import the features again.',
  });
}

function assertFinite(
  column: Float32Array,
  rows: readonly number[],
  classIndex: number,
  feature: number,
): void {
  const broken = rows.filter((row) => !Number.isFinite(column[row]!));
  if (broken.length === 0) return;
  throw new StageError('feature-not-finite', {
    what: `Feature ${feature} is not a finite number for ${broken.length} of ${rows.length} images of class ${classIndex}, the first at row ${broken[0]} (${column[broken[0]!]}).`,
    why: 'Images cannot be ranked by such values.',
    next: 'Extract the features again, or import ones without NaN and infinity.',
  });
}
