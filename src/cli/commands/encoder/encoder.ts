/** `encoder list/pull/import/inspect/run`: the networks that features come from. */
import type { Command } from 'commander';
import {
  findEncoder,
  inspectNetworkFile,
  KNOWN_ENCODERS,
  listEncoders,
  type NetworkChoice,
  pullEncoder,
} from '../../../project/index.js';
import { addHandler } from '../../run-command.js';
import { printCard, printInspection, printOutputs } from './cards.js';
import { addChoiceOptions, addImport } from './import.js';
import { addRun } from './run.js';

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

function addInspect(encoder: Command): void {
  const inspect = encoder
    .command('inspect')
    .argument('[encoder]', 'name, folder, or a network file that is not imported yet')
    .description('What enters a network, what comes out, where it is from.')
    .addHelpText('after', '\nExample:\n  spuriosity encoder inspect model.onnx');
  addChoiceOptions(inspect, 'of a network file: ');
  addHandler<NetworkChoice>(inspect, async (terminal, { workspace, output, weights }, nameOrPath) => {
    const found = await findEncoder(nameOrPath, workspace);
    if (found.kind === 'encoder') {
      printCard(terminal, found.encoder.card);
      terminal.print(`\n${found.encoder.card.provenance}`);
      return { document: found.encoder.card };
    }
    const file = await inspectNetworkFile(found.path, { output, weights });
    const { description, inspection, outputs, notes } = file;
    terminal.print(`${description}\n`);
    if (inspection !== null) printInspection(terminal, inspection);
    if (outputs.length > 1) printOutputs(terminal, outputs);
    for (const note of notes) terminal.print(`· ${note}`);
    return { document: { description, ...inspection, outputs, notes } };
  });
}
