/**
 * What the evidence of a class rests on, read once: features of all images enter in one pass, for each class the columns of its own
 * images that later steps rank by leave. Verdicts are no part of it: they may change without reading anything again.
 */
import type { ImageRecord } from '../../../records/dataset.js';
import type { FeatureSource } from '../../../records/features.js';

/** Which features of a class to keep. */
export interface ClassPlan {
  classIndex: number;
  /** Ascending, each once: the class's important features and all others with a verdict. */
  features: readonly number[];
  /** Features that are not important for the class, for the control by random features. */
  randomFeatures: readonly number[];
  /** Float32Array, [featureCount]: the class's row of the head over these features; null without such a head. */
  headRow: Float32Array | null;
}

/** Values of the images of one class in one split. */
export interface ClassValues {
  /** Usable images of the class, ascending. */
  images: readonly number[];
  /** One Float32Array, [images], per feature of the plan. */
  features: readonly Float32Array[];
  /** One Float32Array, [images], per random feature of the plan; none for the training images. */
  randomFeatures: readonly Float32Array[];
  /** Float64Array, [images]: Σ W[c, i] r_i over all features, without bias; null without a head. */
  logit: Float64Array | null;
}

/** A class's values in the split that is measured and in the one that is learnt from. */
export interface ClassEvidenceValues {
  plan: ClassPlan;
  /** Of the training split; without images where the class has none there. */
  train: ClassValues;
  measured: ClassValues;
}

/**
 * Reads the columns of every plan in one pass over `source`, in the order of `plans` (one a class). Memory: images × (kept features + 2)
 * numbers, whatever the number of features. Skipped images are left out.
 * @param images In data set order, one per row of `source`.
 * @param measured Name of the split that is measured.
 */
export async function gatherClassValues(
  source: FeatureSource,
  images: readonly Pick<ImageRecord, 'classIndex' | 'split'>[],
  plans: readonly ClassPlan[],
  measured: ImageRecord['split'],
): Promise<ClassEvidenceValues[]> {
  const rowsOf = (split: ImageRecord['split']) => {
    const rows = new Map<number, number[]>(plans.map(({ classIndex }) => [classIndex, []]));
    for (const [row, image] of images.entries())
      if (image.split === split && source.valid[row] !== 0) rows.get(image.classIndex)?.push(row);
    return rows;
  };
  const [trainRows, measuredRows] = [rowsOf('train'), rowsOf(measured)];
  const classes = plans.map((plan) => ({
    plan,
    train: allocate(plan, trainRows.get(plan.classIndex)!, 0),
    measured: allocate(plan, measuredRows.get(plan.classIndex)!, plan.randomFeatures.length),
  }));
  const targets = new Map(classes.map((one) => [one.plan.classIndex, one]));
  const places = { train: new Map<number, number>(), measured: new Map<number, number>() };
  for await (const { rowStart, data } of source.blocks()) {
    for (let place = 0; place < data.length / source.featureCount; place += 1) {
      const row = rowStart + place;
      const image = images[row]!;
      const target = targets.get(image.classIndex);
      if (target === undefined || source.valid[row] === 0) continue;
      for (const part of ['train', 'measured'] as const) {
        if (image.split !== (part === 'train' ? 'train' : measured)) continue;
        // Rows come in data set order, as the images of a class do.
        const at = places[part].get(image.classIndex) ?? 0;
        places[part].set(image.classIndex, at + 1);
        copyRow(data, place * source.featureCount, target.plan, target[part], at);
      }
    }
  }
  return classes;
}

function allocate(plan: ClassPlan, images: readonly number[], randomCount: number): ClassValues {
  return {
    images,
    features: plan.features.map(() => new Float32Array(images.length)),
    randomFeatures: plan.randomFeatures.slice(0, randomCount).map(() => new Float32Array(images.length)),
    logit: plan.headRow === null ? null : new Float64Array(images.length),
  };
}

/** Puts the row that begins at `offset` of `data` at place `at` of a class's columns. */
function copyRow(data: Float32Array, offset: number, plan: ClassPlan, values: ClassValues, at: number): void {
  for (const [j, column] of values.features.entries()) column[at] = data[offset + plan.features[j]!]!;
  for (const [j, column] of values.randomFeatures.entries())
    column[at] = data[offset + plan.randomFeatures[j]!]!;
  if (values.logit === null || plan.headRow === null) return;
  const { headRow } = plan;
  let logit = 0;
  // Once for every feature of every image: an iterator would take longer than reading them.
  for (let feature = 0; feature < headRow.length; feature += 1)
    logit += headRow[feature]! * data[offset + feature]!;
  values.logit[at] = logit;
}
