/** `noise`: collisions, and images that may be mislabelled. */
import type { Command } from 'commander';
import { DEFAULT_GAP_OPTIONS, findNoise, measureBias, writeNoise } from '../../project/index.js';
import { formatCount, shortenName } from '../format.js';
import { addHandler, parseWholeNumber } from '../run-command.js';
import { withProject } from '../workspace-option.js';

export function addCleaningCommands(program: Command): void {
  const noise = program
    .command('noise')
    .description(
      'Features that are spurious for one class and core for another; images of classes with a negative gap.',
    )
    .option('--k <n>', 'images at either end of the gap', parseWholeNumber(1), DEFAULT_GAP_OPTIONS.k)
    .addHelpText('after', '\nExample:\n  spuriosity noise -w photos.spuriosity');
  addHandler<{ k: number }>(noise, (terminal, options) =>
    withProject(options, async (project) => {
      const found = await findNoise(project, await measureBias(project, { k: options.k }));
      await writeNoise(project, found);
      const { classes, images } = project.readDataset();
      const nameOf = (index: number) => shortenName(classes[index]!.displayName);
      terminal.print(`${formatCount(found.collisions.length, 'collision')}:`);
      terminal.table(
        ['feature', 'spurious for', 'core for'],
        found.collisions.map((one) => [
          one.feature,
          nameOf(one.spuriousClassIndex),
          nameOf(one.coreClassIndex),
        ]),
      );
      terminal.print(
        `\n${formatCount(found.flags.length, 'image')} of classes with a negative gap to look at (label-noise.csv).`,
      );
      return {
        document: {
          collisions: found.collisions.map((one) => ({
            feature: one.feature,
            spurious_class_index: one.spuriousClassIndex,
            core_class_index: one.coreClassIndex,
          })),
          flags: found.flags.map((flag) => ({
            image: images[flag.image]!.path,
            class_index: flag.classIndex,
            class_name: classes[flag.classIndex]!.name,
            spuriosity: flag.spuriosity,
            suspected_class_index: flag.suspectedClassIndex,
            suspected_class_name: classes[flag.suspectedClassIndex]!.name,
          })),
        },
      };
    }),
  );
}
