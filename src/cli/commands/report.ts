/** `report`: one HTML file from what the stages left, and its figures as files. */
import type { Command } from 'commander';
import { DEFAULT_DETAILED_CLASSES } from '../../report/report-options.js';
import { parseWholeNumber } from '../option-numbers.js';
import { addHandler } from '../run-command.js';
import { createEndsOption } from '../shared-options.js';
import { warnOfOutdatedTables, warnOfSetAside, withProject } from '../workspace-option.js';

interface ReportOptions {
  k: number;
  out?: string;
  classes: number;
  /** False for `--no-figures`; undefined where nothing is said. */
  figures?: string | false;
}

export function addReportCommands(program: Command): void {
  const report = program
    .command('report')
    .description('Write everything found as one self-contained HTML file.')
    .addOption(createEndsOption())
    .option(
      '--classes <n>',
      'classes shown with their pictures',
      parseWholeNumber(1),
      DEFAULT_DETAILED_CLASSES,
    )
    .option('--out <file>', 'file to write (default: report.html in the workspace)')
    .option(
      '--figures <folder>',
      'folder for the figures as SVG, PNG and CSV (default: figures/ in the workspace)',
    )
    .option('--no-figures', 'write no figures beside the report')
    .addHelpText(
      'after',
      '\nExamples:\n  spuriosity report -w photos.spuriosity --out photos.html\n  spuriosity report --figures paper/figures',
    );
  addHandler<ReportOptions>(report, (terminal, options) =>
    withProject(options, async (project) => {
      warnOfSetAside(terminal, project);
      await warnOfOutdatedTables(terminal, project);
      // What draws it takes longer to load than most commands run.
      const { writeReport } = await import('../../report/index.js');
      const summary = await writeReport(
        project,
        {
          k: options.k,
          detailedClasses: options.classes,
          path: options.out,
          figures: toFolder(options),
          writtenOn: new Date(),
        },
        terminal.observer,
      );
      terminal.print(`Report:  ${summary.path}`);
      if (summary.figures !== null) {
        terminal.print(
          `Figures: ${summary.figures.folder} (${summary.figures.files.length}, as SVG, PNG and CSV)`,
        );
      }
      return { document: summary };
    }),
  );
}

/** Null for none, undefined for the usual one. */
function toFolder({ figures }: ReportOptions): string | null | undefined {
  return figures === false ? null : figures;
}
