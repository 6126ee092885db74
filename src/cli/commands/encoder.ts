/** `encoder list/pull/import/inspect/run`: the networks that features come from. */
import { type Command, Option } from 'commander';
import { DEVICE_NAMES, type DeviceName } from '../../inference/index.js';
import type { ModelInspection } from '../../onnx/index.js';
import {
  DEFAULT_RUN_OPTIONS,
  findEncoder,
  IMAGENET_NORMALIZATION,
  type ImportOptions,
  importEncoder,
  KNOWN_ENCODERS,
  listEncoders,
  pullEncoder,
  readEncoderSource,
  runEncoder,
  suggestName,
} from '../../project/index.js';
import type { EncoderCard } from '../../records/encoder.js';
import { parseClassList } from '../../stages/dataset/index.js';
import { formatCount } from '../format.js';
import { addHandler, parseNumberBetween, parseWholeNumber } from '../run-command.js';
import type { Terminal } from '../terminal.js';
import { readUserText } from '../user-file.js';

export function addEncoderCommands(program: Command): void {
  const encoder = program.command('encoder').description('The networks that features come from.');
  addList(encoder);
  addPull(encoder);
  addImport(encoder);
  addInspect(encoder);
  addRun(encoder);
}

function addList(encoder: Command): void {
  const list = encoder
    .command('list')
    .description('Encoders that can be used now, and published ones that `encoder pull` fetches.')
    .option('--all', 'every published network, not only those at the radius of the paper', false);
  addHandler<{ all: boolean }>(list, async (terminal, { all }) => {
    const cards = await listEncoders(terminal.observer.warn);
    terminal.table(
      ['name', 'features', 'classes', 'robust', 'licence'],
      cards.map(({ name, featureCount, classes, robust, licence }) => [
        name,
        featureCount,
        classes.length,
        robust ? 'yes' : 'no',
        licence,
      ]),
    );
    const here = new Set(cards.map(({ name }) => name));
    const published = KNOWN_ENCODERS.filter(({ name }) => !here.has(name));
    terminal.print('\nPublished, to be fetched with `encoder pull NAME`:');
    terminal.table(
      ['name', 'network', 'ImageNet accuracy', 'address'],
      published
        .filter((one) => all || isPapersKind(one.name))
        .map((one) => [
          one.name,
          one.title,
          one.accuracyPercent === null ? '–' : `${one.accuracyPercent}%`,
          one.isReadable
            ? one.isAddressConfirmed
              ? 'confirmed'
              : 'not confirmed'
            : 'needs an export to ONNX',
        ]),
    );
    if (!all) terminal.print('Other radii and architectures: `encoder list --all`.');
    return { document: { encoders: cards, published } };
  });
}

/** ℓ2 with radius 3, as the paper's encoder. */
function isPapersKind(name: string): boolean {
  return /_l2_(eps3|3_0)$/.test(name);
}

function addPull(encoder: Command): void {
  const pull = encoder
    .command('pull')
    .argument('<name>', 'a name of `encoder list --all`')
    .description('Fetch a published network, convert it, keep it in the user’s cache.')
    .option('--from <file>', 'use this copy of the published file; needs no network')
    .option('--replace', 'fetch and convert it again', false)
    .addHelpText(
      'after',
      `
An interrupted download goes on where it stopped. Proxies are taken from HTTPS_PROXY, HTTP_PROXY, NO_PROXY.

Examples:
  spuriosity encoder pull resnet50_l2_eps3
  spuriosity encoder pull resnet50_l2_eps3 --from resnet50_l2_eps3.ckpt`,
    );
  addHandler<{ from?: string; replace: boolean }>(pull, async (terminal, { from, replace }, name) => {
    const pulled = await pullEncoder(name!, { from, replace }, terminal.observer);
    for (const note of pulled.notes) terminal.observer.info(note);
    terminal.print(
      `${pulled.card.name} ${pulled.isCached ? 'was here already' : 'is here'}: ${pulled.folder}`,
    );
    return { document: pulled };
  });
}

interface ImportCommandOptions {
  name?: string;
  classes?: string;
  side?: number;
  normalize: 'none' | 'imagenet';
  robust: boolean;
  licence?: string;
  replace: boolean;
}

function addImport(encoder: Command): void {
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
  spuriosity encoder import checkpoint.pt --name robust-birds --robust`,
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
  return command
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

/** What the options of an import say about the network. */
export async function toNetworkOptions({
  classes,
  side,
  normalize,
}: Pick<ImportCommandOptions, 'classes' | 'side' | 'normalize'>): Promise<
  Pick<ImportOptions, 'classes' | 'preprocessing' | 'normalization'>
> {
  return {
    classes: classes === undefined ? undefined : await readClasses(classes),
    preprocessing:
      side === undefined
        ? undefined
        : {
            resize: { kind: 'shorter-side', size: side },
            crop: { width: side, height: side },
            interpolation: 'bilinear',
          },
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

function addInspect(encoder: Command): void {
  const inspect = encoder
    .command('inspect')
    .argument('[encoder]', 'name, folder, or a network file that is not imported yet')
    .description('What enters a network, what comes out, where it is from.')
    .addHelpText('after', '\nExample:\n  spuriosity encoder inspect model.onnx');
  addHandler(inspect, async (terminal, { workspace }, nameOrPath) => {
    const found = await findEncoder(nameOrPath, workspace);
    if (found.kind === 'encoder') {
      printCard(terminal, found.encoder.card);
      terminal.print(`\n${found.encoder.card.provenance}`);
      return { document: found.encoder.card };
    }
    const { description, inspection, notes } = await readEncoderSource(found.path);
    terminal.print(`${description}\n`);
    printInspection(terminal, inspection);
    for (const note of notes) terminal.print(`· ${note}`);
    return { document: { description, ...inspection, notes } };
  });
}

function printCard(terminal: Terminal, card: EncoderCard): void {
  terminal.print(`${card.title}\n`);
  terminal.table(
    ['', ''],
    [
      ['input', `${card.input}: ${describePreprocessing(card.preprocessing)}`],
      ['features', `${card.outputs.features}: ${card.featureCount}`],
      ['feature map', card.outputs.featureMap ?? 'none'],
      [
        'logits',
        card.outputs.logits === null ? 'none' : `${card.outputs.logits}: ${card.classes.length} classes`,
      ],
      ['robust', card.robust ? 'yes' : 'no'],
      ['licence', card.licence],
    ],
  );
}

function printInspection(terminal: Terminal, inspection: ModelInspection): void {
  const { input, featureMap, head } = inspection;
  terminal.table(
    ['', ''],
    [
      ['input', `${input.name} [${input.dims.map((dim) => dim ?? '?').join(', ')}]`],
      ['nodes', `${inspection.nodeCount}, operator set ${inspection.opset}`],
      ['parameters', inspection.parameterCount.toLocaleString('en')],
      [
        'last layer',
        `${head.node}: ${head.featureCount} features to ${formatCount(head.classCount, 'class')}`,
      ],
      ['features', inspection.features],
      [
        'feature map',
        featureMap === null
          ? 'none'
          : `${featureMap.value}, ${featureMap.channelCount} channels${featureMap.kind === 'tokens' ? ', made of tokens' : ''}`,
      ],
    ],
  );
}

function describePreprocessing({ resize, crop }: EncoderCard['preprocessing']): string {
  const size =
    resize === null
      ? 'size as it is'
      : resize.kind === 'exact'
        ? `${resize.width}×${resize.height}`
        : `shorter side ${resize.size}`;
  return crop === null ? size : `${size}, centre ${crop.width}×${crop.height}`;
}

interface RunCommandOptions {
  input: string;
  out: string;
  gradient?: number;
  attack?: number;
  steps: number;
  stepSize?: number;
  device: DeviceName;
  batch: number;
}

function addRun(encoder: Command): void {
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
    .option('--steps <n>', 'steps of the attack', parseWholeNumber(1), DEFAULT_RUN_OPTIONS.stepCount)
    .option(
      '--step-size <s>',
      'length of a step (default: 10 for a side of 224, in proportion)',
      parseNumberBetween(0, Infinity),
    )
    .addOption(
      new Option('--device <name>', 'where the network runs')
        .choices([...DEVICE_NAMES])
        .default(DEFAULT_RUN_OPTIONS.device),
    )
    .option('--batch <n>', 'images per batch', parseWholeNumber(1), DEFAULT_RUN_OPTIONS.batchSize)
    .addHelpText(
      'after',
      '\nExample:\n  spuriosity encoder run model.onnx --input x.npy --out compared --gradient 5 --attack 5',
    );
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
      },
      terminal.observer,
    );
    for (const note of summary.notes) terminal.observer.info(note);
    for (const { path, shape } of summary.files) terminal.print(`${path}: ${shape.join(' × ')} float32`);
    return { document: summary };
  });
}
