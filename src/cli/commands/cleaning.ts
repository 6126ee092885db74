/** `noise`: collisions, images that may be mislabelled, and what was decided about them. */
import { dirname } from 'node:path';
import { type Command, Option } from 'commander';
import {
  type AppliedDecisions,
  applyDecisionFile,
  type CleanedSummary,
  type CleaningReport,
  cropImages,
  DEFAULT_GAP_OPTIONS,
  findNoise,
  measureBias,
  type OpenDataset,
  type Project,
  writeCleanedManifest,
  writeMultiObject,
  writeNeighbourNoise,
  writeNoise,
} from '../../project/index.js';
import {
  DEFAULT_NEIGHBOURS,
  type MultiObjectReport,
  type MultiObjectShare,
  type NeighbourFlag,
} from '../../stages/cleaning/index.js';
import { formatCount, formatPercent, formatPoints, shortenName } from '../format.js';
import { addHandler, parseWholeNumber } from '../run-command.js';
import type { Terminal } from '../terminal.js';
import { withProject } from '../workspace-option.js';
import { printCropSummary, toCropDocument } from './cropping.js';

/** Rows on the terminal; the tables have them all. */
const SHOWN_ROWS = 12;

interface NoiseOptions {
  k: number;
  method?: 'gaps' | 'neighbours';
  neighbours: number;
  apply?: string;
  decidedBy: string;
  export?: string;
  crops: boolean;
}

export function addCleaningCommands(program: Command): void {
  const noise = program
    .command('noise')
    .description(
      'Features that are spurious for one class and core for another; images whose label may be wrong; decisions about them.',
    )
    .option('--k <n>', 'images at either end of the gap', parseWholeNumber(1), DEFAULT_GAP_OPTIONS.k)
    .addOption(
      new Option(
        '--method <name>',
        'gaps: spurious images of classes with a negative gap (default); neighbours: images none of whose nearest images has their label',
      ).choices(['gaps', 'neighbours']),
    )
    .option('--neighbours <n>', 'nearest images to ask of each', parseWholeNumber(1), DEFAULT_NEIGHBOURS)
    .option('--apply <file>', 'store decisions from a CSV file: image, decision, new_class')
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

A decision is keep, relabel (with new_class, a name or index) or exclude. --apply and --export look for no doubtful images unless
--method or --crops is given too. Keep the manifest in the folder of the images or above it: \`init\` finds them from there.`,
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
  { apply, decidedBy }: NoiseOptions,
): Promise<AppliedDecisions> {
  const applied = await applyDecisionFile(project, apply!, decidedBy);
  const { keep, relabel, exclude } = applied.counts;
  terminal.print(
    `${formatCount(applied.rowCount, 'decision')} stored: ${keep} keep, ${relabel} relabel, ${exclude} exclude.`,
  );
  return applied;
}

async function exportManifest(terminal: Terminal, project: Project, file: string): Promise<CleanedSummary> {
  const summary = await writeCleanedManifest(project, file);
  terminal.print(
    `${summary.path}: ${formatCount(summary.imageCount, 'image')}, ${summary.relabelledCount} relabelled, ` +
      `${summary.excludedCount} left out.`,
  );
  if (summary.lapsedCount > 0) {
    terminal.observer.warn(
      `${formatCount(summary.lapsedCount, 'decision')} about labels or images that are not there any more was not applied.`,
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
  if (options.method === 'neighbours') {
    const flags = await writeNeighbourNoise(project, { neighbours: options.neighbours }, terminal.observer);
    printNeighbourFlags(terminal, flags, dataset);
    return { images: flags.map(({ image }) => image), document: toNeighbourDocument(flags, dataset) };
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
  terminal.print(`${formatCount(found.collisions.length, 'collision')}:`);
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
  terminal.print(`\n${formatCount(found.negativeGaps.length, 'class')} with a negative gap:`);
  terminal.table(
    ['class', 'gap', 'flagged images'],
    found.negativeGaps.map(({ classIndex, gap }) => [
      nameOf(classIndex),
      formatPoints(gap),
      found.flags.filter((flag) => flag.classIndex === classIndex).length,
    ]),
  );
  terminal.print(`\n${formatCount(found.flags.length, 'image')} to look at (label-noise.csv).`);
}

function printNeighbourFlags(
  terminal: Terminal,
  flags: readonly NeighbourFlag[],
  { classes, images }: OpenDataset,
): void {
  terminal.print(
    `${formatCount(flags.length, 'image')} to look at, none of whose nearest images has their label (label-noise-neighbours.csv).`,
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

function toNoiseDocument(found: CleaningReport, { classes, images }: OpenDataset) {
  return {
    collisions: found.collisions.map((one) => ({
      feature: one.feature,
      spurious_class_index: one.spuriousClassIndex,
      core_class_index: one.coreClassIndex,
    })),
    negative_gaps: found.negativeGaps.map(({ classIndex, gap }) => ({
      class_index: classIndex,
      class_name: classes[classIndex]!.name,
      gap,
    })),
    flags: found.flags.map((flag) => ({
      image: images[flag.image]!.path,
      class_index: flag.classIndex,
      class_name: classes[flag.classIndex]!.name,
      spuriosity: flag.spuriosity,
      suspected_class_index: flag.suspectedClassIndex,
      suspected_class_name: classes[flag.suspectedClassIndex]!.name,
    })),
  };
}

function toNeighbourDocument(flags: readonly NeighbourFlag[], { classes, images }: OpenDataset) {
  return {
    neighbour_flags: flags.map((flag) => ({
      image: images[flag.image]!.path,
      class_index: flag.classIndex,
      class_name: classes[flag.classIndex]!.name,
      agreement: flag.agreement,
      suspected_class_index: flag.suspectedClassIndex,
      suspected_class_name: classes[flag.suspectedClassIndex]!.name,
      support: flag.support,
    })),
  };
}
