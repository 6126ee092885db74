/** `annotate import/export/answer/list/auto/status`. */
import { userInfo } from 'node:os';
import { type Command, Option } from 'commander';
import {
  type AnnotateSummary,
  addAnswer,
  annotateAutomatically,
  exportAnswers,
  exportDecisions,
  exportTemplate,
  exportValidation,
  importJudgements,
  listPairs,
  type Project,
  readAnnotationStatus,
  writeAnnotations,
  writeCollisions,
} from '../../project/index.js';
import { ANSWER_CHOICES, AUTOMATIC_SOURCES } from '../../records/annotation.js';
import { MOST_CONFIDENCE } from '../../records/limits.js';
import { writeFileAtomic } from '../../storage/index.js';
import { formatPercent, formatQuantity, shortenName } from '../../words/index.js';
import { addClassOptions, type ClassOptions, chooseClass, createLabelsOption } from '../class-options.js';
import { parseWholeNumber } from '../option-numbers.js';
import { addHandler } from '../run-command.js';
import type { Terminal } from '../terminal.js';
import { readUserText } from '../user-file.js';
import { warnOfSetAside, withProject } from '../workspace-option.js';

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
    .argument('<file>', 'CSV in the layout of Mechanical Turk batch results, or of `annotate export --kind`')
    .description("Take in people's answers or decisions; the same file twice adds nothing.")
    .addOption(createLabelsOption('the classes of rows where WordNet id and index disagree'))
    .addHelpText('after', '\nExample:\n  spuriosity annotate import answers.csv -w photos.spuriosity');
  addHandler<Pick<ClassOptions, 'labelsAre'>>(command, (terminal, options, file) =>
    withProject(options, async (project) => {
      const summary = importJudgements(project, await readUserText(file!), file!, options.labelsAre);
      for (const { line, reason } of summary.problems.slice(0, 10))
        terminal.observer.warn(`line ${line}: ${reason}`);
      if (summary.problems.length > 10)
        terminal.observer.warn(`and ${summary.problems.length - 10} more lines.`);
      warnOfSetAside(terminal, project);
      await writeAnnotations(project);
      await writeCollisions(project);
      terminal.print(
        `${formatQuantity(summary.added, summary.kind === 'decisions' ? 'decision' : 'answer')} added, ${summary.duplicates} known already, ${formatQuantity(summary.problems.length, 'line')} left out.`,
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
    .addOption(
      new Option('--kind <what>', 'decisions by hand, or answers on panels of heatmaps, instead of answers')
        .choices(['answers', 'decisions', 'validation'])
        .default('answers')
        .conflicts('template'),
    )
    .option('--template', 'instead a row to fill in for every important pair', false)
    .option('--worker <name>', 'with --template: who fills it in', userInfo().username)
    .addHelpText(
      'after',
      `
Examples:
  spuriosity annotate export --out answers.csv
  spuriosity annotate export --template --out to-answer.csv   fill in Answer.main, then import`,
    );
  addHandler<ExportOptions>(command, (terminal, options) =>
    withProject(options, async (project) => {
      const { text, answerCount } = await exportKind(project, options);
      if (options.out !== undefined) await writeFileAtomic(options.out, text);
      else if (!terminal.json) process.stdout.write(text);
      if (options.out !== undefined)
        terminal.print(`${formatQuantity(answerCount, toNoun(options))} in ${options.out}`);
      return { document: { answers: answerCount, out: options.out ?? null } };
    }),
  );
}

interface ExportOptions {
  out?: string;
  kind: 'answers' | 'decisions' | 'validation';
  template: boolean;
  worker: string;
}

async function exportKind(
  project: Project,
  { kind, template, worker }: ExportOptions,
): Promise<{ text: string; answerCount: number }> {
  if (template) return exportTemplate(project, worker);
  if (kind === 'answers') return exportAnswers(project);
  const { text, count } = kind === 'decisions' ? exportDecisions(project) : exportValidation(project);
  return { text, answerCount: count };
}

function toNoun({ kind, template }: ExportOptions): string {
  if (template) return 'pair';
  return kind === 'decisions' ? 'decision' : 'answer';
}

function addAnswerCommand(annotate: Command): void {
  const command = annotate
    .command('answer')
    .argument('<class>', 'index or name of the class')
    .argument('<feature>', 'index of the feature', parseWholeNumber(0))
    .argument('<answer>', ANSWER_CHOICES.join(', '))
    .description('Give one answer: what the heatmaps of the pair highlight.')
    .option('--worker <name>', 'who answers', userInfo().username)
    .option('--confidence <n>', '1 (not confident) to 5 (completely)', parseWholeNumber(1, MOST_CONFIDENCE))
    .option('--reasons <text>', 'why, in words', '')
    .addHelpText(
      'after',
      '\nExample:\n  spuriosity annotate answer gondola 59 background --reasons "façades of Venice"',
    );
  command.addOption(createLabelsOption('the class'));
  addHandler<
    Pick<ClassOptions, 'labelsAre'> & { worker: string; confidence?: number; reasons: string },
    [string, number, string]
  >(command, (terminal, options, className, feature, answer) =>
    withProject(options, async (project) => {
      const verdict = await addAnswer(project, {
        className: className!,
        choice: { labelsAre: options.labelsAre, observer: terminal.observer },
        feature,
        main: answer!,
        workerId: options.worker,
        confidence: options.confidence ?? 0,
        reasons: options.reasons,
      });
      const settled =
        verdict.source === 'adjudicated' ? `; settled: ${verdict.basis.replace(/\.$/, '')}` : '';
      terminal.print(
        `${className}, feature ${feature}: ${verdict.verdict} (${verdict.votesSpurious} of ${formatQuantity(verdict.votesCore + verdict.votesSpurious, 'answer')} say spurious)${settled}.`,
      );
      return { document: verdict };
    }),
  );
}

function addListCommand(annotate: Command): void {
  const command = annotate
    .command('list')
    .description('The important pairs with their verdicts, and where their pictures are.')
    .option('--unreviewed', 'only pairs that nobody has answered', false)
    .addHelpText('after', '\nExample:\n  spuriosity annotate list --class gondola');
  addClassOptions(command, 'only this class, by index or name');
  addHandler<ClassOptions & { unreviewed: boolean }>(command, (terminal, options) =>
    withProject(options, async (project) => {
      const pairs = await listPairs(project, {
        classIndex: chooseClass(terminal, project.readDataset(), options),
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
      warnOfSetAside(terminal, project);
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
          ['judged pairs that are set aside', status.set_aside_pairs],
          ['answers given after a look at others’', status.unblinded_answers],
          ['pairs with several answers, without those', status.kappa_pairs],
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
    `${formatQuantity(summary.pairCount, 'pair')} judged: ${summary.spuriousCount} spurious, ${summary.pairCount - summary.spuriousCount} core.`,
  );
  if (summary.bySource.provisional === 0) return;
  terminal.observer.warn(
    `${summary.bySource.provisional} verdicts are provisional: they guess from where a feature fires, and nobody has reviewed them. Look at the heatmaps and answer in the app: \`spuriosity serve\`.`,
  );
}
