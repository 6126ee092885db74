/** The measured part of a model card: before and after, the baselines, class by class. In: facts. Out: paragraphs and tables. */
import { computeMean } from '../../../numeric/index.js';
import { MITIGATION_METHODS, type MitigationTrial } from '../../../records/bias.js';
import type { Interval } from '../../bias/index.js';
import { formatTable, toPercent, toPoints } from './markdown.js';
import type { ModelCardFacts } from './model-card-facts.js';

/** Classes shown one by one, those with the widest gap before. */
const SHOWN_CLASSES = 40;

export function toMitigationResults(facts: ModelCardFacts): string[] {
  const { measured, check, k, split, isOutdated } = facts;
  const { before, after, imageCount } = measured;
  const formatGap = (gap: number, { low, high }: Interval) => formatRange(gap, low, high, toPoints);
  const formatAccuracy = (share: number, { low, high }: Interval) => formatRange(share, low, high, toPercent);
  return [
    formatTable(
      ['', 'before', 'after'],
      [
        [
          `spurious gap, mean over ${measured.classes.length} classes, k = ${k}`,
          formatGap(before.gap, before.gapInterval),
          formatGap(after.gap, after.gapInterval),
        ],
        [
          'the same without signs: gaps of opposite classes do not cancel',
          formatMeanSize(measured.classes.map(({ gapBefore }) => gapBefore)),
          formatMeanSize(measured.classes.map(({ gapAfter }) => gapAfter)),
        ],
        [
          `accuracy, ${imageCount} images of ${split}`,
          formatAccuracy(before.accuracy, before.accuracyInterval),
          formatAccuracy(after.accuracy, after.accuracyInterval),
        ],
      ],
    ),
    'In brackets: 95% intervals, of gaps by the percentile bootstrap over images, of accuracies by Wilson’s formula.',
    ...(measured.reducedCount === 0
      ? []
      : [
          `${measured.reducedCount} of the ${measured.classes.length} classes have fewer than ${2 * k} images there; their ends are halves of what they have.`,
        ]),
    ...(check === null
      ? []
      : [
          `The exported \`model.onnx\` was run on ${check.imageCount} of these images: its scores are those of the tuned head on the stored features, ` +
            `with a largest difference of ${check.largestDifference.toExponential(0)} of the largest score.`,
        ]),
    `The same with as many images chosen otherwise${isOutdated ? ', as measured when it was tuned' : ''}:`,
    formatMethods(facts.trials),
    formatClasses(measured.classes),
  ];
}

function formatMethods(trials: readonly MitigationTrial[]): string {
  const methods = MITIGATION_METHODS.filter((method) => trials.some((trial) => trial.method === method));
  return formatTable(
    ['tuned on', 'images', 'trials', 'gap after', 'accuracy after'],
    methods.map((method) => {
      const own = trials.filter((trial) => trial.method === method);
      return [
        method,
        String(own[0]!.imageCount),
        String(own.length),
        formatSpread(
          own.map(({ gapAfter }) => gapAfter),
          toPoints,
        ),
        formatSpread(
          own.map(({ accuracyAfter }) => accuracyAfter),
          toPercent,
        ),
      ];
    }),
  );
}

/** The mean, and the least and the most where there are several. */
function formatSpread(values: readonly number[], format: (value: number) => string): string {
  const mean = computeMean(values);
  return values.length === 1
    ? format(mean)
    : formatRange(mean, Math.min(...values), Math.max(...values), format);
}

/** The unit stands once in the brackets. */
function formatRange(value: number, low: number, high: number, format: (value: number) => string): string {
  return `${format(value)} (${format(low).replace(' points', '')} to ${format(high)})`;
}

function formatMeanSize(gaps: readonly number[]): string {
  return toPoints(computeMean(gaps.map(Math.abs))).replace('+', '');
}

function formatClasses(classes: ModelCardFacts['measured']['classes']): string {
  const widest = [...classes].sort((a, b) => b.gapBefore - a.gapBefore).slice(0, SHOWN_CLASSES);
  return formatTable(
    [
      classes.length > widest.length ? `class (the ${widest.length} widest gaps)` : 'class',
      'gap before',
      'gap after',
    ],
    widest.map(({ className, gapBefore, gapAfter }) => [className, toPoints(gapBefore), toPoints(gapAfter)]),
  );
}
