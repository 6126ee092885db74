/** `extract`, `features import/export`. */
import { type Command, Option } from 'commander';
import { readPart } from '../../distributed/index.js';
import type { DeviceName } from '../../inference/index.js';
import {
  DEFAULT_ENCODER,
  DEFAULT_EXTRACT_OPTIONS,
  type ExtractOptions,
  type ExtractSummary,
  exportFeatures,
  extractProject,
  importFeatures,
} from '../../project/index.js';
import { SPLIT_NAMES, type SplitName } from '../../records/dataset.js';
import { parseIntensity } from '../../stages/features/index.js';
import { formatQuantity } from '../../words/index.js';
import { parseWholeNumber } from '../option-numbers.js';
import { addHandler } from '../run-command.js';
import { createBatchOption, createDeviceOption } from '../shared-options.js';
import type { Terminal } from '../terminal.js';
import { warnOfOutdatedTables, warnOfSetAside, withProject } from '../workspace-option.js';

/** Options of extraction; shared by `extract` and `run`. */
export interface EncoderOptions {
  encoder?: string;
  device: DeviceName;
  batch: number;
  threads?: number;
  exifOrient: boolean;
  intensity: string;
  maxPixels?: number;
}

/** Adds the options of extraction to a command. */
export function addEncoderOptions(command: Command): Command {
  return command
    .option('--encoder <name>', `encoder by name or folder (default: ${DEFAULT_ENCODER})`)
    .addOption(createDeviceOption())
    .addOption(createBatchOption(DEFAULT_EXTRACT_OPTIONS.batchSize))
    .option('--threads <n>', 'threads of the network (default: all)', parseWholeNumber(1))
    .option('--exif-orient', 'turn images upright by their EXIF orientation (torchvision does not)', false)
    .option(
      '--intensity <range>',
      'black and white of images with more than 8 bits: auto, full, minmax, or LOW,HIGH',
      'auto',
    )
    .option('--max-pixels <n>', 'skip larger images (default: 100 million pixels)', parseWholeNumber(1));
}

/** Turns the command line's words into extraction options. */
export function toExtractOptions(options: EncoderOptions): ExtractOptions {
  return {
    encoder: options.encoder,
    device: options.device,
    batchSize: options.batch,
    threadCount: options.threads,
    orientByExif: options.exifOrient,
    intensity: parseIntensity(options.intensity),
    maxPixels: options.maxPixels,
  };
}

export function addFeatureCommands(program: Command): void {
  const extract = program
    .command('extract')
    .description('Put every image through the encoder; goes on where it stopped.')
    .option(
      '--shard <i/n>',
      "this machine's part of the work, i from 0; auto or auto/n: by the index of a Slurm, Kubernetes or AWS Batch array",
    )
    .option('--verify', 'read the bytes of finished shards, too, and make damaged ones anew')
    .addHelpText(
      'after',
      `
Examples:
  spuriosity extract -w photos.spuriosity
  spuriosity extract -w photos.spuriosity --verify        after a full disk, a crash or a copy
  spuriosity extract -w photos.spuriosity --shard 0/4     the first of four machines on a shared folder`,
    );
  addEncoderOptions(extract);
  addHandler<EncoderOptions & { shard?: string; verify?: boolean }>(extract, async (terminal, options) => {
    const part = readPart(options.shard, process.env);
    const extraction = { ...toExtractOptions(options), part, verify: options.verify };
    const forReading = part !== undefined;
    return withProject({ ...options, forReading }, async (project) => {
      const summary = await extractProject(project, extraction, terminal.observer);
      warnOfSetAside(terminal, project);
      await warnOfOutdatedTables(terminal, project);
      printExtractSummary(terminal, summary);
      return { document: summary, skippedCount: summary.skippedCount };
    });
  });
  addFeatureFileCommands(program);
}

function addFeatureFileCommands(program: Command): void {
  const features = program.command('features').description('Features in and out as .npy files.');
  const splitOption = () =>
    new Option('--split <name>', 'only the images of this split').choices([...SPLIT_NAMES]);
  addHandler<{ split?: SplitName }>(
    features
      .command('import')
      .argument('<file>', '.npy of rows in data set order')
      .description('Use your own features instead of extracting them.')
      .addOption(splitOption())
      .addHelpText(
        'after',
        '\nExample:\n  spuriosity features import train.npy --split train -w study.spuriosity',
      ),
    (terminal, options, file) =>
      withProject(options, async (project) => {
        const summary = await importFeatures(project, file!, options.split ?? null, terminal.observer);
        warnOfSetAside(terminal, project);
        await warnOfOutdatedTables(terminal, project);
        terminal.print(
          `${formatQuantity(summary.rowCount, 'row')} of ${summary.featureCount} features imported; ${summary.coveredCount} images now have features.`,
        );
        return { document: summary, skippedCount: summary.unusableCount };
      }),
  );
  addHandler<{ split?: SplitName; out: string }>(
    features
      .command('export')
      .description('Write features as float32 .npy, rows in data set order.')
      .addOption(splitOption())
      .requiredOption('--out <file>', 'the .npy file to write')
      .addHelpText('after', '\nExample:\n  spuriosity features export --split val --out val.npy'),
    (terminal, options) =>
      withProject(options, async (project) => {
        const summary = await exportFeatures(project, options.out, options.split ?? null);
        terminal.print(`${summary.path}: ${summary.rowCount} × ${summary.featureCount} float32`);
        return { document: summary };
      }),
  );
}

/** Says what was extracted. */
export function printExtractSummary(terminal: Terminal, summary: ExtractSummary): void {
  const already = summary.imageCount - summary.extractedCount;
  terminal.print(
    `${summary.featureCount} features of ${formatQuantity(summary.extractedCount, 'image')} extracted with ${summary.encoder}` +
      `${already > 0 && summary.missingShards === 0 ? `; ${already} were there already` : ''}.`,
  );
  if (summary.skippedCount > 0) {
    terminal.print(
      `${formatQuantity(summary.skippedCount, 'image')} could not be used; results/skipped-images.csv says why.`,
    );
  }
  if (summary.missingShards > 0) {
    terminal.print(
      `${formatQuantity(summary.missingShards, 'shard')} of other parts still missing; once they are there, \`spuriosity merge\` brings them together.`,
    );
  }
}
