/** `model add/list/remove`. */
import { type Command, Option } from 'commander';
import { UsageError } from '../../base/errors.js';
import type { DeviceName } from '../../inference/index.js';
import {
  addHead,
  addHubModel,
  addOnnxModel,
  addPredictions,
  DEFAULT_EXTRACT_OPTIONS,
  DEFAULT_HUB_FILE,
  type Project,
  removeModel,
} from '../../project/index.js';
import { OUTPUT_KINDS, type OutputKind } from '../../stages/bias/index.js';
import type { LabelReading } from '../../stages/dataset/index.js';
import { createLabelsOption } from '../class-options.js';
import { addHandler } from '../run-command.js';
import { createDeviceOption } from '../shared-options.js';
import type { Terminal } from '../terminal.js';
import { withProject } from '../workspace-option.js';
import { addNetworkOptions, type NetworkCommandOptions, toNetworkOptions } from './encoder/import.js';
import { addModelImageCommands } from './model-images.js';

export function addModelCommands(program: Command): void {
  const model = program.command('model').description('Models under test.');
  addModelAddCommand(model);
  addModelImageCommands(model);
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
}

function addModelAddCommand(model: Command): void {
  const add = model
    .command('add')
    .argument('<name>')
    .description('Add a model: its predictions, a linear head over the features, or a network to run.')
    .option(
      '--predictions <file>',
      'CSV (image,prediction or image,logit_0,…), npy in data set order, or parquet',
    )
    .option(
      '--head <file>',
      'npz with W [classes, features] and b [classes]; --classes says the order of the rows',
    )
    .option('--onnx <file>', 'a network to run on every image: ONNX, PyTorch checkpoint or safetensors')
    .option('--hub <model>', 'such a network from the Hugging Face Hub: owner/model or owner/model@revision')
    .option('--hub-file <path>', `with --hub: the ONNX file there (default: ${DEFAULT_HUB_FILE})`)
    .addOption(
      new Option(
        '--outputs <kind>',
        'of predictions: what the numbers are (default: recognised, and said)',
      ).choices([...OUTPUT_KINDS]),
    )
    .addOption(createLabelsOption('labels, columns of scores, rows of a head and logits without names'))
    .option('--tag <names>', 'categories, separated by commas');
  addNetworkOptions(add, 'of a network: ')
    .addOption(createDeviceOption('of a network: '))
    .addHelpText(
      'after',
      `
Examples:
  spuriosity model add resnet50 --predictions resnet50.csv --tag supervised
  spuriosity model add tuned --head tuned.npz
  spuriosity model add vit --onnx vit.onnx --classes imagenet.txt --normalize imagenet --tag transformer
  spuriosity model add vit --hub Xenova/vit-base-patch16-224

--hub reads class names and preprocessing from the repository; HF_ENDPOINT names another address of the Hub. Only public models.`,
    );
  addHandler<ModelAddOptions>(add, (terminal, options, name) =>
    withProject(options, async (project) => {
      const added = await addModel(project, name!, options, terminal);
      terminal.print(`${added.name} added.`);
      return { document: added };
    }),
  );
}

interface ModelAddOptions extends NetworkCommandOptions {
  predictions?: string;
  head?: string;
  onnx?: string;
  hub?: string;
  hubFile?: string;
  tag?: string;
  outputs?: OutputKind;
  labelsAre?: LabelReading;
  device: DeviceName;
}

async function addModel(project: Project, name: string, options: ModelAddOptions, { observer }: Terminal) {
  const { predictions, head, onnx, hub, hubFile } = options;
  if ([predictions, head, onnx, hub].filter((source) => source !== undefined).length !== 1) {
    throw new UsageError('model-source', {
      what: 'A model needs exactly one of --predictions, --head, --onnx and --hub.',
      next: 'See `spuriosity model add --help`.',
    });
  }
  const tags = options.tag?.split(',').map((tag) => tag.trim()) ?? [];
  const { outputs, labelsAre } = options;
  if (predictions !== undefined) {
    return addPredictions(project, name, predictions, tags, observer, { outputs, labelsAre });
  }
  if (head !== undefined) {
    const { classes } = await toNetworkOptions(options);
    return addHead(project, name, head, tags, observer, { classes, labelsAre });
  }
  const { device } = options;
  const network = {
    ...(await toNetworkOptions(options)),
    outputs,
    device,
    labelsAre,
    batchSize: DEFAULT_EXTRACT_OPTIONS.batchSize,
  };
  if (hub !== undefined) return addHubModel(project, name, hub, tags, { ...network, hubFile }, observer);
  return addOnnxModel(project, name, onnx!, tags, network, observer);
}
