/**
 * Which repair to take, by one rule, and in words what speaks against it. Trials enter, a recommendation leaves.
 * The rule looks at the choosing images; the numbers given for it are those of the measured images.
 */
import { computeMean, computeWilsonInterval } from '../../numeric/index.js';
import {
  MITIGATION_METHODS,
  type MitigationMethod,
  type MitigationTrial,
  type RepairChange,
  type RepairMeasures,
} from '../../records/bias.js';
import type { Recommendation } from '../../records/mitigation.js';
import { formatGroupAccuracy, formatList, METHOD_TITLES } from '../../words/index.js';
import { toPercent, toPlainPoints, toPoints } from './card/markdown.js';
import { chooseBest, computeGoal, computePurpose, isAffordable } from './measures.js';
import type { MitigationSettings } from './recipes.js';

/** What a repair has to gain on the measured images, and how much more than asked it may cost there, to be worth deploying. */
const LEAST_GAIN = 0.06;
const COST_MARGIN = 0.005;
/** Gaps of this mean size whose signed mean is less than a third of it cancel each other. */
const CANCELLING_GAP = 0.1;

/** Whether a method may be recommended: random images are the control that tells what any tuning does. */
const isRepair = ({ method }: MitigationTrial) => method !== 'random';

/**
 * Of the methods that cost at most `maxAccuracyCost` on the choosing images (means over trials), the one with the highest accuracy of the
 * worst known group there, or without groups of the weaker half of each class's ranking; none where that is no higher than the head's.
 * `bottomCount`: least spurious images that are measured, of all classes.
 */
export function recommendRepair(
  trials: readonly MitigationTrial[],
  { maxAccuracyCost }: Pick<MitigationSettings, 'maxAccuracyCost'>,
  bottomCount: number,
): Recommendation {
  const candidates = MITIGATION_METHODS.flatMap((method) => {
    const own = trials.filter((trial) => trial.method === method && isRepair(trial));
    if (own.length === 0) return [];
    return { method, choosing: averageChanges(own, 'choosing'), measured: averageChanges(own, 'measured') };
  });
  const [first] = candidates;
  const goal = first?.choosing.before.worstGroup == null ? 'weaker half of each class' : 'worst known group';
  const eligible = candidates.filter(
    ({ choosing: { before, after } }) =>
      isAffordable(before, after, maxAccuracyCost) && computeGoal(after) > computeGoal(before),
  );
  if (first === undefined || eligible.length === 0) {
    const sentence =
      first === undefined
        ? 'Keep the head: no repair was tried, only the control.'
        : `Keep the head: none of ${formatList(candidates.map(({ method }) => METHOD_TITLES[method]))} raises the accuracy on the ${goal} for at most ${toPlainPoints(maxAccuracyCost)} of accuracy on the images that choose.`;
    return { method: null, goal, measured: null, isBorneOut: false, sentences: [sentence] };
  }
  const best = chooseBest(
    eligible.map((candidate) => ({ ...candidate, measures: candidate.choosing.after })),
    first.choosing.before,
    maxAccuracyCost,
  );
  return describe(best, goal, maxAccuracyCost, bottomCount);
}

function describe(
  { method, measured }: { method: MitigationMethod; measured: RepairChange },
  goal: Recommendation['goal'],
  maxAccuracyCost: number,
  bottomCount: number,
): Recommendation {
  const { before, after } = measured;
  const gain = computePurpose(after) - computePurpose(before);
  const purpose = after.worstGroup === null ? 'least spurious images' : goal;
  const cost = before.accuracy - after.accuracy;
  const isBorneOut =
    isAffordable(before, after, maxAccuracyCost + COST_MARGIN) &&
    (gain >= LEAST_GAIN || (gain >= 0 && -cost >= LEAST_GAIN));
  const sentences = [
    `${METHOD_TITLES[method]} raises the accuracy on the ${goal} most among the methods that cost at most ${toPlainPoints(maxAccuracyCost)} of accuracy on the images that choose.`,
    `On the images that measure: ${purpose} ${formatPurpose(before, bottomCount)} to ${formatPurpose(after, bottomCount)}, accuracy ${toPercent(before.accuracy)} to ${toPercent(after.accuracy)}${describeGaps(measured)}.`,
    ...(isBorneOut
      ? []
      : [
          `These do not bear it out: ${toPoints(gain)} on the ${purpose} for ${toPoints(-cost)} of accuracy, where at least ${toPoints(LEAST_GAIN)} for at most ${toPlainPoints(maxAccuracyCost + COST_MARGIN)} is asked. We advise against deploying it.`,
        ]),
    ...describeCancelling(after),
  ];
  return { method, goal, measured, isBorneOut, sentences };
}

/** What a repair is for, with its interval and images: the worst group's, or `bottomCount` least spurious ones. */
function formatPurpose(measures: RepairMeasures, bottomCount: number): string {
  const share = computePurpose(measures);
  const bottom = { imageCount: bottomCount, interval: computeWilsonInterval({ share, count: bottomCount }) };
  return formatGroupAccuracy(share, measures.worstGroup === null ? bottom : measures.worstCell, 1);
}

function describeGaps({ before, after }: RepairChange): string {
  if (Number.isNaN(before.absoluteGap)) return '';
  return `, mean |gap| ${toPlainPoints(before.absoluteGap)} to ${toPlainPoints(after.absoluteGap)}`;
}

/** A small mean of large gaps, in words; nothing where there are no gaps. */
export function describeCancelling({ gap, absoluteGap }: RepairMeasures): string[] {
  const isCancelling = absoluteGap >= CANCELLING_GAP && Math.abs(gap) * 3 <= absoluteGap;
  if (!isCancelling) return [];
  return [
    `The mean gap of ${toPoints(gap)} is small because gaps of opposite sign cancel: a class's gap has a mean size of ${toPlainPoints(absoluteGap)}.`,
  ];
}

function averageChanges(trials: readonly MitigationTrial[], images: 'choosing' | 'measured'): RepairChange {
  return {
    before: averageMeasures(trials.map((trial) => trial[images].before)),
    after: averageMeasures(trials.map((trial) => trial[images].after)),
  };
}

/**
 * Means of each measure, and of the bounds of the gap's interval: heads that share their images are together no surer than one. The worst
 * class is named by the first, with the mean of the worst accuracies; the worst cell only where it is the same one in all.
 */
export function averageMeasures(measures: readonly RepairMeasures[]): RepairMeasures {
  const [first] = measures as readonly [RepairMeasures, ...RepairMeasures[]];
  const average = (read: (own: RepairMeasures) => number) => computeMean(measures.map(read));
  const worstGroup = first.worstGroup === null ? null : average((own) => own.worstGroup ?? Number.NaN);
  return {
    accuracy: average(({ accuracy }) => accuracy),
    accuracyTop: average(({ accuracyTop }) => accuracyTop),
    accuracyBottom: average(({ accuracyBottom }) => accuracyBottom),
    gap: average(({ gap }) => gap),
    gapInterval: {
      low: average(({ gapInterval }) => gapInterval.low),
      high: average(({ gapInterval }) => gapInterval.high),
    },
    absoluteGap: average(({ absoluteGap }) => absoluteGap),
    weakerHalf: average(({ weakerHalf }) => weakerHalf),
    worstClass: {
      classIndex: first.worstClass.classIndex,
      accuracy: average(({ worstClass }) => worstClass.accuracy),
    },
    worstGroup,
    worstCell:
      measures.every(({ worstCell }) => isSameCell(worstCell, first.worstCell)) && first.worstCell
        ? {
            ...first.worstCell,
            interval: computeWilsonInterval({
              share: worstGroup ?? Number.NaN,
              count: first.worstCell.imageCount,
            }),
          }
        : null,
  };
}

function isSameCell(a: RepairMeasures['worstCell'], b: RepairMeasures['worstCell']): boolean {
  return a?.classIndex === b?.classIndex && a?.group === b?.group;
}
