/** `model add/list/remove` and `gap`. */
import { type Command, Option } from 'commander';
import { UsageError } from '../../base/errors.js';
import {
  addHead,
  addPredictions,
  type BiasReport,
  DEFAULT_GAP_OPTIONS,
  measureBias,
  removeModel,
  writeBias,
} from '../../project/index.js';
import { type ClassRecord, SPLIT_NAMES, type SplitName } from '../../records/dataset.js';
import { formatPercent, formatPoints, shortenName } from '../format.js';
import { addHandler, parseWholeNumber } from '../run-command.js';
import type { Terminal } from '../terminal.js';
import { withProject } from '../workspace-option.js';

/** Classes listed on the terminal; the table has them all. */
const SHOWN_CLASSES = 10;

export function addBiasCommands(program: Command): void {
  const model = program.command('model').description('Models under test.');
  addModelAddCommand(model);
  addHandler(model.command('list').description('The models that were added.'), (terminal, options) =>
    withProject(options, async ({ database }) => {
      const models = database.readModels();
      if (models.length === 0)
        terminal.print('No model was added yet; `spuriosity model add --help` says how.');
      else
        terminal.table(
          ['name', 'kind', 'tags', 'from'],
          models.map(({ name, kind, tags, addedFrom }) => [name, kind, tags.join(', '), addedFrom]),
        );
      return { document: models };
    }),
  );
  addHandler(
    model.command('remove').argument('<name>').description('Forget a model.'),
    (terminal, options, name) =>
      withProject(options, async (project) => {
        removeModel(project, name!);
        terminal.print(`${name} removed.`);
        return { document: { removed: name } };
      }),
  );
  addGapCommand(program);
}

function addModelAddCommand(model: Command): void {
  const add = model
    .command('add')
    .argument('<name>')
    .description('Add a model by its predictions, or a linear head over the features.')
    .option(
      '--predictions <file>',
      'CSV (image,prediction or image,logit_0,…), npy in data set order, or parquet',
    )
    .option('--head <file>', 'npz with W [classes, features] and b [classes]')
    .option('--tag <names>', 'categories, separated by commas')
    .addHelpText(
      'after',
      `
Examples:
  spuriosity model add resnet50 --predictions resnet50.csv --tag supervised
  spuriosity model add tuned --head tuned.npz`,
    );
  addHandler<{ predictions?: string; head?: string; tag?: string }>(add, (terminal, options, name) =>
    withProject(options, async (project) => {
      const tags = options.tag?.split(',').map((tag) => tag.trim()) ?? [];
      if ((options.predictions === undefined) === (options.head === undefined)) {
        throw new UsageError('model-source', {
          what: 'A model needs exactly one of --predictions and --head.',
          next: 'See `spuriosity model add --help`.',
        });
      }
      const added =
        options.head === undefined
          ? await addPredictions(project, name!, options.predictions!, tags, terminal.observer)
          : await addHead(project, name!, options.head, tags);
      terminal.print(`${added.name} added.`);
      return { document: added };
    }),
  );
}

function addGapCommand(program: Command): void {
  const gap = program
    .command('gap')
    .description('Accuracy on the most minus accuracy on the least spurious images, per class and model.')
    .option('--k <n>', 'images at either end', parseWholeNumber(1), DEFAULT_GAP_OPTIONS.k)
    .addOption(
      new Option('--split <name>', 'split to measure on (default: val, or test where there is none)').choices(
        [...SPLIT_NAMES],
      ),
    )
    .addHelpText('after', '\nExample:\n  spuriosity gap --k 10 -w photos.spuriosity');
  addHandler<{ k: number; split?: SplitName }>(gap, (terminal, options) =>
    withProject(options, async (project) => {
      const report = await measureBias(project, { k: options.k, split: options.split });
      await writeBias(project, report);
      const { classes } = project.readDataset();
      printBias(terminal, report, classes);
      return { document: toBiasDocument(report, classes) };
    }),
  );
}

/** Prints the models' table and the most biased classes of the first model. */
export function printBias(
  terminal: Terminal,
  { models, k, split }: BiasReport,
  classes: readonly ClassRecord[],
): void {
  terminal.table(
    ['model', 'accuracy', `top ${k}`, `bottom ${k}`, 'spurious gap'],
    models.map((model) => [
      model.model,
      formatPercent(model.accuracy),
      formatPercent(model.accuracyTop),
      formatPercent(model.accuracyBottom),
      formatPoints(model.spuriousGap),
    ]),
  );
  const gaps = [...models[0]!.gaps].sort((a, b) => Math.abs(b.gap) - Math.abs(a.gap)).slice(0, SHOWN_CLASSES);
  if (gaps.length === 0) {
    terminal.print(
      `\nNo class with a spurious feature has two images in the split ${split}: there is no gap to measure.`,
    );
    return;
  }
  terminal.print(`\nClasses with the largest gaps of ${models[0]!.model} (split ${split}):`);
  terminal.table(
    ['class', 'k', 'top', 'bottom', 'gap'],
    gaps.map((gap) => [
      shortenName(classes[gap.classIndex]!.displayName),
      gap.k,
      formatPercent(gap.accuracyTop),
      formatPercent(gap.accuracyBottom),
      formatPoints(gap.gap),
    ]),
  );
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
