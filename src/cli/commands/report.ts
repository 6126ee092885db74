/** `report`: one HTML file from what the stages left. */
import type { Command } from 'commander';
import { DEFAULT_DETAILED_CLASSES, writeReport } from '../../report/index.js';
import { DEFAULT_K } from '../../stages/bias/index.js';
import { addHandler, parseWholeNumber } from '../run-command.js';
import { withProject } from '../workspace-option.js';

interface ReportOptions {
  k: number;
  out?: string;
  classes: number;
}

export function addReportCommands(program: Command): void {
  const report = program
    .command('report')
    .description('Write everything found as one self-contained HTML file.')
    .option('--k <n>', 'images at either end of the gap', parseWholeNumber(1), DEFAULT_K)
    .option(
      '--classes <n>',
      'classes shown with their pictures',
      parseWholeNumber(1),
      DEFAULT_DETAILED_CLASSES,
    )
    .option('--out <file>', 'file to write (default: report.html in the workspace)')
    .addHelpText('after', '\nExample:\n  spuriosity report -w photos.spuriosity --out photos.html');
  addHandler<ReportOptions>(report, (terminal, options) =>
    withProject(options, async (project) => {
      const summary = await writeReport(
        project,
        { k: options.k, detailedClasses: options.classes, path: options.out, writtenOn: new Date() },
        terminal.observer,
      );
      terminal.print(`Report: ${summary.path}`);
      return { document: summary };
    }),
  );
}
