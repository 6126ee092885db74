/**
 * Possibly mislabelled or multi-object images (docs/method.md, M121; paper 5): gaps, rankings, predictions and collisions enter, flags leave.
 * A flag is a reason to look at an image, not a verdict; nothing is relabelled here.
 */

import type { Interval } from '../../numeric/index.js';
import type { ClassGap, ClassRanking, Collision, LabelNoiseFlag, Predictions } from '../../records/bias.js';
import { computeMeanGapInterval, isNegativeGap, meanGap } from '../bias/index.js';

/** Share of a ranking that counts as high spuriosity, as in the paper's comparison with ReaL labels. */
export const DEFAULT_FLAG_SHARE = 0.1;

/** What possible label noise is looked for in. */
export interface LabelNoiseInput {
  /** Of one model or several; a class counts when its mean gap over them is negative, beyond its interval. */
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
 * Flags images by this rule. Of every class whose mean gap is misleading (`isMisleading`), look at the most spurious images of each ranking:
 * the top `share` of it, and at least as many as the gap was measured on. Flag those that the model does not give their class.
 * Suspected is the first of the model's two choices that is the core class of a collision, that is, for which a feature that
 * is spurious for the image's class is core; where neither is, the first choice.
 * Sorted by class, then falling spuriosity, then image.
 */
export function flagLabelNoise(input: LabelNoiseInput): LabelNoiseFlag[] {
  const { rankings, predictions, runnerUps, collisions, share = DEFAULT_FLAG_SHARE } = input;
  const leastCounts = new Map(
    listNegativeGaps(input.gaps)
      .filter(isMisleading)
      .map(({ classIndex, k }) => [classIndex, k]),
  );
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

/** A class that is recognised worse with its cue than without: mean gap over the models, and how sure it is. */
export interface NegativeGap {
  classIndex: number;
  gap: number;
  /** 95%, of the models' mean accuracies at either end: they share the images, so more models make it no narrower. */
  interval: Interval;
  /** The largest that the gap was measured with. */
  k: number;
}

/** The classes with a negative mean gap, most negative first. */
export function listNegativeGaps(gaps: readonly ClassGap[]): NegativeGap[] {
  const gapsOfClass = new Map<number, ClassGap[]>();
  for (const gap of gaps) {
    gapsOfClass.set(gap.classIndex, [...(gapsOfClass.get(gap.classIndex) ?? []), gap]);
  }
  const meanOf = (ofClass: ClassGap[], read: (gap: ClassGap) => number) =>
    ofClass.reduce((sum, gap) => sum + read(gap), 0) / ofClass.length;
  return [...gapsOfClass]
    .filter(([, ofClass]) => isNegativeGap(meanGap(ofClass)))
    .map(([classIndex, ofClass]) => {
      const k = Math.max(...ofClass.map((one) => one.k));
      const ends = {
        k,
        accuracyTop: meanOf(ofClass, ({ accuracyTop }) => accuracyTop),
        accuracyBottom: meanOf(ofClass, ({ accuracyBottom }) => accuracyBottom),
      };
      return { classIndex, gap: meanGap(ofClass), interval: computeMeanGapInterval([ends]), k };
    })
    .sort((a, b) => a.gap - b.gap || a.classIndex - b.classIndex);
}

/** Whether a negative gap is more than the chance of its few images: its interval excludes 0. */
export function isMisleading({ interval }: Pick<NegativeGap, 'interval'>): boolean {
  return interval.high < 0;
}
