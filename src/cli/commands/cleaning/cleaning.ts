/** `noise`: collisions, images that may be mislabelled, and what was decided about them. */
import { dirname } from 'node:path';
import { type Command, Option } from 'commander';
import {
  type AppliedDecisions,
  applyDecisionFile,
  type CleanedSummary,
  type CleaningReport,
  cropImages,
  findNoise,
  measureBias,
  type OpenDataset,
  type Project,
  toClassCells,
  toCollisionCells,
  toNeighbourFlagCells,
  toNoiseFlagCells,
  writeCleanedManifest,
  writeMultiObject,
  writeNeighbourNoise,
  writeNoise,
} from '../../../project/index.js';
import {
  DEFAULT_NEIGHBOURS,
  isMisleading,
  type MultiObjectReport,
  type MultiObjectShare,
  type NeighbourFlag,
} from '../../../stages/cleaning/index.js';
import type { LabelReading } from '../../../stages/dataset/index.js';
import { formatPercent, formatPoints, formatQuantity, shortenName } from '../../../words/index.js';
import { createLabelsOption } from '../../class-options.js';
import { parseWholeNumber } from '../../option-numbers.js';
import { addHandler } from '../../run-command.js';
import { createEndsOption } from '../../shared-options.js';
import type { Terminal } from '../../terminal.js';
import { warnOfSetAside, withProject } from '../../workspace-option.js';
import { printCropSummary, toCropDocument } from './cropping.js';

/** Rows on the terminal; the tables have them all. */
const SHOWN_ROWS = 12;

interface NoiseOptions {
  k: number;
  method?: 'gaps' | 'neighbours';
  neighbours: number;
  apply?: string;
  decidedBy: string;
  labelsAre?: LabelReading;
  export?: string;
  crops: boolean;
}

export function addCleaningCommands(program: Command): void {
  const noise = program
    .command('noise')
    .description(
      'Features that are spurious for one class and core for another; images whose label may be wrong; decisions about them.',
    )
    .addOption(createEndsOption())
    .addOption(
      new Option(
        '--method <name>',
        'gaps: spurious images of classes whose gap is negative beyond its interval (default); neighbours: images none of whose nearest images has their label',
      ).choices(['gaps', 'neighbours']),
    )
    .option('--neighbours <n>', 'nearest images to ask of each', parseWholeNumber(1), DEFAULT_NEIGHBOURS)
    .option('--apply <file>', 'store decisions from a CSV file: image, decision, new_class, tags')
    .addOption(createLabelsOption('new_class of --apply'))
    .option('--decided-by <name>', 'who made the decisions of --apply', 'command line')
    .option('--export <file>', 'write the data set with all decisions applied as a manifest (CSV)')
    .option('--crops', 'cut the core of the flagged images out, as copies', false)
    .addHelpText(
      'after',
      `
Examples:
  spuriosity noise -w photos.spuriosity
  spuriosity noise --method neighbours --crops
  spuriosity noise --apply decisions.csv --export photos/cleaned.csv

A decision is keep, relabel (with new_class, a name or index), exclude or flag (to be decided); a column tags is taken, too.
--apply and --export look for no doubtful images unless --method or --crops is given too. Keep the manifest in the folder of
the images or above it: \`init\` finds them from there.`,
    );
  addHandler<NoiseOptions>(noise, (terminal, options) =>
    withProject(options, async (project) => {
      const applied = options.apply === undefined ? null : await applyDecisions(terminal, project, options);
      const exported =
        options.export === undefined ? null : await exportManifest(terminal, project, options.export);
      const isAskedToLook = options.method !== undefined || options.crops;
      const looks = isAskedToLook || (applied === null && exported === null);
      const found = looks ? await lookForNoise(terminal, project, options) : { images: [], document: {} };
      const crops = options.crops ? await cropImages(project, found.images, terminal.observer) : null;
      if (crops !== null) printCropSummary(terminal, project, crops);
      return {
        document: {
          ...found.document,
          ...(applied === null ? {} : { applied }),
          ...(exported === null ? {} : { exported }),
          ...(crops === null ? {} : { crops: toCropDocument(crops) }),
        },
      };
    }),
  );
}

async function applyDecisions(
  terminal: Terminal,
  project: Project,
  { apply, decidedBy, labelsAre }: NoiseOptions,
): Promise<AppliedDecisions> {
  const applied = await applyDecisionFile(project, apply!, decidedBy, {
    labelsAre,
    observer: terminal.observer,
  });
  const { flag, keep, relabel, exclude } = applied.counts;
  terminal.print(
    `${formatQuantity(applied.rowCount, 'decision')} stored: ${keep} keep, ${relabel} relabel, ${exclude} exclude, ${flag} flag.`,
  );
  return applied;
}

async function exportManifest(terminal: Terminal, project: Project, file: string): Promise<CleanedSummary> {
  const summary = await writeCleanedManifest(project, file);
  terminal.print(
    `${summary.path}: ${formatQuantity(summary.imageCount, 'image')}, ${summary.relabelledCount} relabelled, ` +
      `${summary.excludedCount} left out.`,
  );
  if (summary.lapsedCount > 0) {
    terminal.observer.warn(
      `${formatQuantity(summary.lapsedCount, 'decision')} about labels or images that are not there any more was not applied.`,
    );
  }
  if (!summary.isBesideImages) {
    terminal.observer.warn(
      `The images are not in or below ${dirname(summary.path)}. Move the file to ${project.readDataset().root} before \`init\` reads it.`,
    );
  }
  return summary;
}

async function lookForNoise(terminal: Terminal, project: Project, options: NoiseOptions) {
  const dataset = project.readDataset();
  warnOfSetAside(terminal, project);
  if (options.method === 'neighbours') {
    const flags = await writeNeighbourNoise(project, { neighbours: options.neighbours }, terminal.observer);
    printNeighbourFlags(terminal, flags, dataset);
    return {
      images: flags.map(({ image }) => image),
      document: { neighbour_flags: flags.map((flag) => toNeighbourFlagCells(flag, dataset)) },
    };
  }
  const bias = await measureBias(project, { k: options.k });
  const found = await findNoise(project, bias);
  await writeNoise(project, found);
  const multiObject = await writeMultiObject(project, bias);
  printNoise(terminal, found, dataset);
  if (multiObject !== null) printMultiObject(terminal, multiObject);
  return {
    images: found.flags.map(({ image }) => image),
    document: {
      ...toNoiseDocument(found, dataset),
      ...(multiObject === null ? {} : { multi_object: multiObject }),
    },
  };
}

function printNoise(terminal: Terminal, found: CleaningReport, { classes }: OpenDataset): void {
  const nameOf = (index: number) => shortenName(classes[index]!.displayName);
  terminal.print(`${formatQuantity(found.collisions.length, 'collision')}:`);
  terminal.table(
    ['feature', 'spurious for', 'core for'],
    found.collisions.map((one) => [one.feature, nameOf(one.spuriousClassIndex), nameOf(one.coreClassIndex)]),
  );
  if (found.negativeGaps.length === 0) {
    terminal.print(
      '\nNo class has a negative gap, so this rule flags no image; --method neighbours needs none.',
    );
    return;
  }
  terminal.print(`\n${formatQuantity(found.negativeGaps.length, 'class')} with a negative gap:`);
  terminal.table(
    ['class', 'gap', '95% interval', 'flagged images'],
    found.negativeGaps.map(({ classIndex, gap, interval }) => [
      nameOf(classIndex),
      formatPoints(gap, 1),
      `${formatPoints(interval.low)} to ${formatPoints(interval.high)}`,
      found.flags.filter((flag) => flag.classIndex === classIndex).length,
    ]),
  );
  const unsure = found.negativeGaps.filter((one) => !isMisleading(one)).length;
  if (unsure > 0) {
    terminal.print(
      `The interval of ${formatQuantity(unsure, 'class')} reaches 0: that gap may be chance, so no image is flagged for it. A larger --k narrows it.`,
    );
  }
  terminal.print(`\n${formatQuantity(found.flags.length, 'image')} to look at (label-noise.csv).`);
}

function printNeighbourFlags(
  terminal: Terminal,
  flags: readonly NeighbourFlag[],
  { classes, images }: OpenDataset,
): void {
  terminal.print(
    `${formatQuantity(flags.length, 'image')} to look at, none of whose nearest images has their label (label-noise-neighbours.csv).`,
  );
  terminal.table(
    ['image', 'label', 'neighbours say', 'share'],
    flags
      .slice(0, SHOWN_ROWS)
      .map(({ image, classIndex, suspectedClassIndex, support }) => [
        images[image]!.path,
        shortenName(classes[classIndex]!.displayName),
        shortenName(classes[suspectedClassIndex]!.displayName),
        formatPercent(support),
      ]),
  );
}

function printMultiObject(terminal: Terminal, { overall, ...report }: MultiObjectReport): void {
  const toRow = (name: string, { classCount, top, bottom }: MultiObjectShare) => [
    name,
    classCount,
    formatPercent(top),
    formatPercent(bottom),
  ];
  terminal.print('\nImages that show several classes by their ReaL labels, most and least spurious tenth:');
  terminal.table(
    ['classes', 'count', 'top 10%', 'bottom 10%'],
    [
      toRow('most negative gaps', report.mostNegative),
      toRow('gap below −20 points', report.severe),
      toRow('all that are ranked', report.all),
    ],
  );
  terminal.print(`Of all images with ReaL labels: ${formatPercent(overall)} (multi-object.csv by class).`);
}

function toNoiseDocument(found: CleaningReport, dataset: OpenDataset) {
  return {
    collisions: found.collisions.map(toCollisionCells),
    negative_gaps: found.negativeGaps.map(({ classIndex, gap }) => ({
      ...toClassCells(dataset.classes, classIndex),
      gap,
    })),
    flags: found.flags.map((flag) => toNoiseFlagCells(flag, dataset)),
  };
}
