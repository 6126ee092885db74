/** `gap`: spurious gaps of every model, with intervals, groups, other k, and the comparison of two models. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type BiasDetails,
  type BiasReport,
  compareTwoModels,
  DEFAULT_DETAIL_OPTIONS,
  DEFAULT_GAP_OPTIONS,
  type ModelAgreement,
  measureAgreement,
  measureBias,
  measureDetails,
  measureGapsByK,
  type Project,
  writeAgreement,
  writeBias,
  writeComparison,
  writeGapsByK,
  writeGroups,
} from '../../project/index.js';
import { METRICS, type MetricName } from '../../protocol/index.js';
import { type ClassRecord, SPLIT_NAMES, type SplitName } from '../../records/dataset.js';
import type { Interval, PairedGaps } from '../../stages/bias/index.js';
import { formatPercent, formatPoints, shortenName } from '../format.js';
import { addHandler, parseWholeNumber } from '../run-command.js';
import { formatLatexTable, formatMarkdownTable, TABLE_FORMATS, type TableFormat } from '../table-formats.js';
import type { Terminal } from '../terminal.js';
import { withProject } from '../workspace-option.js';
import { AGREEMENT_COLUMNS, AGREEMENT_EXPLANATION, toAgreementRows } from './gap-agreement.js';

/** Classes listed on the terminal; the table has them all. */
const SHOWN_CLASSES = 10;

interface GapCommandOptions {
  k: number;
  split?: SplitName;
  resamples: number;
  seed: number;
  byK?: number[];
  compare?: [string, string];
  explain: boolean;
  format: TableFormat;
}

export function addGapCommand(program: Command): void {
  const gap = program
    .command('gap')
    .description('Accuracy on the most minus accuracy on the least spurious images, per class and model.')
    .option('--k <n>', 'images at either end', parseWholeNumber(1), DEFAULT_GAP_OPTIONS.k)
    .addOption(
      new Option('--split <name>', 'split to measure on (default: val, or test where there is none)').choices(
        [...SPLIT_NAMES],
      ),
    )
    .option(
      '--resamples <n>',
      'resamples of the bootstrap intervals',
      parseWholeNumber(1),
      DEFAULT_DETAIL_OPTIONS.resamples,
    )
    .option('--seed <n>', 'seed of the intervals', parseWholeNumber(0), DEFAULT_DETAIL_OPTIONS.seed)
    .option('--by-k <list>', 'also the gap for each of these k: 1,2,5,10,20', parseList)
    .option('--compare <models>', 'whether the gaps of two models differ: first,second', parseModels)
    .option('--explain', 'say what every number means and what it was measured on', false)
    .addOption(
      new Option('--format <name>', 'tables on the terminal as').choices([...TABLE_FORMATS]).default('text'),
    )
    .addHelpText(
      'after',
      `
Examples:
  spuriosity gap --k 10 -w photos.spuriosity
  spuriosity gap --compare head,vit --explain
  spuriosity gap --by-k 5,10,20,50 --format latex`,
    );
  addHandler<GapCommandOptions>(gap, (terminal, options) =>
    withProject(options, (project) => runGap(project, terminal, options)),
  );
}

async function runGap(project: Project, terminal: Terminal, options: GapCommandOptions) {
  const { k, split, resamples, seed, format } = options;
  const report = await measureBias(project, { k, split });
  const details = await measureDetails(project, report, { ...DEFAULT_DETAIL_OPTIONS, resamples, seed });
  await writeBias(project, report, details);
  await writeGroups(project, details);
  const { classes } = project.readDataset();
  printBias(terminal, report, classes, { details, format });
  printGroups(terminal, details, format);
  const agreement = measureAgreement(project, report);
  if (agreement !== null) {
    await writeAgreement(project, agreement);
    printAgreement(terminal, agreement, format);
  }
  const gapsByK = options.byK === undefined ? null : measureGapsByK(project, report, options.byK);
  if (gapsByK !== null) {
    await writeGapsByK(project, gapsByK);
    printTable(
      terminal,
      format,
      ['model', ...gapsByK[0]!.gaps.map((one) => `k = ${one.k}`)],
      gapsByK.map(({ model, gaps }) => [model, ...gaps.map((one) => formatPoints(one.gap))]),
    );
  }
  const comparison =
    options.compare === undefined ? null : compareTwoModels(project, report, options.compare, seed);
  if (comparison !== null) {
    await writeComparison(project, comparison);
    printComparison(terminal, comparison, classes, format);
  }
  if (options.explain) {
    printExplanation(terminal, report, details);
    if (agreement !== null) terminal.print(AGREEMENT_EXPLANATION);
  }
  return {
    document: {
      ...toBiasDocument(report, classes),
      details,
      comparison_on_other_images: agreement?.freshImages ?? null,
      gaps_by_k: gapsByK,
      comparison_of_two: comparison,
    },
  };
}

/** Prints the models' table and the most biased classes of the first model. */
export function printBias(
  terminal: Terminal,
  { models, k, split }: BiasReport,
  classes: readonly ClassRecord[],
  { details = null, format = 'text' }: { details?: BiasDetails | null; format?: TableFormat } = {},
): void {
  printTable(
    terminal,
    format,
    [
      'model',
      'accuracy',
      `top ${k}`,
      `bottom ${k}`,
      'spurious gap',
      ...(details === null ? [] : ['interval']),
    ],
    models.map((model, place) => [
      model.model,
      formatPercent(model.accuracy),
      formatPercent(model.accuracyTop),
      formatPercent(model.accuracyBottom),
      formatPoints(model.spuriousGap),
      ...(details === null ? [] : [formatInterval(details.models[place]!.intervals.model)]),
    ]),
  );
  const ofFirst = models[0]!.gaps.map((gap, place) => ({
    ...gap,
    interval: details?.models[0]?.intervals.classes[place],
  }));
  const gaps = ofFirst.sort((a, b) => Math.abs(b.gap) - Math.abs(a.gap)).slice(0, SHOWN_CLASSES);
  if (gaps.length === 0) {
    terminal.print(
      `\nNo class with a spurious feature has two images in the split ${split}: there is no gap to measure.`,
    );
    return;
  }
  terminal.print(`\nClasses with the largest gaps of ${models[0]!.model} (split ${split}):`);
  printTable(
    terminal,
    format,
    ['class', 'k', 'top', 'bottom', 'gap', ...(details === null ? [] : ['interval'])],
    gaps.map((gap) => [
      shortenName(classes[gap.classIndex]!.displayName),
      gap.k,
      formatPercent(gap.accuracyTop),
      formatPercent(gap.accuracyBottom),
      formatPoints(gap.gap),
      ...(gap.interval === undefined ? [] : [formatInterval(gap.interval)]),
    ]),
  );
}

function printGroups(terminal: Terminal, { models }: BiasDetails, format: TableFormat): void {
  const rows = models.flatMap(({ groups }) => groups).filter(({ accuracies }) => accuracies.cells.length > 0);
  if (rows.length === 0) return;
  terminal.print('\nAccuracy by groups (pseudo-groups: the more and the less spurious half of each class):');
  printTable(
    terminal,
    format,
    ['model', 'groups', 'worst', 'mean of groups', 'weighted as in training'],
    rows.map(({ model, column, kind, accuracies }) => [
      model,
      kind === 'known' ? column : 'pseudo-groups',
      formatPercent(accuracies.worstGroupAccuracy),
      formatPercent(accuracies.groupMeanAccuracy),
      formatPercent(accuracies.trainWeightedAccuracy),
    ]),
  );
}

function printAgreement(terminal: Terminal, agreement: ModelAgreement, format: TableFormat): void {
  const { models, classes } = agreement.sameImages;
  terminal.print(`\nAgreement of ${models.length} models over ${classes.length} classes:`);
  printTable(terminal, format, AGREEMENT_COLUMNS, toAgreementRows(agreement));
}

function printComparison(
  terminal: Terminal,
  { models, classes: gaps, difference, pValue }: PairedGaps,
  classes: readonly ClassRecord[],
  format: TableFormat,
): void {
  terminal.print(
    `\n${models[0]} against ${models[1]}: gaps differ by ${formatPoints(difference)} (p = ${formatPValue(pValue)}, sign-flip test over the images that only one of them gets right).`,
  );
  const strongest = [...gaps].sort((a, b) => a.adjustedPValue - b.adjustedPValue).slice(0, SHOWN_CLASSES);
  printTable(
    terminal,
    format,
    ['class', 'k', 'difference', 'disagreements', 'p', 'p, corrected'],
    strongest.map((one) => [
      shortenName(classes[one.classIndex]!.displayName),
      one.k,
      formatPoints(one.difference),
      one.disagreements,
      formatPValue(one.pValue),
      formatPValue(one.adjustedPValue),
    ]),
  );
}

const EXPLAINED: readonly MetricName[] = [
  'accuracy',
  'accuracyTop',
  'accuracyBottom',
  'gap',
  'modelGap',
  'effectiveRobustness',
  'spuriosity',
];

function printExplanation(
  terminal: Terminal,
  { k, split, models }: BiasReport,
  { options: { resamples, confidence, seed } }: BiasDetails,
): void {
  const reduced = models[0]!.gaps.filter(({ reducedK }) => reducedK).length;
  terminal.print(
    `\nMeasured on the split ${split} with k = ${k}` +
      `${reduced > 0 ? ` (fewer in ${reduced} small classes)` : ''}, ${models[0]!.gaps.length} classes with a spurious feature, each counting the same.\n` +
      `Intervals: ${Math.round(confidence * 100)}% percentile bootstrap, ${resamples} resamples of the images at both ends, seed ${seed}; ranking, classes and models count as fixed.\n`,
  );
  for (const name of EXPLAINED) {
    const { name: title, definition, formula, source } = METRICS[name];
    terminal.print(`${title}: ${definition}${formula === null ? '' : ` [${formula}]`} (${source})`);
  }
}

function printTable(
  terminal: Terminal,
  format: TableFormat,
  columns: string[],
  rows: (string | number)[][],
): void {
  if (format === 'text') terminal.table(columns, rows);
  else terminal.print((format === 'latex' ? formatLatexTable : formatMarkdownTable)(columns, rows));
}

function formatInterval({ low, high }: Interval): string {
  return `${formatPoints(low).replace(' points', '')} to ${formatPoints(high)}`;
}

function formatPValue(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** What --json prints: the tables' rows under their columns' names, and the comparison of models. */
export function toBiasDocument(
  { models, k, split, comparison }: BiasReport,
  classes: readonly ClassRecord[],
) {
  return {
    k,
    split,
    models: models.map((model) => ({
      model: model.model,
      accuracy: model.accuracy,
      acc_top: model.accuracyTop,
      acc_bottom: model.accuracyBottom,
      spurious_gap: model.spuriousGap,
      effective_robustness: model.effectiveRobustness,
    })),
    gaps: models.flatMap(({ gaps }) =>
      gaps.map((gap) => ({
        model: gap.model,
        class_index: gap.classIndex,
        class_name: classes[gap.classIndex]!.name,
        k: gap.k,
        acc_top: gap.accuracyTop,
        acc_bottom: gap.accuracyBottom,
        gap: gap.gap,
        images: gap.imageCount,
        reduced_k: gap.reducedK,
      })),
    ),
    comparison,
  };
}

function parseList(text: string): number[] {
  return text.split(',').map(parseWholeNumber(1));
}

function parseModels(text: string): [string, string] {
  const [first, second, ...more] = text.split(',').map((name) => name.trim());
  if (first && second && more.length === 0) return [first, second];
  throw new InvalidArgumentError(
    'Give two names with a comma between them; `spuriosity model list` shows them, "head" is the workspace’s own.',
  );
}
