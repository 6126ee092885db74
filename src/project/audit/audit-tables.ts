/**
 * An audit as a table and as JSON (docs/formats/results.md, R25).
 * In: an audit. Out: `results/audit.csv` and `results/audit.json`, written together.
 */
import { join } from 'node:path';
import type { ClassAudit, FieldAudit } from '../../records/audit/audit.js';
import { toJsonNumber } from '../../records/json-numbers.js';
import { formatRecord, type TableCell, writeFileAtomic } from '../../storage/index.js';
import { formatCommand, type Project, toClassCells, writeProjectTables } from '../workspace/index.js';
import { DEFAULT_PROJECT_AUDIT_OPTIONS, type ProjectAudit, type ProjectAuditOptions } from './audit.js';

const COLUMNS = [
  'field',
  'kind',
  'class_index',
  'class_name',
  'verdict',
  'auroc',
  'balanced_accuracy',
  'cramers_v',
  'p',
  'q',
  'predicts',
  'values',
  'typical_value',
  'images',
  'keeping_images',
  'breaking_images',
  'acc_keeping',
  'acc_breaking',
  'loss',
  'loss_low',
  'loss_high',
  'loss_elsewhere',
  'leak_auroc',
  'leak_low',
  'leak_high',
] as const;

/** Writes both files and returns the table's path. */
export async function writeAudit(project: Project, audit: ProjectAudit): Promise<string> {
  const { classes } = project.readDataset();
  const rows = audit.fields.flatMap((field) => [
    toFieldRow(field),
    ...field.classes.map((one) => ({ ...toClassRow(field, one), ...toClassCells(classes, one.classIndex) })),
  ]);
  const origin = {
    command: formatAuditCommand(audit.options),
    options: JSON.parse(JSON.stringify(audit.options)),
    restsOn: audit.restsOn,
  };
  const document = toAuditDocument(project, audit);
  const [path] = await writeProjectTables(
    project,
    origin,
    [{ name: 'audit', columns: COLUMNS, rows: rows.map(fillRow) }],
    () => writeFileAtomic(join(project.layout.results, 'audit.json'), formatRecord(document)),
  );
  return path!;
}

/** The audit as other programs read it; images by their paths, numbers that do not exist as null. */
export function toAuditDocument(project: Project, audit: ProjectAudit) {
  const { images, classes } = project.readDataset();
  const toPaths = (places: readonly number[]) => places.map((place) => images[audit.images[place]!]!.path);
  return {
    images: audit.images.length,
    habit_split: audit.habitSplit,
    measured_split: audit.measuredSplit,
    model: audit.model,
    features: audit.hasFeatures,
    rate: audit.options.rate,
    least_auroc: audit.options.leastAuroc,
    shuffled: audit.shuffleRule,
    notes: audit.notes,
    skipped: audit.skipped.map(({ image, reason }) => ({ image: images[image]!.path, reason })),
    fields: audit.fields.map((field) => ({
      ...toJson(toFieldRow(field)),
      shuffles: field.drawCount,
      classes: field.classes.map((one) => {
        const { field: _, kind: __, q: ___, ...row } = toClassRow(field, one);
        return {
          ...toClassCells(classes, one.classIndex),
          ...toJson(row),
          typical_examples: toPaths(one.typicalImages),
          breaking_examples: toPaths(one.breakingImages),
        };
      }),
    })),
  };
}

function toFieldRow(field: FieldAudit): Record<string, TableCell> {
  return {
    field: field.name,
    kind: field.kind,
    verdict: field.verdict,
    auroc: field.auroc,
    balanced_accuracy: field.balancedAccuracy,
    cramers_v: field.cramersV,
    p: field.p,
    q: field.q,
    predicts: field.classes.some(({ predicts }) => predicts) ? 'yes' : 'no',
    values: field.valueCount,
    images: field.classes.reduce((sum, { imageCount }) => sum + imageCount, 0),
    loss: field.loss?.loss ?? null,
    loss_low: field.loss?.interval.low ?? null,
    loss_high: field.loss?.interval.high ?? null,
  };
}

function toClassRow(field: FieldAudit, one: ClassAudit): Record<string, TableCell> {
  const { loss, leak } = one;
  return {
    field: field.name,
    kind: field.kind,
    verdict: one.verdict,
    auroc: one.auroc,
    balanced_accuracy: one.balancedAccuracy,
    cramers_v: one.cramersV,
    p: one.p,
    q: field.q,
    predicts: one.predicts ? 'yes' : 'no',
    typical_value: one.typicalValue,
    images: one.imageCount,
    keeping_images: loss?.keepingCount ?? null,
    breaking_images: loss?.breakingCount ?? null,
    acc_keeping: loss?.accuracyKeeping ?? null,
    acc_breaking: loss?.accuracyBreaking ?? null,
    loss: loss?.loss ?? null,
    loss_low: loss?.interval.low ?? null,
    loss_high: loss?.interval.high ?? null,
    loss_elsewhere: loss?.lossElsewhere ?? null,
    leak_auroc: leak?.auroc ?? null,
    leak_low: leak?.interval.low ?? null,
    leak_high: leak?.interval.high ?? null,
  };
}

function fillRow(row: Record<string, TableCell>): Record<string, TableCell> {
  return Object.fromEntries(COLUMNS.map((column) => [column, row[column] ?? null]));
}

function toJson(row: Record<string, TableCell>): Record<string, TableCell> {
  return Object.fromEntries(
    Object.entries(row).map(([name, cell]) => [name, typeof cell === 'number' ? toJsonNumber(cell) : cell]),
  );
}

function formatAuditCommand(options: ProjectAuditOptions): string {
  const byDefault = DEFAULT_PROJECT_AUDIT_OPTIONS;
  return formatCommand('audit', {
    metadata: [options.metadata],
    'group-by': [options.groupBy],
    field: [options.only],
    ignore: [options.ignore],
    model: [options.model],
    'images-per-class': [options.imagesPerClass, byDefault.imagesPerClass],
    rate: [options.rate, byDefault.rate],
    'least-auroc': [options.leastAuroc, byDefault.leastAuroc],
    shuffles: [options.drawCount],
    seed: [options.seed, byDefault.seed],
  });
}
