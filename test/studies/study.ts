/**
 * A small study without pixels, and the method (docs/method.md, M10, M40 to M43) once more in plain code: nothing here is shared with the
 * program, so that the two can be compared. Rows of the manifest are shuffled; rows of arrays follow the manifest.
 */
import { toCsv } from '../tables.js';

export const CLASS_NAMES = ['ant', 'bee, striped', 'cat "tabby"', 'zébu'];
export const FEATURE_COUNT = 6;
const IMAGES_PER_CLASS = { train: 30, val: 26 };
/** So few validation images that k = 10 does not fit twice. */
const FEW_VAL_IMAGES = 13;
const FEW_CLASS = 3;

export interface StudyImage {
  path: string;
  classIndex: number;
  split: 'train' | 'val';
  place: 'water' | 'land';
  features: number[];
}

/** Numbers from 0 to 1, the same in every run (Lehmer's generator with the multiplier of MINSTD). */
export function createNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Images of a study: feature c speaks for class c, feature 4 for water; feature 5 is noise. */
export function createStudy(): StudyImage[] {
  const next = createNumbers(12345);
  const images = CLASS_NAMES.flatMap((_, classIndex) =>
    (['train', 'val'] as const).flatMap((split) => {
      const count = split === 'val' && classIndex === FEW_CLASS ? FEW_VAL_IMAGES : IMAGES_PER_CLASS[split];
      return Array.from({ length: count }, (_, n): StudyImage => {
        const place = next() < (classIndex % 2 === 0 ? 0.8 : 0.2) ? 'water' : 'land';
        const means = [0, 1, 2, 3].map((one) => (one === classIndex ? 2 : 0.5));
        const features = [...means, place === 'water' ? 2 : 0.2, 1].map((mean) => Math.fround(mean + next()));
        return { path: `${split}/${classIndex}/${n}.jpg`, classIndex, split, place, features };
      });
    }),
  );
  return images
    .map((image) => ({ image, key: next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ image }) => image);
}

export function toManifest(images: readonly StudyImage[]): string {
  return toCsv(
    ['path', 'label', 'split', 'place', 'note'],
    images.map(({ path, classIndex, split, place }) => [
      path,
      CLASS_NAMES[classIndex]!,
      split,
      place,
      'a, b',
    ]),
  );
}

export const ANSWER_COLUMNS =
  'WorkerId,Input.wordnet_id,Input.class_index,Input.feature_index,Input.feature_rank,Answer.main,Answer.confidence,Answer.reasons';

/** One answer per worker: `votes` of them for background or a separate object, the others for the main object. */
export function toAnswers(
  pairs: readonly { classIndex: number; feature: number; votes: number; of: number }[],
): string {
  return toCsv(
    ANSWER_COLUMNS.split(','),
    pairs.flatMap(({ classIndex, feature, votes, of }) =>
      Array.from({ length: of }, (_, worker) => [
        `W${worker}`,
        `n0000000${classIndex}`,
        classIndex,
        feature,
        1,
        worker >= votes ? 'main_object' : worker % 2 === 0 ? 'background' : 'separate_object',
        (worker % 5) + 1,
        worker === 0 ? 'the "water", mostly' : '',
      ]),
    ),
  );
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Images of a class and split, least spurious first: mean of z-scores (population deviation) over the spurious features. */
export function rankBySpuriosity(
  images: readonly StudyImage[],
  classIndex: number,
  split: string,
  spurious: readonly number[],
): { image: StudyImage; spuriosity: number }[] {
  const own = images.filter((image) => image.classIndex === classIndex && image.split === split);
  const scales = spurious.map((feature) => {
    const values = own.map(({ features }) => features[feature]!);
    const center = mean(values);
    return { feature, center, deviation: Math.sqrt(mean(values.map((value) => (value - center) ** 2))) };
  });
  return own
    .map((image) => ({
      image,
      spuriosity: mean(
        scales.map(({ feature, center, deviation }) => (image.features[feature]! - center) / deviation),
      ),
    }))
    .sort((a, b) => a.spuriosity - b.spuriosity);
}

export interface ReferenceGap {
  classIndex: number;
  k: number;
  accuracyTop: number;
  accuracyBottom: number;
}

/** Both ends of every class that has a spurious feature, on the validation split. */
export function measureGaps(
  images: readonly StudyImage[],
  spuriousOfClass: ReadonlyMap<number, number[]>,
  predict: (image: StudyImage) => number,
  k: number,
): ReferenceGap[] {
  return [...spuriousOfClass].map(([classIndex, spurious]) => {
    const right = rankBySpuriosity(images, classIndex, 'val', spurious).map(({ image }) =>
      predict(image) === classIndex ? 1 : 0,
    );
    const used = Math.min(k, Math.floor(right.length / 2));
    return {
      classIndex,
      k: used,
      accuracyTop: mean(right.slice(right.length - used)),
      accuracyBottom: mean(right.slice(0, used)),
    };
  });
}

/** acc_bottom minus the least-squares line of acc_bottom on acc_top, per model. */
export function measureRobustness(models: readonly { top: number; bottom: number }[]): number[] {
  const [centerTop, centerBottom] = [
    mean(models.map(({ top }) => top)),
    mean(models.map(({ bottom }) => bottom)),
  ];
  const slope =
    models.reduce((sum, { top, bottom }) => sum + (top - centerTop) * (bottom - centerBottom), 0) /
    models.reduce((sum, { top }) => sum + (top - centerTop) ** 2, 0);
  return models.map(({ top, bottom }) => bottom - (centerBottom + slope * (top - centerTop)));
}

/** Pearson's r. */
export function correlate(a: readonly number[], b: readonly number[]): number {
  const [centerA, centerB] = [mean(a), mean(b)];
  const product = a.reduce((sum, value, at) => sum + (value - centerA) * (b[at]! - centerB), 0);
  const squares = (values: readonly number[], center: number) =>
    values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return product / Math.sqrt(squares(a, centerA) * squares(b, centerB));
}

/** Probability that a value of `positive` is above one of `negative`; ties count half. */
export function measureAuroc(positive: readonly number[], negative: readonly number[]): number {
  const wins = positive.map((high) => mean(negative.map((low) => (high > low ? 1 : high === low ? 0.5 : 0))));
  return mean(wins);
}
