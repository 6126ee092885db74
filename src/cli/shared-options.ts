/** Options that mean the same in several commands. In: words for the one that differs. Out: options for commander; those of classes have a file of their own. */
import { Option } from 'commander';
import { DEVICE_NAMES } from '../inference/index.js';
import { DEFAULT_K } from '../stages/bias/index.js';
import { parseWholeNumber } from './option-numbers.js';

/** `--k`: how many images stand at either end of a ranking. */
export function createEndsOption(): Option {
  return new Option('--k <n>', 'images at either end of the gap')
    .argParser(parseWholeNumber(1))
    .default(DEFAULT_K);
}

/** `--device`; `prefix` says when the option counts. */
export function createDeviceOption(prefix = ''): Option {
  return new Option('--device <name>', `${prefix}where the network runs`)
    .choices([...DEVICE_NAMES])
    .default('auto');
}

/** `--feature`: which pairs. */
export function createFeatureOption(): Option {
  return new Option('--feature <i>', 'only pairs of this feature').argParser(parseWholeNumber(0));
}

/** `--steps` of feature attacks; without a number of steps, the preset's. */
export function createAttackStepsOption(stepCount?: number): Option {
  const option = new Option('--steps <n>', 'steps of the attack, at most').argParser(parseWholeNumber(1));
  return stepCount === undefined ? option : option.default(stepCount);
}

/** `--batch`: how many images a network takes at once. */
export function createBatchOption(batchSize: number): Option {
  return new Option('--batch <n>', 'images per batch').argParser(parseWholeNumber(1)).default(batchSize);
}
