/** `rank`: spuriosity of every image, least spurious first. */
import type { Command } from 'commander';
import { writeRankings } from '../../project/index.js';
import { addHandler } from '../run-command.js';
import { warnOfSetAside, withProject } from '../workspace-option.js';

export function addRankingCommands(program: Command): void {
  const rank = program
    .command('rank')
    .description('Sort the images of each class by how strongly its spurious cues are present.')
    .addHelpText('after', '\nExample:\n  spuriosity rank -w photos.spuriosity');
  addHandler(rank, (terminal, options) =>
    withProject(options, async (project) => {
      warnOfSetAside(terminal, project);
      const summaries = await writeRankings(project);
      terminal.table(
        ['split', 'classes ranked', 'images ranked', 'table'],
        summaries.map(({ split, classCount, imageCount, path }) => [split, classCount, imageCount, path]),
      );
      return { document: summaries };
    }),
  );
}
