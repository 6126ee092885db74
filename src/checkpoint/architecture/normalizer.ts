/**
 * The subtraction of a mean and division by a deviation that come before a network.
 * In: a checkpoint and the network's prefix in it. Out: the values stored there, or ImageNet's, and which it was.
 */
import type { LazyTensor } from '../tensor.js';
import { readWeights } from './weight-set.js';

const CHANNEL_COUNT = 3;
const IMAGENET_MEAN = [0.485, 0.456, 0.406];
const IMAGENET_DEVIATION = [0.229, 0.224, 0.225];

/** Names of the pair beside the network: MadryLab's robustness library, RobustBench, and common habits. */
const STORED_NAMES = [
  ['normalizer.new_mean', 'normalizer.new_std'],
  ['normalizer.mean', 'normalizer.std'],
  ['normalize.mean', 'normalize.std'],
  ['mean', 'std'],
  ['mu', 'sigma'],
] as const;

/** What is done to pixels before the first layer. */
export interface Normalizer {
  /** Float32Array, [3], for RGB in [0,1]. */
  mean: Float32Array;
  deviation: Float32Array;
  /** Where the values are from, as a sentence. */
  note: string;
}

/** Looks beside the network and one level at a time above it. */
export async function findNormalizer(
  tensors: ReadonlyMap<string, LazyTensor>,
  prefix: string,
): Promise<Normalizer> {
  for (const level of listLevels(prefix)) {
    for (const [meanName, deviationName] of STORED_NAMES) {
      const pair = await readPair(tensors.get(level + meanName), tensors.get(level + deviationName));
      if (!pair) continue;
      return {
        ...pair,
        note: `The mean and deviation stored as ${level}${meanName} and ${deviationName} are in the graph.`,
      };
    }
  }
  return {
    mean: Float32Array.from(IMAGENET_MEAN),
    deviation: Float32Array.from(IMAGENET_DEVIATION),
    note: "The file stores no mean and deviation, so ImageNet's are in the graph.",
  };
}

/** `a.b.` gives `a.b.`, `a.` and the empty prefix. */
function listLevels(prefix: string): string[] {
  const parts = prefix.split('.').slice(0, -1);
  return Array.from({ length: parts.length + 1 }, (_, dropped) =>
    parts
      .slice(0, parts.length - dropped)
      .map((part) => `${part}.`)
      .join(''),
  );
}

/** Null unless both hold one value per colour and no deviation is zero or negative. */
async function readPair(
  mean: LazyTensor | undefined,
  deviation: LazyTensor | undefined,
): Promise<Pick<Normalizer, 'mean' | 'deviation'> | null> {
  const isPerColour = (tensor: LazyTensor | undefined): tensor is LazyTensor =>
    tensor?.shape.reduce((product, length) => product * length, 1) === CHANNEL_COUNT;
  if (!isPerColour(mean) || !isPerColour(deviation)) return null;
  const pair = { mean: await readWeights(mean), deviation: await readWeights(deviation) };
  return pair.deviation.every((value) => value > 0) ? pair : null;
}
