/** Features with mean 0 and deviation 1, for fits with a penalty, and heads on them. In: features, rows. Out: a problem to fit. */
import { computeMoments, type LinearLayer, type LogisticProblem } from '../../../numeric/index.js';
import type { LinearHead } from '../../../records/networks/encoder.js';
import type { HeadTrainingData } from '../../features/index.js';

/** The features of some rows with mean 0 and deviation 1 over them; one that does not vary is 0. */
export interface StandardisedRows {
  /** Place p of it is row `rows[p]` of the data. */
  problem: LogisticProblem;
  /** The layer on standardised features as a head on the features as they are, and the other way round. */
  toHead(layer: LinearLayer): LinearHead;
  fromHead(head: LinearHead): LinearLayer;
}

/** Standardises `rows`, [any number] of images, by their own mean and deviation. */
export function standardiseRows(
  { features, featureCount, labels }: HeadTrainingData,
  rows: Int32Array,
  classCount: number,
): StandardisedRows {
  const moments = Array.from({ length: featureCount }, (_, feature) => {
    const column = Float32Array.from(rows, (row) => features[row * featureCount + feature]!);
    return computeMoments(column);
  });
  const means = moments.map(({ mean }) => mean);
  const scales = moments.map(({ populationStd }) =>
    populationStd > 0 ? populationStd : Number.POSITIVE_INFINITY,
  );
  const standardised = new Float32Array(rows.length * featureCount);
  for (const [place, row] of rows.entries()) {
    for (let c = 0; c < featureCount; c++) {
      standardised[place * featureCount + c] = (features[row * featureCount + c]! - means[c]!) / scales[c]!;
    }
  }
  /** w' = w · σ (or / σ), b' = b ± Σ w µ: logits stay as they are. */
  const convert = (layer: LinearLayer, toWeight: (weight: number, c: number) => number, sign: 1 | -1) => {
    const weights = layer.weights.map((weight, index) => toWeight(weight, index % featureCount));
    const bias = layer.bias.map((value, k) => {
      let shift = 0;
      for (let c = 0; c < featureCount; c++) {
        const unscaled = (sign === 1 ? layer.weights : weights)[k * featureCount + c]!;
        shift += unscaled * means[c]!;
      }
      return value + sign * shift;
    });
    return { classCount: layer.classCount, featureCount, weights, bias };
  };
  return {
    problem: {
      features: standardised,
      featureCount,
      labels: Int32Array.from(rows, (row) => labels[row]!),
      classCount,
      rows: Int32Array.from(rows.keys()),
    },
    toHead: (layer) => convert(layer, (weight, c) => weight / scales[c]!, -1),
    fromHead: (head) =>
      convert(head, (weight, c) => (scales[c] === Number.POSITIVE_INFINITY ? 0 : weight * scales[c]!), 1),
  };
}
