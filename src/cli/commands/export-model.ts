/** `export model`: the repaired model as files that run without this program. */
import { type Command, Option } from 'commander';
import { DEFAULT_TUNED_EXPORT, exportTuned, type TunedExport } from '../../project/index.js';
import { MITIGATION_METHODS, type MitigationMethod } from '../../records/bias.js';
import type { HeadMeasures } from '../../stages/mitigation/index.js';
import {
  formatGap,
  formatGroupAccuracy,
  formatPercent,
  formatQuantity,
  METHOD_TITLES,
} from '../../words/index.js';
import { parseWholeNumber } from '../option-numbers.js';
import { addHandler } from '../run-command.js';
import type { Terminal } from '../terminal.js';
import { warnOfOutdatedTables, withProject } from '../workspace-option.js';

interface ExportModelOptions {
  headOnly: boolean;
  checkImages: number;
  method?: MitigationMethod;
}

export function addModelExport(parent: Command): void {
  const command = parent
    .command('model')
    .argument('<folder>', 'a new or empty folder, or an earlier export')
    .description(
      'The model that `mitigate` repaired: ONNX network, last layer for PyTorch and NumPy, model card.',
    )
    .option('--head-only', 'the last layer without its network, as for imported features', false)
    .option(
      '--check-images <n>',
      'validation images that the written network is compared on; 0: none',
      parseWholeNumber(0),
      DEFAULT_TUNED_EXPORT.checkedImages,
    )
    .addOption(
      new Option('--method <name>', 'whose head it is (default: the recommended one)').choices([
        ...MITIGATION_METHODS,
      ]),
    )
    .addHelpText(
      'after',
      `
Examples:
  spuriosity mitigate -w photos.spuriosity
  spuriosity export model repaired -w photos.spuriosity

It writes
  model.onnx                 the network with the tuned last layer: RGB in 0..1 in, scores out
  head.safetensors           the layer alone, weight and bias, for torch.nn.Linear
  head.npz                   the same as W and b, for NumPy and \`model add --head\`
  config.json                names of the classes, as on the Hugging Face Hub
  preprocessor_config.json   resize and crop, as on the Hugging Face Hub
  README.md                  the model card: data, cues, before and after, how to run it, limits

The network is opened in the runtime and must score images as the tuned head scores their features, or it is not written.`,
    );
  addHandler<ExportModelOptions>(command, (terminal, options, folder) =>
    withProject(options, async (project) => {
      const exported = await exportTuned(
        project,
        {
          folder: folder!,
          headOnly: options.headOnly,
          checkedImages: options.checkImages,
          method: options.method,
        },
        terminal.observer,
      );
      await warnOfOutdatedTables(terminal, project);
      printExport(terminal, exported);
      return { document: toDocument(exported) };
    }),
  );
}

function printExport(terminal: Terminal, exported: TunedExport): void {
  const { folder, files, measures, check, isOutdated, method, recommendation } = exported;
  const { before, after, imageCount } = measures;
  if (check !== null) {
    terminal.print(
      `Checked: on ${formatQuantity(check.imageCount, 'validation image')} model.onnx gives the tuned head's scores, up to ${check.largestDifference.toExponential(0)} of the largest.`,
    );
  }
  terminal.print(
    `${describeRepair(before, after)}; accuracy on ${formatQuantity(imageCount, 'image')} ${formatPercent(before.accuracy)} before, ${formatPercent(after.accuracy)} after.`,
  );
  if (recommendation.method !== method || !recommendation.isBorneOut) {
    terminal.observer.warn(
      `This is the head of ${METHOD_TITLES[method]}. ${recommendation.sentences.join(' ')}`,
    );
  }
  if (isOutdated) {
    terminal.observer.warn(
      'Spurious verdicts, features or the head have changed since this one was tuned; `spuriosity mitigate` tunes it for what holds now.',
    );
  }
  terminal.print(`${files.join(', ')} in ${folder}.`);
}

/** The gap, or where no class is ranked the worst known group. */
function describeRepair(before: HeadMeasures, after: HeadMeasures): string {
  return Number.isNaN(before.gap)
    ? `Worst known group ${formatGroupAccuracy(before.worstGroup, before.worstCell)} before, ${formatGroupAccuracy(after.worstGroup, after.worstCell)} after`
    : `Spurious gap ${formatGap(before.gap, before.gapInterval)} before, ${formatGap(after.gap, after.gapInterval)} after`;
}

function toDocument({
  folder,
  model,
  method,
  recommendation,
  files,
  measures,
  check,
  isOutdated,
}: TunedExport) {
  const { before, after, imageCount } = measures;
  return {
    folder,
    model,
    method,
    recommended: recommendation.method,
    files,
    images: imageCount,
    accuracy_before: before.accuracy,
    accuracy_after: after.accuracy,
    gap_before: before.gap,
    gap_after: after.gap,
    outdated: isOutdated,
    check: check === null ? null : { images: check.imageCount, largest_difference: check.largestDifference },
  };
}
