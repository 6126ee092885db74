/** The measured part of a model card: before and after, the baselines, class by class. In: facts. Out: paragraphs and tables. */

import type { Interval } from '../../../numeric/index.js';
import { computeMean } from '../../../numeric/index.js';
import { MITIGATION_METHODS, type MitigationTrial } from '../../../records/bias.js';
import {
  escapeMarkdown,
  formatGroupAccuracy,
  formatMarkdownTable,
  METHOD_TITLES,
} from '../../../words/index.js';
import { toPercent, toPlainPoints, toPoints } from './markdown.js';
import type { ClassChange, ModelCardFacts } from './model-card-facts.js';

/** Classes shown one by one, those with the widest gap before. */
const SHOWN_CLASSES = 40;

/** Paragraphs and tables, in order. */
export function toMitigationResults(facts: ModelCardFacts): string[] {
  const { measured, check, k, split, isOutdated } = facts;
  const { before, after, imageCount } = measured;
  const isRanked = measured.classes.length > 0;
  const formatAccuracy = (share: number, { low, high }: Interval) => formatRange(share, low, high, toPercent);
  return [
    formatMarkdownTable(
      ['', 'before', 'after'],
      [
        ...(isRanked
          ? [
              [
                `spurious gap, mean over ${measured.classes.length} classes, k = ${k}`,
                formatGap({ gap: before.gap, interval: before.gapInterval }),
                formatGap({ gap: after.gap, interval: after.gapInterval }),
              ],
              [
                'the same without signs: gaps of opposite classes do not cancel',
                formatMeanSize(measured.classes.map((one) => one.before.gap)),
                formatMeanSize(measured.classes.map((one) => one.after.gap)),
              ],
            ]
          : []),
        ...(before.worstGroup === null || after.worstGroup === null
          ? []
          : [
              [
                'accuracy of the worst known group',
                formatGroupAccuracy(before.worstGroup, before.worstCell, 1),
                formatGroupAccuracy(after.worstGroup, after.worstCell, 1),
              ],
            ]),
        [
          `accuracy, ${imageCount} images of ${split}`,
          formatAccuracy(before.accuracy, before.accuracyInterval),
          formatAccuracy(after.accuracy, after.accuracyInterval),
        ],
      ],
    ),
    `In brackets: 95% intervals, ${isRanked ? 'of gaps by Newcombe’s formula, of accuracies by Wilson’s' : 'by Wilson’s formula'}.`,
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
    `All methods tried${isOutdated ? ', as measured then' : ''}; means over trials, in brackets the least and the most:`,
    formatMethods(facts.trials),
    escapeMarkdown(facts.recommendation.sentences.join(' ')),
    ...(isRanked ? [formatClasses(measured.classes)] : []),
  ];
}

function formatMethods(trials: readonly MitigationTrial[]): string {
  const methods = MITIGATION_METHODS.filter((method) => trials.some((trial) => trial.method === method));
  const columns = METHOD_COLUMNS.filter(({ read }) => trials.some((trial) => Number.isFinite(read(trial))));
  return formatMarkdownTable(
    ['method', 'images', 'trials', ...columns.map(({ title }) => title)],
    methods.map((method) => {
      const own = trials.filter((trial) => trial.method === method);
      const cells = columns.map(({ read, format }) => formatSpread(own.map(read), format));
      return [METHOD_TITLES[method], String(own[0]!.imageCount), String(own.length), ...cells];
    }),
  );
}

/** What methods are compared by; left out where it is not known. */
const METHOD_COLUMNS: readonly {
  title: string;
  read: (trial: MitigationTrial) => number;
  format: (value: number) => string;
}[] = [
  { title: 'mean |gap| after', read: ({ measured }) => measured.after.absoluteGap, format: toPlainPoints },
  {
    title: 'least spurious images after',
    read: ({ measured }) => measured.after.accuracyBottom,
    format: toPercent,
  },
  {
    title: 'worst known group after',
    read: ({ measured }) => measured.after.worstGroup ?? Number.NaN,
    format: toPercent,
  },
  { title: 'accuracy after', read: ({ accuracyAfter }) => accuracyAfter, format: toPercent },
];

/** The mean, and the least and the most where there are several. */
function formatSpread(values: readonly number[], format: (value: number) => string): string {
  const mean = computeMean(values);
  return values.length === 1
    ? format(mean)
    : formatRange(mean, Math.min(...values), Math.max(...values), format);
}

function formatGap({ gap, interval: { low, high } }: ClassChange['before']): string {
  return formatRange(gap, low, high, toPoints);
}

/** The unit stands once in the brackets. */
function formatRange(value: number, low: number, high: number, format: (value: number) => string): string {
  return `${format(value)} (${format(low).replace(' points', '')} to ${format(high)})`;
}

function formatMeanSize(gaps: readonly number[]): string {
  return toPlainPoints(computeMean(gaps.map(Math.abs)));
}

function formatClasses(classes: readonly ClassChange[]): string {
  const widest = [...classes].sort((a, b) => b.before.gap - a.before.gap).slice(0, SHOWN_CLASSES);
  return formatMarkdownTable(
    [
      classes.length > widest.length ? `class (the ${widest.length} widest gaps)` : 'class',
      'gap before',
      'gap after',
    ],
    widest.map(({ className, before, after }) => [
      escapeMarkdown(className),
      formatGap(before),
      formatGap(after),
    ]),
  );
}
