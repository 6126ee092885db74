/** `encoder run`: an array of images through a network, for comparing an import with its origin. */
import type { Command } from 'commander';
import type { DeviceName } from '../../../inference/index.js';
import { DEFAULT_RUN_OPTIONS, type NetworkChoice, runEncoder } from '../../../project/index.js';
import { parseNumberBetween, parseWholeNumber } from '../../option-numbers.js';
import { addHandler } from '../../run-command.js';
import { createAttackStepsOption, createBatchOption, createDeviceOption } from '../../shared-options.js';
import { addChoiceOptions } from './import.js';

interface RunCommandOptions extends NetworkChoice {
  input: string;
  out: string;
  gradient?: number;
  attack?: number;
  steps: number;
  stepSize?: number;
  device: DeviceName;
  batch: number;
}

/** Adds `encoder run`. */
export function addRun(encoder: Command): void {
  const run = encoder
    .command('run')
    .argument('<encoder>', 'name, folder, or a network file')
    .description('Put an array of images through a network, to compare an import with its origin.')
    .requiredOption('--input <file>', '.npy of float32 (n, 3, h, w), RGB in [0,1]')
    .requiredOption('--out <folder>', 'where features.npy, feature_map.npy, logits.npy … go')
    .option('--gradient <feature>', 'also the gradient of this feature by the pixels', parseWholeNumber(0))
    .option(
      '--attack <feature>',
      'also the images after a feature attack on this feature',
      parseWholeNumber(0),
    )
    .addOption(createAttackStepsOption(DEFAULT_RUN_OPTIONS.stepCount))
    .option(
      '--step-size <s>',
      'length of a step (default: 10 for a side of 224, in proportion)',
      parseNumberBetween(0, Infinity),
    )
    .addOption(createDeviceOption())
    .addOption(createBatchOption(DEFAULT_RUN_OPTIONS.batchSize))
    .addHelpText(
      'after',
      '\nExample:\n  spuriosity encoder run model.onnx --input x.npy --out compared --gradient 5 --attack 5',
    );
  addChoiceOptions(run, 'of a network file: ');
  addHandler<RunCommandOptions>(run, async (terminal, options, nameOrPath) => {
    const summary = await runEncoder(
      nameOrPath!,
      {
        input: options.input,
        outFolder: options.out,
        device: options.device,
        batchSize: options.batch,
        gradient: options.gradient,
        attack: options.attack,
        stepCount: options.steps,
        stepSize: options.stepSize,
        workspaceFolder: options.workspace,
        choice: { output: options.output, weights: options.weights },
      },
      terminal.observer,
    );
    for (const note of summary.notes) terminal.observer.info(note);
    for (const { path, shape } of summary.files) terminal.print(`${path}: ${shape.join(' × ')} float32`);
    return { document: summary };
  });
}
