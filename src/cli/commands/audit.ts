/** `audit`: which properties of files and which columns foretell the labels, and whether a model lives on them. */
import { type Command, Option } from 'commander';
import {
  auditProject,
  DEFAULT_PROJECT_AUDIT_OPTIONS,
  type Project,
  type ProjectAudit,
  type ProjectAuditOptions,
  toAuditDocument,
  writeAudit,
} from '../../project/index.js';
import type { ClassAudit, FieldAudit } from '../../records/audit/audit.js';
import type { ClassRecord } from '../../records/dataset.js';
import { findHighestAuroc } from '../../stages/audit/index.js';
import {
  ABSENT,
  formatDecimal,
  formatList,
  formatPercent,
  formatPoints,
  formatQuantity,
  shortenName,
} from '../../words/index.js';
import { parseNumberBetween, parseWholeNumber } from '../option-numbers.js';
import { addHandler, type CommandResult } from '../run-command.js';
import type { Terminal } from '../terminal.js';
import { withProject } from '../workspace-option.js';

interface AuditCommandOptions
  extends Pick<
    ProjectAuditOptions,
    'metadata' | 'groupBy' | 'model' | 'imagesPerClass' | 'rate' | 'leastAuroc' | 'seed'
  > {
  field?: string[];
  ignore: string[];
  shuffles?: number;
  failAbove?: number;
}

/** Fields on the terminal; the table has them all. */
const SHOWN_FIELDS = 20;

export function addAuditCommand(program: Command): void {
  const byDefault = DEFAULT_PROJECT_AUDIT_OPTIONS;
  const command = program
    .command('audit')
    .description(
      'Shortcut risk of every file property and metadata column: does it foretell the label by itself, and does the model lose accuracy where it breaks?',
    )
    .option('--metadata <file>', 'a table with further columns: image, and one column for each field')
    .option(
      '--group-by <column>',
      'images with the same value (a patient) are never on both sides of a prediction',
    )
    .option('--field <names...>', 'only these fields')
    .option('--ignore <names...>', 'all fields but these', [])
    .option('--model <name>', 'whose accuracy is looked at (default: the head, or else the first model)')
    .option(
      '--images-per-class <n>',
      'images of each class and split that are looked at, at most',
      parseWholeNumber(1),
      byDefault.imagesPerClass,
    )
    .option(
      '--rate <x>',
      'accepted chance of any false alarm where labels have nothing to do with the fields',
      parseNumberBetween(0, 1),
      byDefault.rate,
    )
    .option(
      '--least-auroc <x>',
      'weaker predictions are no alarm',
      parseNumberBetween(0, 1),
      byDefault.leastAuroc,
    )
    .addOption(
      new Option(
        '--shuffles <n>',
        'shuffles of the labels (default: as many as the number of fields needs)',
      ).argParser(parseWholeNumber(19)),
    )
    .option('--seed <n>', 'of folds and shuffles', parseWholeNumber(0), byDefault.seed)
    .option(
      '--fail-above <auroc>',
      'end with exit code 1 where a field that is confounded or inflates accuracy reaches this AUROC for a class',
      parseNumberBetween(0, 1),
    )
    .addHelpText(
      'after',
      `
Examples:
  spuriosity audit -w photos.spuriosity
  spuriosity audit --metadata scans.csv --group-by patient
  spuriosity audit --field jpeg_quality size border camera_model --fail-above 0.75

Verdicts: inflates accuracy (foretells the class, and accuracy falls where the field breaks its habit), confounded (foretells the
class; whether the model uses it is not known), unused signal (foretells the class, and the model loses less than 5 points), clean.
Brightness, colour and sharpness may be the object's own: a lemon is yellow. Look at the images before you blame a field.`,
    );
  addHandler<AuditCommandOptions>(command, (terminal, options) =>
    withProject(options, (project) => runAudit(terminal, project, options)),
  );
}

async function runAudit(
  terminal: Terminal,
  project: Project,
  { field, ignore, shuffles, failAbove, ...rest }: AuditCommandOptions,
): Promise<CommandResult> {
  const options: ProjectAuditOptions = {
    ...pickOptions(rest),
    ignore,
    ...(field === undefined ? {} : { only: field }),
    ...(shuffles === undefined ? {} : { drawCount: shuffles }),
  };
  const audit = await auditProject(project, options, terminal.observer);
  const path = await writeAudit(project, audit);
  printAudit(terminal, audit, project.readDataset().classes);
  terminal.print(`Table: ${path}`);
  const failing = failAbove === undefined ? [] : listFailing(audit, failAbove).map(({ name }) => name);
  if (failing.length > 0) {
    terminal.observer.warn(
      `${formatList(failing)} ${failing.length === 1 ? 'reaches' : 'reach'} an AUROC of ${failAbove} or more (--fail-above).`,
    );
  }
  return {
    document: {
      ...toAuditDocument(project, audit),
      ...(failAbove === undefined ? {} : { fail_above: failAbove, failing }),
      table: path,
    },
    skippedCount: audit.skipped.length,
    hasFailed: failing.length > 0,
  };
}

/** The options that are the audit's own, without those of every command. */
function pickOptions({
  metadata,
  groupBy,
  model,
  imagesPerClass,
  rate,
  leastAuroc,
  seed,
}: Omit<AuditCommandOptions, 'ignore'>): Omit<ProjectAuditOptions, 'ignore'> {
  return {
    ...(metadata === undefined ? {} : { metadata }),
    ...(groupBy === undefined ? {} : { groupBy }),
    ...(model === undefined ? {} : { model }),
    imagesPerClass,
    rate,
    leastAuroc,
    seed,
  };
}

function listFailing({ fields }: ProjectAudit, failAbove: number): FieldAudit[] {
  return fields.filter(
    (field) =>
      (field.verdict === 'inflates accuracy' || field.verdict === 'confounded') &&
      findHighestAuroc(field) >= failAbove,
  );
}

function printAudit(terminal: Terminal, audit: ProjectAudit, classes: readonly ClassRecord[]): void {
  for (const note of audit.notes) terminal.observer.info(note);
  if (audit.skipped.length > 0) {
    terminal.observer.warn(
      `${formatQuantity(audit.skipped.length, 'image')} could not be read (audit.json says why).`,
    );
  }
  const found = audit.fields.filter(({ verdict }) => verdict !== 'clean');
  const about =
    audit.model === null ? 'no model to measure' : `accuracy of ${audit.model} on ${audit.measuredSplit}`;
  terminal.print(
    `${formatQuantity(audit.fields.length, 'field')} of ${formatQuantity(audit.images.length, 'image')}: ` +
      `habits from ${audit.habitSplit}, ${about}; ${found.length} foretell the label.`,
  );
  if (found.length > 0) {
    terminal.table(
      ['field', 'from', 'verdict', 'classes', 'most', 'AUROC', 'usual there', 'lost', '95%', 'in features'],
      found.slice(0, SHOWN_FIELDS).map((field) => toFieldCells(field, classes)),
    );
    if (found.length > SHOWN_FIELDS)
      terminal.print(`… and ${found.length - SHOWN_FIELDS} more in the table.`);
  }
  const clean = audit.fields.filter(({ verdict }) => verdict === 'clean').map(({ name }) => name);
  if (clean.length > 0) terminal.print(`Clean: ${clean.join(', ')}.`);
  terminal.print(
    `Where labels have nothing to do with the fields, at most ${formatPercent(audit.options.rate)} of audits name any (shuffled: ${audit.shuffleRule}).`,
  );
}

/** A field by the class that shows its verdict most. */
function toFieldCells(field: FieldAudit, classes: readonly ClassRecord[]): (string | number)[] {
  const predicted = field.classes.filter(({ predicts }) => predicts);
  const shown = predicted
    .filter(({ verdict }) => verdict === field.verdict)
    .reduce<ClassAudit | null>((most, one) => (most !== null && most.auroc >= one.auroc ? most : one), null)!;
  const { loss, leak } = shown;
  return [
    field.name,
    field.kind,
    field.verdict,
    predicted.length,
    shortenName(classes[shown.classIndex]!.displayName),
    formatDecimal(shown.auroc, 2),
    shown.typicalValue,
    formatPoints(loss?.loss),
    loss === null ? ABSENT : `${formatPoints(loss.interval.low)} to ${formatPoints(loss.interval.high)}`,
    leak === null ? ABSENT : formatDecimal(leak.auroc, 2),
  ];
}
