/** `corrupt`: what models lose when colour, texture or shape is taken out of the region of a feature. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CORRUPTIONS, type Corruption } from '../../imaging/index.js';
import { type CorruptSummary, corruptProject, DEFAULT_CORRUPTIONS } from '../../project/index.js';
import { type ClassRecord, SPLIT_NAMES, type SplitName } from '../../records/dataset.js';
import { DEFAULT_CORRUPTED_SHARE } from '../../stages/bias/index.js';
import { formatDecimal, formatPercent, shortenName } from '../../words/index.js';
import { addClassOptions, type ClassOptions, chooseClass } from '../class-options.js';
import { parseShare, parseWholeNumber } from '../option-numbers.js';
import { addHandler } from '../run-command.js';
import { createFeatureOption } from '../shared-options.js';
import type { Terminal } from '../terminal.js';
import { withProject } from '../workspace-option.js';

/** Rows on the terminal; the table has them all. */
const SHOWN_ROWS = 12;

interface CorruptCommandOptions extends ClassOptions {
  feature?: number;
  corruption: Corruption[];
  split: SplitName;
  share: number;
  seed: number;
}

export function addCorruptionCommand(program: Command): void {
  const command = program
    .command('corrupt')
    .description(
      'Take colour, texture or shape out of the region of each pair’s feature, and measure what models lose.',
    )
    .addOption(createFeatureOption())
    .option('--corruption <names>', `of ${CORRUPTIONS.join(', ')}`, parseCorruptions, [
      ...DEFAULT_CORRUPTIONS,
    ])
    .addOption(new Option('--split <name>', 'images to corrupt').choices([...SPLIT_NAMES]).default('train'))
    .option(
      '--share <x>',
      'share of the class’s images, those that activate the feature most; at least 10',
      parseShare,
      DEFAULT_CORRUPTED_SHARE,
    )
    .option('--seed <n>', 'seed of rotations and noise', parseWholeNumber(0), 0)
    .addHelpText(
      'after',
      `
Examples:
  spuriosity corrupt
  spuriosity corrupt --class gondola --corruption grey,noise --split val

Spurious features are corrupted outside the region of the class's core features only. Measured are the workspace's head, added heads
and networks (\`model add --onnx\`); models known by their predictions cannot be run.`,
    );
  addClassOptions(command);
  addHandler<CorruptCommandOptions>(command, (terminal, options) =>
    withProject(options, async (project) => {
      const { classes } = project.readDataset();
      const { feature, corruption: corruptions, split, share, seed } = options;
      const classIndex = chooseClass(terminal, project.readDataset(), options);
      const summary = await corruptProject(
        project,
        { classIndex, feature, corruptions, split, share, seed },
        terminal.observer,
      );
      printSummary(terminal, summary, classes);
      terminal.print(
        `\nTable:    ${project.layout.results}/sensitivities.csv\nPictures: ${summary.pictures}`,
      );
      return { document: summary };
    }),
  );
}

function printSummary(
  terminal: Terminal,
  { sensitivities, agreements }: CorruptSummary,
  classes: readonly ClassRecord[],
): void {
  const strongest = sensitivities
    .filter(({ sensitivity }) => Number.isFinite(sensitivity))
    .sort((a, b) => Math.abs(b.sensitivity) - Math.abs(a.sensitivity))
    .slice(0, SHOWN_ROWS);
  terminal.print('Largest relative drops of accuracy (negative: the corruption helps):');
  terminal.table(
    ['model', 'class', 'feature', 'corruption', 'images', 'before', 'after', 'drop'],
    strongest.map((one) => [
      one.model,
      shortenName(classes[one.classIndex]!.displayName),
      one.feature,
      one.corruption,
      one.imageCount,
      formatPercent(one.accuracyBefore),
      formatPercent(one.accuracyAfter),
      formatPercent(one.sensitivity),
    ]),
  );
  for (const { models, correlation, count } of agreements.filter((one) => one.corruption === null)) {
    terminal.print(
      `${models.join(' and ')} are sensitive alike with r = ${formatDecimal(correlation, 3)} (${count} pairs and corruptions).`,
    );
  }
}

function parseCorruptions(text: string): Corruption[] {
  return text.split(',').map((name) => {
    const corruption = CORRUPTIONS.find((known) => known === name.trim());
    if (corruption !== undefined) return corruption;
    throw new InvalidArgumentError(`Name some of ${CORRUPTIONS.join(', ')}, separated by commas.`);
  });
}
