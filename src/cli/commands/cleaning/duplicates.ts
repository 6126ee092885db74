/** `duplicates`: images that look the same, and those of them that lie in two splits. */
import type { Command } from 'commander';
import { DEFAULT_DUPLICATE_OPTIONS, findDuplicates } from '../../../project/index.js';
import { formatQuantity } from '../../../words/index.js';
import { parseShare } from '../../option-numbers.js';
import { addHandler } from '../../run-command.js';
import { withProject } from '../../workspace-option.js';

/** Rows on the terminal; the table has them all. */
const SHOWN_ROWS = 12;

export function addDuplicateCommand(program: Command): void {
  const command = program
    .command('duplicates')
    .description('Near-duplicates by similarity of features, and leaks: the same picture in two splits.')
    .option(
      '--similarity <x>',
      'least cosine similarity of two images',
      parseShare,
      DEFAULT_DUPLICATE_OPTIONS.similarity,
    )
    .addHelpText(
      'after',
      `
Examples:
  spuriosity duplicates -w photos.spuriosity
  spuriosity duplicates --similarity 0.995

Every image is compared with every other. What counts as the same depends on the encoder: look at some pairs before you delete any.`,
    );
  addHandler<{ similarity: number }>(command, (terminal, { similarity, ...options }) =>
    withProject(options, async (project) => {
      const summary = await findDuplicates(project, { similarity }, terminal.observer);
      const { images } = project.readDataset();
      terminal.print(
        `${formatQuantity(summary.pairs.length, 'pair')} of ${formatQuantity(summary.imageCount, 'image')}: ` +
          `${summary.exactCount} with equal files, ${summary.leakCount} across splits, ${summary.otherClassCount} across classes.`,
      );
      if (summary.pairs.length > 0) {
        terminal.table(
          ['similarity', 'image', 'split', 'other image', 'split', ''],
          summary.pairs
            .slice(0, SHOWN_ROWS)
            .map((pair) => [
              pair.similarity.toFixed(3),
              images[pair.image]!.path,
              images[pair.image]!.split,
              images[pair.otherImage]!.path,
              images[pair.otherImage]!.split,
              [pair.isExact === true ? 'equal files' : '', pair.isSameClass ? '' : 'other class']
                .filter(Boolean)
                .join(', '),
            ]),
        );
      }
      terminal.print(`Table: ${summary.path}`);
      return {
        document: {
          similarity,
          pairs: summary.pairs.length,
          images: summary.imageCount,
          exact: summary.exactCount,
          across_splits: summary.leakCount,
          across_classes: summary.otherClassCount,
          table: summary.path,
        },
      };
    }),
  );
}
