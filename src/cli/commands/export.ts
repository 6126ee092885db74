/** `export site`: a copy of the app's browsing pages for any web host; `export model` is in its own file. */
import type { Command } from 'commander';
import { openLive } from '../../project/live/index.js';
import { APP_FOLDER, DEFAULT_IMAGES_PER_CLASS, exportSite } from '../../server/index.js';
import { formatQuantity } from '../../words/index.js';
import { parseWholeNumber } from '../option-numbers.js';
import { addHandler } from '../run-command.js';
import { warnOfOutdatedTables, withProject } from '../workspace-option.js';
import { addModelExport } from './export-model.js';

interface ExportSiteOptions {
  imagesPerClass: number;
  images: boolean;
  names: boolean;
}

export function addExportCommands(program: Command): void {
  const parent = program.command('export').description('Results in forms for others.');
  addModelExport(parent);
  const site = parent
    .command('site')
    .argument('<folder>', 'a new or empty folder, or an earlier copy')
    .description(
      'A static copy of the app: overview, pairs, rankings, models. Works from any web host and any folder.',
    )
    .option(
      '--images-per-class <n>',
      'images of a ranking that have pictures, of each class and split: half from either end',
      parseWholeNumber(1),
      DEFAULT_IMAGES_PER_CLASS,
    )
    .option('--no-images', 'numbers alone, without any picture')
    .option('--names', 'keep the names of those who answered (default: Person 1, Person 2, …)', false)
    .addHelpText(
      'after',
      '\nExample:\n  spuriosity export site public/study -w photos.spuriosity\n\nWhoever can open the copy can see its images and answers.',
    );
  addHandler<ExportSiteOptions>(site, (terminal, options, folder) =>
    withProject(options, async (project) => {
      await warnOfOutdatedTables(terminal, project);
      const live = await openLive(project, terminal.observer);
      const summary = await exportSite(
        live,
        {
          folder: folder!,
          appFolder: APP_FOLDER,
          imagesPerClass: options.images ? options.imagesPerClass : null,
          names: options.names,
        },
        terminal.observer,
      );
      const { pictureCount, missingPictureCount, sizeBytes } = summary;
      terminal.print(
        `${formatQuantity(pictureCount, 'picture')} and ${formatQuantity(summary.documentCount, 'data file')}, ${(sizeBytes / 1e6).toFixed(1)} MB, in ${summary.folder}.`,
      );
      if (missingPictureCount > 0) {
        terminal.print(
          `${formatQuantity(missingPictureCount, 'picture')} left out: attacks that were never drawn (\`spuriosity attack\` draws them), or unreadable images.`,
        );
      }
      return { document: summary };
    }),
  );
}
