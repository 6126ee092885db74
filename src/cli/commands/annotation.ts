/** `annotate import/export/auto/status`. */
import { readFile, writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { UsageError } from '../../base/errors.js';
import {
  type AnnotateSummary,
  annotateAutomatically,
  exportAnswers,
  importAnswers,
  readAnnotationStatus,
  writeAnnotations,
  writeCollisions,
} from '../../project/index.js';
import { VERDICT_SOURCES } from '../../records/annotation.js';
import { formatCount, formatPercent } from '../format.js';
import { addHandler } from '../run-command.js';
import type { Terminal } from '../terminal.js';
import { withProject } from '../workspace-option.js';

export function addAnnotationCommands(program: Command): void {
  const annotate = program
    .command('annotate')
    .description('Say which (class, feature) pairs are spurious: answers of people in and out, automatic verdicts.');
  addImportCommand(annotate);
  addExportCommand(annotate);
  addAutoCommand(annotate);
  addStatusCommand(annotate);
}

function addImportCommand(annotate: Command): void {
  const command = annotate
    .command('import')
    .argument('<file>', 'CSV in the layout of Mechanical Turk batch results')
    .description("Take in people's answers; the same file twice adds nothing.")
    .addHelpText('after', '\nExample:\n  spuriosity annotate import answers.csv -w photos.spuriosity');
  addHandler(command, (terminal, options, file) =>
    withProject(options, async (project) => {
      const text = await readFile(file!, 'utf8').catch((cause: unknown) => {
        throw new UsageError('answers-missing', { what: `The file ${file} cannot be read.`, cause });
      });
      const summary = importAnswers(project, text, file!);
      for (const { line, reason } of summary.problems.slice(0, 10)) terminal.observer.warn(`line ${line}: ${reason}`);
      if (summary.problems.length > 10) terminal.observer.warn(`and ${summary.problems.length - 10} more lines.`);
      await writeAnnotations(project);
      await writeCollisions(project);
      terminal.print(
        `${formatCount(summary.added, 'answer')} added, ${summary.duplicates} known already, ${formatCount(summary.problems.length, 'line')} left out.`,
      );
      return { document: summary };
    }),
  );
}

function addExportCommand(annotate: Command): void {
  const command = annotate
    .command('export')
    .description('Write all answers as CSV in the same layout.')
    .option('--out <file>', 'file to write (default: stdout)')
    .addHelpText('after', '\nExample:\n  spuriosity annotate export --out answers.csv');
  addHandler<{ out?: string }>(command, (terminal, options) =>
    withProject(options, async (project) => {
      const { text, answerCount } = exportAnswers(project);
      if (options.out !== undefined) await writeFile(options.out, text);
      else if (!terminal.json) process.stdout.write(text);
      if (options.out !== undefined) terminal.print(`${formatCount(answerCount, 'answer')} in ${options.out}`);
      return { document: { answers: answerCount, out: options.out ?? null } };
    }),
  );
}

function addAutoCommand(annotate: Command): void {
  const command = annotate
    .command('auto')
    .description('Verdicts without a person: from object masks, known groups, or provisionally from where features fire.')
    .addOption(
      new Option('--from <source>', 'what to judge by (default: the strongest that the data offer)').choices(
        VERDICT_SOURCES.filter((source) => source !== 'people'),
      ),
    )
    .addHelpText('after', '\nExample:\n  spuriosity annotate auto -w photos.spuriosity');
  addHandler<{ from?: AnnotateSummary['source'] }>(command, (terminal, options) =>
    withProject(options, async (project) => {
      const summary = await annotateAutomatically(project, { from: options.from ?? null }, terminal.observer);
      printAnnotateSummary(terminal, summary);
      return { document: summary };
    }),
  );
}

function addStatusCommand(annotate: Command): void {
  const command = annotate.command('status').description('How many pairs, answers, workers, spurious pairs, collisions.');
  addHandler(command, (terminal, options) =>
    withProject(options, async (project) => {
      const status = readAnnotationStatus(project);
      terminal.table(
        ['', 'count'],
        [
          ['pairs with a verdict', status.pairs],
          ['answers', status.answers],
          ['workers', status.workers],
          ['spurious pairs', status.spurious_pairs],
          ['classes with a spurious feature', status.classes_with_spurious],
          ['distinct spurious features', status.distinct_spurious_features],
          ['of these core for another class', status.spurious_features_core_elsewhere],
          ['collision share', formatPercent(status.collision_share)],
          ['unreviewed (provisional) pairs', status.provisional_pairs],
        ],
      );
      return { document: status };
    }),
  );
}

/** Says what the verdicts rest on, and loudly when nobody has reviewed them. */
export function printAnnotateSummary(terminal: Terminal, summary: AnnotateSummary): void {
  terminal.print(
    `${formatCount(summary.pairCount, 'pair')} judged: ${summary.spuriousCount} spurious, ${summary.pairCount - summary.spuriousCount} core.`,
  );
  if (summary.bySource.provisional === 0) return;
  terminal.observer.warn(
    `${summary.bySource.provisional} verdicts are provisional: they guess from where a feature fires, and nobody has reviewed them. Look at the heatmaps and bring your own answers with \`spuriosity annotate import\`.`,
  );
}
