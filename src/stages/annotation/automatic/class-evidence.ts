/**
 * Where an image speaks for its class, and whether a feature fires there.
 * In: feature maps and a head's weights. Out: maps and one number a pair. Decides nothing.
 */
import { computeMean, pearsonCorrelation } from '../../../numeric/index.js';
import type { LinearHead } from '../../../records/networks/encoder.js';
import { computeCentrePrior, type FrameMap, type MappedPair } from './frame-map.js';

/** A pair with, for each of its maps, where the image speaks for the class without it (`removeFeature`). */
export interface EvidentPair extends MappedPair {
  evidence: FrameMap[];
}

/** How much each feature speaks for the class more than for the mean of all classes, 0 where it does not; [featureCount]. */
export function computeClassWeights(head: LinearHead, classIndex: number): Float32Array {
  const { classCount, featureCount, weights } = head;
  return Float32Array.from({ length: featureCount }, (_, feature) => {
    let sum = 0;
    for (let other = 0; other < classCount; other++) sum += weights[other * featureCount + feature]!;
    const mean = classCount > 1 ? sum / classCount : 0;
    return Math.max(0, weights[classIndex * featureCount + feature]! - mean);
  });
}

/**
 * Evidence for the class, cell by cell, from features that are centred in this image (docs/method.md, M32):
 * `Σ_j weights_j centred_j A_j`. What surrounds the object speaks for the class as well, where the class has a habit; the middle is safer.
 *
 * @param channels A, [featureCount, height, width]
 */
export function computeClassEvidence(
  { width, height, channels }: { width: number; height: number; channels: Float32Array },
  weights: Float32Array,
): Float32Array {
  const size = width * height;
  const prior = computeCentrePrior(width, height);
  const sum = new Float64Array(size);
  weights.forEach((weight, feature) => {
    if (weight === 0) return;
    const map = channels.subarray(feature * size, (feature + 1) * size);
    const factor = weight * computeCentredness(map, prior);
    for (let cell = 0; cell < size; cell++) sum[cell]! += factor * map[cell]!;
  });
  return Float32Array.from(sum);
}

/** The evidence, [height, width] of the map, that is left without its feature: `evidence − weight_i centred_i A_i`. */
export function removeFeature(evidence: Float32Array, map: FrameMap, weight: number): FrameMap {
  const { width, height, values } = map;
  const factor = weight * computeCentredness(values, computeCentrePrior(width, height));
  return { width, height, values: evidence.map((sum, cell) => sum - factor * values[cell]!) };
}

/**
 * Mean over the images of Pearson's r between the pair's map and the evidence, -1 to 1; 0 in an image where one of them is even. NaN where
 * the feature fires in none.
 */
export function computeEvidenceAgreement({ maps, evidence }: EvidentPair): number {
  if (maps.every(({ values }) => values.every((value) => value === 0))) return Number.NaN;
  const correlations = maps.map((map, place) => pearsonCorrelation(map.values, evidence[place]!.values));
  return computeMean(correlations.map((correlation) => (Number.isNaN(correlation) ? 0 : correlation)));
}

/** By how much a map, [height · width] as the prior's, prefers the centre to an even spread: 0 (not at all) to 1 (at least twice as much). */
function computeCentredness(map: Float32Array, prior: FrameMap): number {
  let [all, centred, even] = [0, 0, 0];
  map.forEach((value, cell) => {
    all += value;
    centred += value * prior.values[cell]!;
    even += prior.values[cell]!;
  });
  if (all === 0) return 0;
  const preference = centred / all / (even / map.length);
  return Math.min(Math.max(preference - 1, 0), 1);
}
