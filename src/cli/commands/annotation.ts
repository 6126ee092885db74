/** `annotate import/export/answer/list/auto/status`. */
import { userInfo } from 'node:os';
import { type Command, Option } from 'commander';
import {
  type AnnotateSummary,
  addAnswer,
  annotateAutomatically,
  exportAnswers,
  exportTemplate,
  importAnswers,
  listPairs,
  readAnnotationStatus,
  writeAnnotations,
  writeCollisions,
} from '../../project/index.js';
import { ANSWER_CHOICES, AUTOMATIC_SOURCES } from '../../records/annotation.js';
import { writeFileAtomic } from '../../storage/index.js';
import { formatCount, formatPercent, shortenName } from '../format.js';
import { addHandler, parseWholeNumber } from '../run-command.js';
import type { Terminal } from '../terminal.js';
import { readUserText } from '../user-file.js';
import { withProject } from '../workspace-option.js';

export function addAnnotationCommands(program: Command): void {
  const annotate = program
    .command('annotate')
    .description(
      'Say which (class, feature) pairs are spurious: answers of people in and out, automatic verdicts.',
    );
  addImportCommand(annotate);
  addExportCommand(annotate);
  addAnswerCommand(annotate);
  addListCommand(annotate);
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
      const summary = importAnswers(project, await readUserText(file!), file!);
      for (const { line, reason } of summary.problems.slice(0, 10))
        terminal.observer.warn(`line ${line}: ${reason}`);
      if (summary.problems.length > 10)
        terminal.observer.warn(`and ${summary.problems.length - 10} more lines.`);
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
    .option('--template', 'instead a row to fill in for every important pair', false)
    .addHelpText(
      'after',
      `
Examples:
  spuriosity annotate export --out answers.csv
  spuriosity annotate export --template --out to-answer.csv   fill in Answer.main, then import`,
    );
  addHandler<{ out?: string; template: boolean }>(command, (terminal, options) =>
    withProject(options, async (project) => {
      const { text, answerCount } = options.template ? await exportTemplate(project) : exportAnswers(project);
      if (options.out !== undefined) await writeFileAtomic(options.out, text);
      else if (!terminal.json) process.stdout.write(text);
      if (options.out !== undefined)
        terminal.print(`${formatCount(answerCount, options.template ? 'pair' : 'answer')} in ${options.out}`);
      return { document: { answers: answerCount, out: options.out ?? null } };
    }),
  );
}

function addAnswerCommand(annotate: Command): void {
  const command = annotate
    .command('answer')
    .argument('<class>', 'index or name of the class')
    .argument('<feature>', 'index of the feature')
    .argument('<answer>', ANSWER_CHOICES.join(', '))
    .description('Give one answer: what the heatmaps of the pair highlight.')
    .option('--worker <name>', 'who answers', userInfo().username)
    .option('--confidence <n>', '1 (not confident) to 5 (completely)', parseWholeNumber(1))
    .option('--reasons <text>', 'why, in words', '')
    .addHelpText(
      'after',
      '\nExample:\n  spuriosity annotate answer gondola 59 background --reasons "façades of Venice"',
    );
  addHandler<{ worker: string; confidence?: number; reasons: string }>(
    command,
    (terminal, options, className, feature, answer) =>
      withProject(options, async (project) => {
        const verdict = await addAnswer(project, {
          className: className!,
          feature: Number(feature),
          main: answer!,
          workerId: options.worker,
          confidence: options.confidence ?? 0,
          reasons: options.reasons,
        });
        const settled =
          verdict.source === 'adjudicated' ? `; settled: ${verdict.basis.replace(/\.$/, '')}` : '';
        terminal.print(
          `${className}, feature ${feature}: ${verdict.verdict} (${verdict.votesSpurious} of ${formatCount(verdict.votesCore + verdict.votesSpurious, 'answer')} say spurious)${settled}.`,
        );
        return { document: verdict };
      }),
  );
}

function addListCommand(annotate: Command): void {
  const command = annotate
    .command('list')
    .description('The important pairs with their verdicts, and where their pictures are.')
    .option('--class <name>', 'only this class, by index or name')
    .option('--unreviewed', 'only pairs that nobody has answered', false)
    .addHelpText('after', '\nExample:\n  spuriosity annotate list --class gondola');
  addHandler<{ class?: string; unreviewed: boolean }>(command, (terminal, options) =>
    withProject(options, async (project) => {
      const pairs = await listPairs(project, {
        className: options.class ?? null,
        unreviewed: options.unreviewed,
      });
      terminal.table(
        ['class', 'rank', 'feature', 'verdict', 'from', 'pictures'],
        pairs.map((pair) => [
          shortenName(pair.className),
          pair.rank,
          pair.feature,
          pair.verdict,
          pair.source,
          pair.pictures,
        ]),
      );
      return { document: pairs };
    }),
  );
}

function addAutoCommand(annotate: Command): void {
  const command = annotate
    .command('auto')
    .description(
      'Verdicts without a person: from object masks, known groups, or provisionally from where features fire.',
    )
    .addOption(
      new Option('--from <source>', 'what to judge by (default: the strongest that the data offer)').choices(
        AUTOMATIC_SOURCES,
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
  const command = annotate
    .command('status')
    .description('How many pairs, answers, workers, spurious pairs, collisions.');
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
          ['pairs settled by a person', status.adjudicated_pairs],
          ['disputed pairs (decided by one vote)', status.disputed_pairs],
          ['pairs with several answers', status.kappa_pairs],
          ['agreement beyond chance (Fleiss’ κ)', status.kappa === null ? '–' : status.kappa.toFixed(2)],
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
