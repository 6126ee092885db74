/**
 * Muting: what a class's spurious features add to its logit is taken out of the head, without any training.
 * In: a head and its spurious pairs. Out: a head.
 */
import { computeMoments } from '../../../numeric/index.js';
import type { LinearHead } from '../../../records/networks/encoder.js';
import type { PreparedMethod, RepairContext } from './repair.js';

/** One trial: nothing is drawn. Left out for features other than those that were judged. */
export async function prepareMuting(repair: RepairContext): Promise<PreparedMethod> {
  if (repair.pairs === null) {
    return { omitted: 'the features judged spurious are not those that this model computes' };
  }
  const head = muteHead(repair, repair.pairs.spurious);
  return {
    isDeterministic: true,
    note: 'positive weights of the spurious features set to 0',
    runTrial: async () => ({ head, images: [], anchors: [], curve: [] }),
  };
}

/**
 * W′[c,i] = min(W[c,i], 0) for i in S(c), and b′[c] = b[c] + Σ (W − W′)[c,i] · mᵢ: every image gets what the cue contributes at mᵢ, half way
 * between its mean over the class's training images and its mean over those of the other classes, so that the class is neither favoured nor
 * put behind.
 */
function muteHead(
  { context, head, trainRows }: RepairContext,
  spurious: NonNullable<RepairContext['pairs']>['spurious'],
): LinearHead {
  const { features, featureCount, labels } = context;
  const weights = head.weights.slice();
  const bias = head.bias.slice();
  for (const { classIndex, feature } of spurious) {
    const at = classIndex * featureCount + feature;
    const weight = weights[at]!;
    if (weight <= 0) continue;
    const average = (isOwn: boolean) => {
      const rows = trainRows.filter((row) => (labels[row] === classIndex) === isOwn);
      return computeMoments(Float32Array.from(rows, (row) => features[row * featureCount + feature]!)).mean;
    };
    weights[at] = 0;
    bias[classIndex]! += (weight * (average(true) + average(false))) / 2;
  }
  return { ...head, weights, bias };
}
