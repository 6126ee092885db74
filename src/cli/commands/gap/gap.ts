/** `gap`: spurious gaps of every model with the evidence beside them, groups, other k, and the comparison of two models. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  DEFAULT_DETAIL_OPTIONS,
  DEFAULT_EVIDENCE_OPTIONS,
  measureBias,
  measureInterventions,
  type Project,
  writeBiasTables,
} from '../../../project/index.js';
import { SPLIT_NAMES, type SplitName } from '../../../records/dataset.js';
import { parseWholeNumber } from '../../option-numbers.js';
import { addHandler } from '../../run-command.js';
import { createEndsOption } from '../../shared-options.js';
import { TABLE_FORMATS, type TableFormat } from '../../table-formats.js';
import type { Terminal } from '../../terminal.js';
import { warnOfSetAside, withProject } from '../../workspace-option.js';
import { AGREEMENT_EXPLANATION } from './agreement.js';
import { printBias, toBiasDocument } from './bias.js';
import { printAgreement, printComparison, printExplanation, printGapsByK, printGroups } from './printing.js';

interface GapCommandOptions {
  k: number;
  split?: SplitName;
  resamples: number;
  seed: number;
  /** False for `--no-controls`. */
  controls: boolean;
  draws: number;
  interventions: boolean;
  byK?: number[];
  compare?: [string, string];
  explain: boolean;
  format: TableFormat;
}

export function addGapCommand(program: Command): void {
  const gap = program
    .command('gap')
    .description('Accuracy on the most minus accuracy on the least spurious images, per class and model.')
    .addOption(createEndsOption())
    .addOption(
      new Option('--split <name>', 'split to measure on (default: val, or test where there is none)').choices(
        [...SPLIT_NAMES],
      ),
    )
    .option(
      '--resamples <n>',
      'resamples behind the interval of effective robustness',
      parseWholeNumber(1),
      DEFAULT_DETAIL_OPTIONS.resamples,
    )
    .option(
      '--draws <n>',
      'permutations behind each p-value',
      parseWholeNumber(1),
      DEFAULT_EVIDENCE_OPTIONS.draws,
    )
    .option(
      '--interventions',
      'first weaken the cues in the images themselves, for every model that can be run',
      false,
    )
    .option('--no-controls', 'leave out adjusted gaps and controls: only the gaps themselves')
    .option(
      '--seed <n>',
      'seed of intervals and permutations',
      parseWholeNumber(0),
      DEFAULT_DETAIL_OPTIONS.seed,
    )
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
  const { k, split, resamples, seed, format, draws } = options;
  warnOfSetAside(terminal, project);
  if (options.interventions) {
    const { rankings } = await measureBias(project, { k, split });
    await measureInterventions(project, rankings, { k }, terminal.observer);
  }
  const measured = await writeBiasTables(project, {
    k,
    split,
    details: { ...DEFAULT_DETAIL_OPTIONS, resamples, seed },
    evidence: options.controls ? { draws, seed } : null,
    byK: options.byK,
    compare: options.compare,
  });
  const { report, details, evidence, agreement, gapsByK, pairedGaps } = measured;
  const { classes } = project.readDataset();
  printBias(terminal, project, measured, format);
  printGroups(terminal, details, format);
  if (agreement !== null) printAgreement(terminal, agreement, format);
  if (gapsByK !== null) printGapsByK(terminal, gapsByK, format);
  if (pairedGaps !== null) printComparison(terminal, pairedGaps, classes, format);
  if (options.explain) {
    printExplanation(terminal, report, details, evidence === null ? null : draws);
    if (agreement !== null) terminal.print(AGREEMENT_EXPLANATION);
  }
  return {
    document: {
      ...toBiasDocument(measured, classes),
      details,
      evidence,
      comparison_on_other_images: agreement?.freshImages ?? null,
      gaps_by_k: gapsByK,
      comparison_of_two: pairedGaps,
    },
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
