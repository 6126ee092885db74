/** `crop` and `segment`: where features fire, as pictures. */
import { type Command, Option } from 'commander';
import { UsageError } from '../../../base/errors.js';
import {
  type CropSummary,
  cropImages,
  DEFAULT_GAP_OPTIONS,
  DEFAULT_SEGMENT_OPTIONS,
  findNoise,
  measureBias,
  type Project,
  planSegmentations,
  type SegmentOptions,
  type SegmentPlan,
  segmentProject,
} from '../../../project/index.js';
import { SPLIT_NAMES, type SplitName } from '../../../records/dataset.js';
import { formatQuantity } from '../../../words/index.js';
import { addClassOptions, type ClassOptions, chooseClass } from '../../class-options.js';
import { parseShare } from '../../option-numbers.js';
import { addHandler } from '../../run-command.js';
import type { Terminal } from '../../terminal.js';
import { withProject } from '../../workspace-option.js';

interface CropCommandOptions extends ClassOptions {
  all: boolean;
  split?: SplitName;
}

interface SegmentCommandOptions
  extends ClassOptions,
    Pick<SegmentOptions, 'share' | 'threshold' | 'split' | 'originalSize'> {}

export function addCroppingCommands(program: Command): void {
  addCropCommand(program);
  addSegmentCommand(program);
}

function addCropCommand(program: Command): void {
  const crop = program
    .command('crop')
    .description('Cut the core of images out: the square where the core features of their class fire.')
    .option('--all', 'all images of classes with a core feature', false)
    .addOption(new Option('--split <name>', 'only images of this split').choices([...SPLIT_NAMES]))
    .addHelpText(
      'after',
      `
Examples:
  spuriosity crop                          the images that \`noise\` flags
  spuriosity crop --class "car wheel" --split val

Writes PNG copies at the resolution of the originals and a manifest over them into <workspace>/crops, and core-crops.csv.`,
    );
  addClassOptions(crop, 'images of this class, by index or name');
  addHandler<CropCommandOptions>(crop, (terminal, options) =>
    withProject(options, async (project) => {
      const rows = await chooseRows(terminal, project, options);
      const summary = await cropImages(project, rows, terminal.observer);
      printCropSummary(terminal, project, summary);
      return { document: toCropDocument(summary) };
    }),
  );
}

async function chooseRows(
  terminal: Terminal,
  project: Project,
  options: CropCommandOptions,
): Promise<number[]> {
  if (options.all && options.class !== undefined) {
    throw new UsageError('crop-what', {
      what: 'Both --all and --class were given.',
      next: 'Give one of them.',
    });
  }
  const dataset = project.readDataset();
  const inSplit = (row: number) =>
    options.split === undefined || dataset.images[row]!.split === options.split;
  if (!options.all && options.class === undefined) {
    const { flags } = await findNoise(project, await measureBias(project, DEFAULT_GAP_OPTIONS));
    return flags.map(({ image }) => image).filter(inSplit);
  }
  const classIndex = chooseClass(terminal, dataset, options);
  return dataset.images
    .filter((image) => classIndex === undefined || image.classIndex === classIndex)
    .map(({ index }) => index)
    .filter(inSplit);
}

/** Says what was cut; `noise --crops` says the same. */
export function printCropSummary(terminal: Terminal, { layout }: Project, summary: CropSummary): void {
  terminal.print(
    summary.crops.length === 0
      ? 'No image was cropped.'
      : `${formatQuantity(summary.crops.length, 'image')} cropped to the core of the class.`,
  );
  if (summary.withoutCoreCount > 0) {
    terminal.observer.warn(
      `${formatQuantity(summary.withoutCoreCount, 'image')} left out: no feature of the class was judged core.`,
    );
  }
  if (summary.silentCount > 0) {
    terminal.observer.warn(
      `${formatQuantity(summary.silentCount, 'image')} left out: no core feature fires there, or the file cannot be read.`,
    );
  }
  terminal.print(
    `Copies:   ${summary.folder}\nManifest: ${summary.manifest}\nTable:    ${layout.results}/core-crops.csv`,
  );
}

export function toCropDocument({ crops, folder, manifest, withoutCoreCount, silentCount }: CropSummary) {
  return { folder, manifest, cropped: crops.length, without_core: withoutCoreCount, silent: silentCount };
}

function addSegmentCommand(program: Command): void {
  const { share, threshold } = DEFAULT_SEGMENT_OPTIONS;
  const segment = program
    .command('segment')
    .description(
      'Soft segmentations: where each annotated feature fires, an 8-bit picture per image and pair.',
    )
    .addOption(
      new Option('--split <name>', 'images to segment')
        .choices([...SPLIT_NAMES])
        .default(DEFAULT_SEGMENT_OPTIONS.split),
    )
    .option(
      '--share <x>',
      'share of the class’s images, those that activate the feature most',
      parseShare,
      share,
    )
    .option(
      '--threshold <x>',
      'value from which a pixel belongs to the mask of the COCO files',
      parseShare,
      threshold,
    )
    .option('--original-size', 'pictures at the size of the images instead of what the encoder sees', false)
    .addHelpText(
      'after',
      `
Examples:
  spuriosity segment
  spuriosity segment --class gondola --split val --threshold 0.7

Writes <workspace>/segmentations/<class>/feature-<i>/*.png, a coco.json per class, and segmentations.csv. Running it again draws
only what is missing; with another --threshold it draws nothing anew.`,
    );
  addClassOptions(segment);
  addHandler<SegmentCommandOptions>(segment, (terminal, options) =>
    withProject(options, async (project) => {
      const classIndex = chooseClass(terminal, project.readDataset(), options);
      const chosen: SegmentOptions = {
        split: options.split,
        share: options.share,
        threshold: options.threshold,
        originalSize: options.originalSize,
        classIndex,
      };
      const plan = await planSegmentations(project, chosen);
      terminal.observer.info(formatPlan(plan));
      const summary = await segmentProject(project, plan, chosen, terminal.observer);
      const { pictureCount, drawnCount, skippedCount, folder, table } = summary;
      terminal.print(
        `${formatQuantity(pictureCount, 'picture')} of ${formatQuantity(plan.pairs.length, 'pair')}, ${drawnCount} drawn now.`,
      );
      if (skippedCount > 0) {
        terminal.observer.warn(
          `${formatQuantity(skippedCount, 'picture')} missing: the image cannot be read.`,
        );
      }
      terminal.print(`Pictures: ${folder}\nTable:    ${table}`);
      return { document: { ...summary, pairs: plan.pairs.length } };
    }),
  );
}

function formatPlan({ pairs, pictureCount, sizeBytes }: SegmentPlan): string {
  const size =
    sizeBytes === null
      ? 'their size follows that of the images'
      : `about ${Math.max(1, Math.round(sizeBytes / 1e6))} MB`;
  return `${formatQuantity(pictureCount, 'picture')} of ${formatQuantity(pairs.length, 'pair')}; ${size}.`;
}
