/**
 * Possibly mislabelled or multi-object images (paper 5): gaps, rankings, predictions and collisions enter, flags leave.
 * A flag is a reason to look at an image, not a verdict; nothing is relabelled here.
 */
import type { ClassGap, ClassRanking, Collision, LabelNoiseFlag, Predictions } from '../../records/bias.js';
import { isNegativeGap, meanGap } from '../bias/index.js';

/** Share of a ranking that counts as high spuriosity, as in the paper's comparison with ReaL labels. */
export const DEFAULT_FLAG_SHARE = 0.1;

export interface LabelNoiseInput {
  /** Of one model or several; a class counts when its mean gap over them is negative. */
  gaps: readonly ClassGap[];
  /** Of any splits; each is looked through on its own. */
  rankings: readonly ClassRanking[];
  /** Of the model that says which class the images may belong to; images without a prediction are never flagged. */
  predictions: Predictions;
  /** The same model's second choice, where its logits are known. */
  runnerUps?: Predictions;
  collisions: readonly Collision[];
  share?: number;
}

/**
 * Flags images by this rule. Of every class with a negative mean gap, look at the most spurious images of each ranking:
 * the top `share` of it, and at least as many as the gap was measured on. Flag those that the model does not give their class.
 * Suspected is the first of the model's two choices that is the core class of a collision, that is, for which a feature that
 * is spurious for the image's class is core; where neither is, the first choice.
 * Sorted by class, then falling spuriosity, then image.
 */
export function flagLabelNoise(input: LabelNoiseInput): LabelNoiseFlag[] {
  const { rankings, predictions, runnerUps, collisions, share = DEFAULT_FLAG_SHARE } = input;
  const leastCounts = countNegativeClasses(input.gaps);
  const coreElsewhere = new Map<number, Set<number>>();
  for (const { spuriousClassIndex, coreClassIndex } of collisions) {
    const known = coreElsewhere.get(spuriousClassIndex) ?? new Set<number>();
    coreElsewhere.set(spuriousClassIndex, known.add(coreClassIndex));
  }
  const flags = rankings.flatMap(({ classIndex, images, spuriosity }) => {
    const leastCount = leastCounts.get(classIndex);
    if (leastCount === undefined) return [];
    const count = Math.max(leastCount, Math.ceil(share * images.length));
    const start = Math.max(0, images.length - count);
    return images.slice(start).flatMap((image, offset): LabelNoiseFlag[] => {
      const predicted = predictions.labels[image]!;
      if (predicted < 0 || predicted === classIndex) return [];
      const choices = [predicted, runnerUps?.labels[image] ?? predicted];
      const colliding = choices.find((choice) => coreElsewhere.get(classIndex)?.has(choice));
      return [
        {
          image,
          classIndex,
          spuriosity: spuriosity[start + offset]!,
          suspectedClassIndex: colliding ?? predicted,
        },
      ];
    });
  });
  return flags.sort(
    (a, b) => a.classIndex - b.classIndex || b.spuriosity - a.spuriosity || a.image - b.image,
  );
}

/** The classes with a negative mean gap, each with the largest k that it was measured with. */
function countNegativeClasses(gaps: readonly ClassGap[]): Map<number, number> {
  const gapsOfClass = new Map<number, ClassGap[]>();
  for (const gap of gaps) {
    gapsOfClass.set(gap.classIndex, [...(gapsOfClass.get(gap.classIndex) ?? []), gap]);
  }
  return new Map(
    [...gapsOfClass]
      .filter(([, ofClass]) => isNegativeGap(meanGap(ofClass)))
      .map(([classIndex, ofClass]) => [classIndex, Math.max(...ofClass.map(({ k }) => k))]),
  );
}
