/** `discover`: head, important features, exemplars and heatmaps. */
import { type Command, Option } from 'commander';
import {
  DEFAULT_ATTACKED_PAIRS,
  DEFAULT_DISCOVER_OPTIONS,
  type DiscoverOptions,
  type DiscoverSummary,
  discoverProject,
} from '../../project/index.js';
import { HEAD_REQUESTS, type HeadRequest } from '../../records/discovery.js';
import { DEFAULT_HEATMAP_STYLE, HEATMAP_STYLES, type HeatmapStyle } from '../../records/names.js';
import {
  DEFAULT_TOP_FEATURES,
  DEFAULT_TOP_FEATURES_FEW_CLASSES,
  FEW_CLASSES,
} from '../../stages/discovery/index.js';
import { HEAD_RECIPE_NAMES, type HeadRecipeName } from '../../stages/features/index.js';
import { formatPercent, formatQuantity } from '../../words/index.js';
import { parseWholeNumber } from '../option-numbers.js';
import { addHandler } from '../run-command.js';
import type { Terminal } from '../terminal.js';
import { withProject } from '../workspace-option.js';
import { printAttackSummary } from './attack.js';

/** Options of discovery; shared by `discover` and `run`. */
export interface DiscoveryOptions {
  attacks?: number;
  topFeatures?: number;
  head: HeadRequest;
  recipe: HeadRecipeName;
  correctOnly: boolean;
  style: HeatmapStyle;
  seed: number;
}

/** Adds the options of discovery, but for --seed, to a command. */
export function addDiscoveryOptions(command: Command): Command {
  const { head } = DEFAULT_DISCOVER_OPTIONS;
  return command
    .option(
      '--top-features <m>',
      `features per class (default: ${DEFAULT_TOP_FEATURES}, or ${DEFAULT_TOP_FEATURES_FEW_CLASSES} with at most ${FEW_CLASSES} classes)`,
      parseWholeNumber(1),
    )
    .addOption(
      new Option(
        '--head <kind>',
        "the encoder's own head, one fitted here, or own where it knows every class",
      )
        .choices([...HEAD_REQUESTS])
        .default(head.kind),
    )
    .addOption(
      new Option('--recipe <name>', 'how a head is fitted')
        .choices([...HEAD_RECIPE_NAMES])
        .default(head.recipe),
    )
    .option('--correct-only', 'average importances over images that the head gets right', false)
    .addOption(
      new Option('--style <name>', 'how heatmaps show where a feature fires')
        .choices([...HEATMAP_STYLES])
        .default(DEFAULT_HEATMAP_STYLE),
    );
}

/** Turns the command line's words into discovery options. */
export function toDiscoverOptions(options: DiscoveryOptions): DiscoverOptions {
  return {
    ...DEFAULT_DISCOVER_OPTIONS,
    topFeatures: options.topFeatures ?? null,
    head: { kind: options.head, recipe: options.recipe, seed: options.seed },
    correctOnly: options.correctOnly,
    heatmapStyle: options.style,
    // `run` draws attacks later, of the pairs that its report shows first.
    attackedPairs: options.attacks ?? 0,
  };
}

export function addDiscoveryCommands(program: Command): void {
  const discover = program
    .command('discover')
    .description('Choose or fit the head, find the features that matter for each class, draw their heatmaps.')
    .option('--seed <n>', 'seed of the head', parseWholeNumber(0), 0)
    .option(
      '--attacks <n>',
      'draw the feature attacks of so many pairs now, the most important ones',
      parseWholeNumber(0),
      DEFAULT_ATTACKED_PAIRS,
    )
    .addHelpText(
      'after',
      `
Examples:
  spuriosity discover -w photos.spuriosity
  spuriosity discover --head fitted --recipe paper --top-features 15`,
    );
  addDiscoveryOptions(discover);
  addHandler<DiscoveryOptions>(discover, (terminal, options) =>
    withProject(options, async (project) => {
      const summary = await discoverProject(project, toDiscoverOptions(options), terminal.observer);
      printDiscoverSummary(terminal, summary);
      if (summary.attacks !== null) printAttackSummary(terminal, summary.attacks);
      return { document: summary };
    }),
  );
}

/** Says which head was used and how many pairs there are. */
export function printDiscoverSummary(
  terminal: Terminal,
  { head, pairCount, classCount, visualsFolder }: DiscoverSummary,
): void {
  const origin =
    head.kind === 'own'
      ? "The encoder's own head"
      : `A head fitted here (recipe ${head.recipe}, seed ${head.seed})`;
  terminal.print(
    `${origin}: accuracy ${formatPercent(head.trainAccuracy ?? Number.NaN)} in training, ${formatPercent(head.validationAccuracy ?? Number.NaN)} in validation.`,
  );
  terminal.print(
    `${formatQuantity(pairCount, 'important (class, feature) pair')} of ${formatQuantity(classCount, 'class')}${visualsFolder === null ? '' : `; heatmaps in ${visualsFolder}`}.`,
  );
}
