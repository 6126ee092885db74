/**
 * What `gap` prints beside the gaps themselves: groups, agreement, other k, the comparison of two models, and what each number means.
 * In: what was measured. Out: tables and sentences on the terminal, as text, Markdown or LaTeX. Measures nothing.
 */
import type { BiasDetails, BiasReport, ModelAgreement, measureGapsByK } from '../../../project/index.js';
import type { ClassRecord } from '../../../records/dataset.js';
import type { PairedGaps } from '../../../stages/bias/index.js';
import {
  formatGroupAccuracy,
  formatPercent,
  formatPoints,
  formatPValue,
  formatShortened,
  shortenName,
  TERMS,
  type TermName,
} from '../../../words/index.js';
import { formatLatexTable, formatPlainMarkdownTable, type TableFormat } from '../../table-formats.js';
import type { Terminal } from '../../terminal.js';
import { AGREEMENT_COLUMNS, toAgreementRows } from './agreement.js';

/** Classes listed on the terminal; the table has them all. */
const SHOWN_CLASSES = 10;
/** Longest name of a row on the terminal. */
const NAME_WIDTH = 18;

/** Accuracies by groups, known and pseudo; nothing where there are none. */
export function printGroups(terminal: Terminal, { models }: BiasDetails, format: TableFormat): void {
  const rows = models.flatMap(({ groups }) => groups).filter(({ accuracies }) => accuracies.cells.length > 0);
  if (rows.length === 0) return;
  terminal.print(
    '\nAccuracy by groups (pseudo-groups: the more and the less spurious half of each class): of the worst,\nin the mean of all, and weighted by their training images:',
  );
  printTable(
    terminal,
    format,
    ['model', 'groups', 'worst, 95%', 'mean', 'as in training'],
    rows.map(({ model, column, kind, accuracies }) => [
      nameRow(model, format),
      kind === 'known' ? column : 'pseudo-groups',
      formatGroupAccuracy(accuracies.worstGroupAccuracy, accuracies.worst),
      formatPercent(accuracies.groupMeanAccuracy),
      formatPercent(accuracies.trainWeightedAccuracy),
    ]),
  );
}

/** Each model's gap for every k. */
export function printGapsByK(
  terminal: Terminal,
  models: ReturnType<typeof measureGapsByK>,
  format: TableFormat,
): void {
  printTable(
    terminal,
    format,
    ['model', ...models[0]!.gaps.map((one) => `k = ${one.k}`)],
    models.map(({ model, gaps }) => [nameRow(model, format), ...gaps.map((one) => formatPoints(one.gap, 1))]),
  );
}

/** How alike the models are biased. */
export function printAgreement(terminal: Terminal, agreement: ModelAgreement, format: TableFormat): void {
  const { models, classes } = agreement.sameImages;
  terminal.print(`\nAgreement of ${models.length} models over ${classes.length} classes:`);
  printTable(terminal, format, AGREEMENT_COLUMNS, toAgreementRows(agreement));
}

/** The difference of two models, and the classes where it is surest. */
export function printComparison(
  terminal: Terminal,
  { models, classes: gaps, difference, pValue }: PairedGaps,
  classes: readonly ClassRecord[],
  format: TableFormat,
): void {
  terminal.print(
    `\n${models[0]} against ${models[1]}: gaps differ by ${formatPoints(difference, 1)} (p = ${formatPValue(pValue)}, sign-flip test over the images that only one of them gets right).`,
  );
  const strongest = [...gaps].sort((a, b) => a.adjustedPValue - b.adjustedPValue).slice(0, SHOWN_CLASSES);
  printTable(
    terminal,
    format,
    ['class', 'k', 'difference', 'disagreements', 'p', 'p, corrected'],
    strongest.map((one) => [
      nameRow(shortenName(classes[one.classIndex]!.displayName), format),
      one.k,
      formatPoints(one.difference, 1),
      one.disagreements,
      formatPValue(one.pValue),
      formatPValue(one.adjustedPValue),
    ]),
  );
}

const EXPLAINED: readonly TermName[] = [
  'accuracy',
  'accuracyTop',
  'accuracyBottom',
  'gap',
  'modelGap',
  'meanAbsoluteGap',
  'adjustedGap',
  'strictGap',
  'interventionEffect',
  'finding',
  'effectiveRobustness',
  'spuriosity',
];

/** What was measured on what, and the definition of each number. */
export function printExplanation(
  terminal: Terminal,
  { k, split, models }: BiasReport,
  { options: { resamples, seed } }: BiasDetails,
  draws: number | null,
): void {
  const reduced = models[0]!.gaps.filter(({ reducedK }) => reducedK).length;
  terminal.print(
    `\nMeasured on the split ${split} with k = ${k}` +
      `${reduced > 0 ? ` (fewer in ${reduced} small classes)` : ''}, ${models[0]!.gaps.length} classes with a spurious feature, each counting the same.\n` +
      `Intervals: 95%, of gaps by Newcombe’s formula, of effective robustness by ${resamples} resamples of the images at both ends, seed ${seed}; ranking, classes and models count as fixed.\n` +
      `${draws === null ? '' : `p: one-sided, ${draws} permutations within classes; several classes corrected by Benjamini and Hochberg.\n`}`,
  );
  for (const name of EXPLAINED) {
    const { name: title, definition, formula, source } = TERMS[name];
    terminal.print(`${title}: ${definition}${formula === null ? '' : ` [${formula}]`} (${source})`);
  }
}

/** A name as its row begins: on the terminal short enough for the table to fit into 80 columns. */
export function nameRow(name: string, format: TableFormat): string {
  return format === 'text' ? formatShortened(name, NAME_WIDTH) : name;
}

/** A table as the terminal shows it, or as text for other programs. */
export function printTable(
  terminal: Terminal,
  format: TableFormat,
  columns: string[],
  rows: (string | number)[][],
): void {
  if (format === 'text') terminal.table(columns, rows);
  else terminal.print((format === 'latex' ? formatLatexTable : formatPlainMarkdownTable)(columns, rows));
}
