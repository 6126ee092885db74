/**
 * What `gap` and `run` print of the models' gaps and of the evidence beside them: a table of models, the finding of the first one in
 * sentences, the classes with the largest gaps. In: what was measured. Out: lines on the terminal, and the rows of --json.
 */
import {
  type MeasuredBias,
  type Project,
  readVerdicts,
  toGapRows,
  toModelRows,
} from '../../../project/index.js';
import type { ClassRecord } from '../../../records/dataset.js';
import type { ClassEvidence, ModelEvidence } from '../../../records/evidence.js';
import { listProvisionalClasses } from '../../../stages/annotation/index.js';
import {
  ABSENT,
  describeFinding,
  formatBareGap,
  formatBarePoints,
  formatBareRemaining,
  formatFinding,
  formatPercent,
  formatPValue,
  formatRange,
  listModelSentences,
  shortenName,
  toModelStatement,
} from '../../../words/index.js';
import type { TableFormat } from '../../table-formats.js';
import type { Terminal } from '../../terminal.js';
import { nameRow, printTable } from './printing.js';

/** Classes listed on the terminal; the table has them all. */
const SHOWN_CLASSES = 10;

/** Prints the models' table, what the evidence says of the first model, and its most biased classes. */
export function printBias(
  terminal: Terminal,
  project: Project,
  measured: MeasuredBias,
  format: TableFormat = 'text',
): void {
  const { report, details, evidence } = measured;
  const { models, k, split, problems } = report;
  const { classes } = project.readDataset();
  for (const { model, reason } of problems)
    terminal.observer.warn(`The model ${model} is left out. ${reason}`);
  const modelEvidence = models.map((model) => ({
    name: nameRow(model.model, format),
    evidence: findModel(evidence, model.model),
  }));
  if (format === 'text') terminal.print('Accuracies, and gaps in points with 95% intervals:');
  printTable(
    terminal,
    format,
    ['model', 'accuracy', `top ${k}`, `bottom ${k}`, 'gap, 95%', 'mean |gap|'],
    models.map((model, place) => [
      modelEvidence[place]!.name,
      formatPercent(model.accuracy),
      formatPercent(model.accuracyTop),
      formatPercent(model.accuracyBottom),
      formatBareGap(model.spuriousGap, details.models[place]!.intervals.model),
      formatBarePoints(model.meanAbsoluteGap),
    ]),
  );
  if (evidence !== null) printEvidence(terminal, format, 'model', modelEvidence);
  const [first] = models;
  if (first!.gaps.length === 0) {
    terminal.print(
      `\nNo class with a spurious feature has two images in the split ${split}: there is no gap to measure.`,
    );
    return;
  }
  for (const sentence of describeModel(project, measured)) terminal.print(sentence);
  terminal.print(`\nClasses with the largest gaps of ${first!.model} (split ${split}), in points:`);
  const shown = first!.gaps
    .map((gap, place) => ({
      ...gap,
      interval: details.models[0]!.intervals.classes[place]!,
      name: nameRow(shortenName(classes[gap.classIndex]!.displayName), format),
      evidence: evidence?.classes.find((one) => one.model === gap.model && one.classIndex === gap.classIndex),
    }))
    .sort((a, b) => Math.abs(b.gap) - Math.abs(a.gap))
    .slice(0, SHOWN_CLASSES);
  printTable(
    terminal,
    format,
    ['class', 'k', 'top', 'bottom', 'gap, 95%'],
    shown.map((one) => [
      one.name,
      one.k,
      formatPercent(one.accuracyTop),
      formatPercent(one.accuracyBottom),
      formatBareGap(one.gap, one.interval),
    ]),
  );
  if (evidence !== null) printEvidence(terminal, format, 'class', shown);
}

/** What remains of gaps at equal core evidence, and what all witnesses say together. */
function printEvidence(
  terminal: Terminal,
  format: TableFormat,
  subject: 'model' | 'class',
  rows: readonly { name: string; evidence: ModelEvidence | ClassEvidence | undefined }[],
): void {
  if (format === 'text') {
    terminal.print('\nWhat remains at equal core evidence, strictly and adjusted, with 95% intervals and p:');
  }
  printTable(
    terminal,
    format,
    [subject, 'remains', 'adjusted 95%', 'p', 'strict 95%', 'p'],
    rows.map(({ name, evidence }) => {
      if (evidence === undefined) return [name, ...Array<string>(5).fill(ABSENT)];
      const adjusted = evidence.adjustedIsGap ? null : evidence.adjusted;
      return [
        name,
        formatBareRemaining(evidence),
        evidence.adjustedIsGap ? 'no core' : formatRange(adjusted),
        formatPValue(adjusted?.pValue),
        formatRange(evidence.strict),
        formatPValue(evidence.strict?.pValue),
      ];
    }),
  );
  const isWeakened = rows.some(({ evidence }) => evidence?.intervention != null);
  if (format === 'text') {
    terminal.print(
      `\nWhat the witnesses say together${isWeakened ? ', with the effect of weakening the cue' : ''}:`,
    );
  }
  printTable(
    terminal,
    format,
    [subject, ...(isWeakened ? ['weakened, 95%'] : []), 'finding'],
    rows.map(({ name, evidence }) => [
      name,
      ...(isWeakened ? [formatBareGap(evidence?.intervention?.effect, evidence?.intervention)] : []),
      formatFinding(evidence?.finding),
    ]),
  );
}

function findModel(evidence: MeasuredBias['evidence'], name: string): ModelEvidence | undefined {
  return evidence?.models.find(({ model }) => model === name);
}

/** What is said of the first model. */
function describeModel(project: Project, { report, details, evidence }: MeasuredBias): string[] {
  const { classes } = project.readDataset();
  const { gaps, ...model } = report.models[0]!;
  const nameOf = (classIndex: number) => classes[classIndex]!.displayName;
  const known = { evidence, provisionalClasses: [...listProvisionalClasses(readVerdicts(project))] };
  const own = { ...model, interval: details.models[0]!.intervals.model };
  const measured = gaps.map(({ classIndex }) => classIndex);
  const statement = toModelStatement(own, measured, known, nameOf);
  if (statement === null) return [];
  return [`\n${describeFinding(statement)}`, ...listModelSentences(statement, own, gaps, known, nameOf)];
}

/** What --json prints: the rows of `models.csv` and `spurious-gaps.csv`, and the comparison of models. */
export function toBiasDocument(measured: MeasuredBias, classes: readonly ClassRecord[]) {
  const { k, split, comparison, problems } = measured.report;
  return {
    k,
    split,
    models: toModelRows(measured, classes),
    gaps: toGapRows(measured, classes).map((row) => ({ ...row, reduced_k: row.reduced_k === 'yes' })),
    comparison,
    left_out: problems,
  };
}
