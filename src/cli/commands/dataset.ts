/** `init`: a data set, or classes alone, into a workspace; `relocate`: where the data set lies now. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../../base/errors.js';
import {
  chooseWorkspaceFolder,
  type DatasetSummary,
  initClasses,
  initProject,
  relocateDataset,
} from '../../project/index.js';
import { DATASET_FORMATS, type DatasetFormat, SPLIT_NAMES, type SplitName } from '../../records/dataset.js';
import {
  type ClassListEntry,
  type DatasetOptions,
  DEFAULT_DATASET_OPTIONS,
  DEFAULT_VAL_FRACTION,
  type LabelReading,
  parseClassList,
  UTKFACE_TASKS,
  type UtkFaceTask,
} from '../../stages/dataset/index.js';
import { createLabelsOption } from '../class-options.js';
import { parseNumberBetween, parseWholeNumber } from '../option-numbers.js';
import { addHandler } from '../run-command.js';
import type { Terminal } from '../terminal.js';
import { readUserText } from '../user-file.js';
import { warnOfOutdatedTables, withProject } from '../workspace-option.js';

/** Options that say how a data set is read; shared by `init` and `run`. */
export interface ReaderOptions {
  format?: DatasetFormat;
  valFraction?: number;
  seed: number;
  images: boolean;
  followLinks?: boolean;
  classList?: string;
  labelsAre?: LabelReading;
  pathColumn?: string;
  labelColumn?: string;
  splitColumn?: string;
  groupColumns?: string;
  maskColumn?: string;
  attributes?: string;
  task?: UtkFaceTask;
  splitFolders?: DatasetOptions['splitFolders'];
  ageBins?: number[];
}

/** Adds the reader's options to a command; `needsImages` where images that are elsewhere are of no use. */
export function addReaderOptions(command: Command, { needsImages = false } = {}): Command {
  if (!needsImages) command.option('--no-images', 'a manifest whose image files are elsewhere');
  return command
    .addOption(
      new Option('--format <name>', 'data set format (default: detected)').choices([...DATASET_FORMATS]),
    )
    .option(
      '--val-fraction <share>',
      `share held out for validation where the data set names none (default: ${DEFAULT_VAL_FRACTION})`,
      parseNumberBetween(0, 1),
    )
    .option('--seed <n>', 'seed of everything random', parseWholeNumber(0), 0)
    .option('--follow-links', 'also read what links lead to outside of the data set’s folder')
    .option('--class-list <file>', 'names of the classes in the order of their indices (CSV, JSON or text)')
    .addOption(createLabelsOption('labels, where classes are listed,'))
    .option('--path-column <name>', 'manifest: column of image paths')
    .option('--label-column <name>', 'manifest: column of class labels')
    .option('--split-column <name>', 'manifest: column of splits')
    .option(
      '--split-folders <names>',
      'folders of the splits where they have other names: train=fold1,val=fold2',
      parseSplitFolders,
    )
    .option('--group-columns <names>', 'columns that name known groups, separated by commas')
    .option('--mask-column <name>', 'column with paths of object masks (white = object)')
    .option('--attributes <names>', 'CelebA: attributes that are the classes, separated by commas')
    .addOption(new Option('--task <name>', 'UTKFace: what to classify').choices([...UTKFACE_TASKS]))
    .option(
      '--age-bins <years>',
      `UTKFace: youngest age of each age class (default: ${DEFAULT_DATASET_OPTIONS.ageBins.join(',')})`,
      (text: string) => text.split(',').map(parseWholeNumber(0)),
    );
}

/** Turns the command line's words into the reader's options. */
export async function toDatasetOptions(options: ReaderOptions): Promise<DatasetOptions> {
  return {
    ...DEFAULT_DATASET_OPTIONS,
    format: options.format,
    valFraction: options.valFraction,
    seed: options.seed,
    noImages: !options.images,
    followLinks: options.followLinks,
    classList: await readClassList(options.classList),
    labelsAre: options.labelsAre,
    pathColumn: options.pathColumn,
    labelColumn: options.labelColumn,
    splitColumn: options.splitColumn,
    groupColumns: splitNames(options.groupColumns),
    maskColumn: options.maskColumn,
    attributes: splitNames(options.attributes) ?? DEFAULT_DATASET_OPTIONS.attributes,
    task: options.task ?? DEFAULT_DATASET_OPTIONS.task,
    splitFolders: options.splitFolders,
    ageBins: options.ageBins ?? DEFAULT_DATASET_OPTIONS.ageBins,
  };
}

export function addDatasetCommands(program: Command): void {
  const init = program
    .command('init')
    .argument('[data]', 'folder, manifest (.csv, .jsonl) or tar shards with labelled images')
    .description('Read a data set into a workspace.')
    .option('--classes <n>', 'a workspace of classes alone, to study published answers', parseWholeNumber(1))
    .addHelpText(
      'after',
      `
Examples:
  spuriosity init photos                                   photos/<split>/<class>/* or photos/<class>/*
  spuriosity init waterbird_complete95_forest2water2
  spuriosity init celeba --attributes Blond_Hair,Brown_Hair
  spuriosity init labels.csv --format manifest --no-images -w study.spuriosity
  spuriosity init --classes 1000 -w imagenet.spuriosity`,
    );
  addReaderOptions(init);
  addHandler<ReaderOptions & { classes?: number }>(init, async (terminal, options, data) => {
    const { project, summary } = await initFromOptions(terminal, options, data);
    await warnOfOutdatedTables(terminal, project).finally(() => project.close());
    printDatasetSummary(terminal, summary);
    return { document: summary, skippedCount: summary.skippedCount };
  });
  addRelocateCommand(program);
}

function addRelocateCommand(program: Command): void {
  const relocate = program
    .command('relocate')
    .argument('<data>', 'where the folder or manifest of the data set lies now')
    .description('Tell a workspace that its data set has moved; nothing is computed again.')
    .addHelpText('after', '\nExample:\n  spuriosity relocate /mnt/disk/photos -w photos.spuriosity');
  addHandler<object>(relocate, (terminal, options, data) =>
    withProject(options, async (project) => {
      const summary = await relocateDataset(project, data!, terminal.observer);
      printDatasetSummary(terminal, summary);
      return { document: summary };
    }),
  );
}

async function initFromOptions(
  terminal: Terminal,
  options: ReaderOptions & { classes?: number; workspace?: string },
  data: string | undefined,
) {
  if (options.classes !== undefined && data === undefined) {
    const folder = options.workspace ?? process.env.SPURIOSITY_WORKSPACE;
    if (folder === undefined) {
      throw new UsageError('workspace-unnamed', {
        what: 'A workspace of classes alone has no data set beside which it could lie.',
        next: 'Name it with -w FOLDER.',
      });
    }
    return initClasses(options.classes, await readClassList(options.classList), folder);
  }
  if (data === undefined || options.classes !== undefined) {
    throw new UsageError('init-what', {
      what: data === undefined ? 'No data set was named.' : 'Both a data set and --classes were given.',
      next: 'Give a folder or manifest, or --classes N alone.',
    });
  }
  const folder = options.workspace ?? chooseWorkspaceFolder(data);
  return initProject(data, folder, await toDatasetOptions(options), terminal.observer);
}

/** Says what was found. */
export function printDatasetSummary(terminal: Terminal, summary: DatasetSummary): void {
  const { train, val, test } = summary.imageCounts;
  for (const note of summary.notes) terminal.observer.info(note);
  terminal.print(
    `${summary.classCount} classes; ${train} training, ${val} validation and ${test} test images` +
      `${summary.skippedCount > 0 ? `; ${summary.skippedCount} left out (skipped-images.csv)` : ''}.`,
  );
  if (summary.groupColumns.length > 0) terminal.print(`Known groups: ${summary.groupColumns.join(', ')}.`);
  if (summary.maskColumn !== null) terminal.print(`Object masks: column ${summary.maskColumn}.`);
  terminal.print(`Workspace: ${summary.workspace}`);
}

async function readClassList(path: string | undefined): Promise<ClassListEntry[] | undefined> {
  if (path === undefined) return undefined;
  return parseClassList(await readUserText(path), path);
}

/** `train=fold1,val=fold2`; a split is named at most once. */
function parseSplitFolders(text: string): DatasetOptions['splitFolders'] {
  const folders: Partial<Record<SplitName, string>> = {};
  for (const part of text.split(',')) {
    const [name = '', folder = ''] = part.split('=', 2).map((word) => word.trim());
    const split = SPLIT_NAMES.find((known) => known === name);
    if (split === undefined || folder === '' || folders[split] !== undefined) {
      throw new InvalidArgumentError(
        `Name each split once as in train=fold1,val=fold2; there are ${SPLIT_NAMES.join(', ')}.`,
      );
    }
    folders[split] = folder;
  }
  return folders;
}

function splitNames(text: string | undefined): string[] | undefined {
  return text
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
