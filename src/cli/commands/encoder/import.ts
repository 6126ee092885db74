/** `encoder import`: an encoder of one's own classifier, and the options that say what only the user knows of a network. */
import { type Command, Option } from 'commander';
import {
  IMAGENET_NORMALIZATION,
  type ImportOptions,
  importEncoder,
  type NetworkChoice,
  scaleToSide,
  suggestName,
} from '../../../project/index.js';
import type { EncoderCard } from '../../../records/networks/encoder.js';
import { parseClassList } from '../../../stages/dataset/index.js';
import { parseWholeNumber } from '../../option-numbers.js';
import { addHandler } from '../../run-command.js';
import { readUserText } from '../../user-file.js';
import { printCard } from './cards.js';

/** What `addNetworkOptions` adds. */
export interface NetworkCommandOptions extends NetworkChoice {
  classes?: string;
  side?: number;
  normalize: 'none' | 'imagenet';
}

interface ImportCommandOptions extends NetworkCommandOptions {
  name?: string;
  robust: boolean;
  licence?: string;
  replace: boolean;
}

/** Adds `encoder import`. */
export function addImport(encoder: Command): void {
  const command = encoder
    .command('import')
    .argument('<file>', 'an ONNX classifier, a PyTorch checkpoint or a safetensors file')
    .description('Make an encoder of your own trained classifier.')
    .option('--name <name>', 'what to call it (default: the file’s name)');
  addNetworkOptions(command)
    .option('--robust', 'it was trained adversarially', false)
    .option('--licence <text>', 'licence of the weights, for the card')
    .option('--replace', 'replace an encoder of the same name', false)
    .addHelpText(
      'after',
      `
Examples:
  spuriosity encoder import model.onnx --name mine --classes classes.txt
  spuriosity encoder import checkpoint.pt --name robust-birds --robust
  spuriosity encoder import faces.onnx --output smiling
  spuriosity encoder import trained.pth --weights state_dict_ema`,
    );
  addHandler<ImportCommandOptions>(command, async (terminal, options, file) => {
    const imported = await importEncoder(file!, await toImportOptions(file!, options), terminal.observer);
    for (const note of imported.notes) terminal.observer.info(note);
    printCard(terminal, imported.card);
    terminal.print(`\n${imported.description}; ${imported.folder}`);
    return { document: imported };
  });
}

/** What only the user knows of a network; `prefix` says when the options count. */
export function addNetworkOptions(command: Command, prefix = ''): Command {
  return addChoiceOptions(command, prefix)
    .option('--classes <file>', `${prefix}class names in the order of the logits: lines, CSV or JSON`)
    .option(
      '--side <pixels>',
      `${prefix}side of the images that the network sees (default: the file’s, else 224)`,
      parseWholeNumber(1),
    )
    .addOption(
      new Option(
        '--normalize <how>',
        `${prefix}what to add in front of a network that expects normalised pixels`,
      )
        .choices(['none', 'imagenet'])
        .default('none'),
    );
}

/** Which network of a file is meant. */
export function addChoiceOptions(command: Command, prefix = ''): Command {
  return command
    .option(
      '--output <name>',
      `${prefix}the output with the scores of the classes, where the file has several`,
    )
    .option('--weights <name>', `${prefix}the set of weights, where a checkpoint has several`);
}

/** What the options of an import say about the network. */
export async function toNetworkOptions({
  classes,
  side,
  normalize,
  output,
  weights,
}: NetworkCommandOptions): Promise<
  Pick<ImportOptions, 'classes' | 'preprocessing' | 'normalization' | keyof NetworkChoice>
> {
  return {
    output,
    weights,
    classes: classes === undefined ? undefined : await readClasses(classes),
    preprocessing: side === undefined ? undefined : scaleToSide(side),
    normalization: normalize === 'imagenet' ? IMAGENET_NORMALIZATION : undefined,
  };
}

async function toImportOptions(file: string, options: ImportCommandOptions): Promise<ImportOptions> {
  const { name = suggestName(file), robust, licence, replace } = options;
  return { name, robust, licence, replace, ...(await toNetworkOptions(options)) };
}

async function readClasses(path: string): Promise<EncoderCard['classes']> {
  return parseClassList(await readUserText(path), path).map(({ name, displayName, wordnetId }) => ({
    name: displayName ?? name,
    ...(wordnetId === undefined ? {} : { wordnetId }),
  }));
}
