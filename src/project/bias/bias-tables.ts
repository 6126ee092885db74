/**
 * All that is measured of the models, and its tables: what `run`, `gap` and the app's jobs write.
 * In: an open project. Out: the measurements; `spurious-gaps.csv`, `models.csv`, `groups.csv`, of several models
 * `model-agreement.csv`, and what else is asked for. Prints nothing.
 */
import type { ClassRecord } from '../../records/dataset.js';
import type {
  ClassEvidence,
  Evidence,
  GapEvidence,
  GapWitness,
  ModelEvidence,
} from '../../records/evidence.js';
import { RESULT_TABLES } from '../../records/tables.js';
import { DEFAULT_K, type PairedGaps } from '../../stages/bias/index.js';
import type { TableCell, TableContent, TableOrigin } from '../../storage/index.js';
import { formatCommand, type Project, toClassCells, writeProjectTables } from '../workspace/index.js';
import { type BiasReport, type GapOptions, measureBias } from './bias.js';
import {
  compareTwoModels,
  DEFAULT_DETAIL_OPTIONS,
  measureDetails,
  measureGapsByK,
  toComparisonTable,
  toGapsByKTable,
  toGroupsTable,
} from './bias-details.js';
import { listGapParts, pickParts } from './bias-parts.js';
import type { BiasDetails, DetailOptions } from './detailed-models.js';
import { DEFAULT_EVIDENCE_OPTIONS, type EvidenceOptions, measureProjectEvidence } from './evidence.js';
import { type ModelAgreement, measureAgreement, toAgreementTable } from './model-agreement.js';

export interface MeasuredBias {
  report: BiasReport;
  details: BiasDetails;
  /** Null where it was not asked for. */
  evidence: Evidence | null;
  /** Null where there is nothing to compare. */
  agreement: ModelAgreement | null;
  /** Null where they were not asked for, like the next. */
  gapsByK: ReturnType<typeof measureGapsByK> | null;
  pairedGaps: PairedGaps | null;
}

type Measurements = Pick<MeasuredBias, 'report' | 'evidence'> & { details: BiasDetails | null };

export interface BiasTableOptions extends GapOptions {
  details?: DetailOptions;
  /** Null leaves the evidence out. */
  evidence?: EvidenceOptions | null;
  /** Also the gap for each of these k. */
  byK?: readonly number[] | undefined;
  /** Also whether the gaps of these two models differ. */
  compare?: readonly [string, string] | undefined;
}

/** Measures every model and writes the tables. Throws what `measureBias` throws, `k-too-small` and `model-unknown`. */
export async function writeBiasTables(project: Project, options: BiasTableOptions): Promise<MeasuredBias> {
  const report = await measureBias(project, options);
  const details = await measureDetails(project, report, options.details);
  const evidence =
    options.evidence === null ? null : await measureProjectEvidence(project, report, options.evidence);
  const agreement = measureAgreement(project, report);
  const gapsByK = options.byK === undefined ? null : measureGapsByK(project, report, options.byK);
  const pairedGaps =
    options.compare === undefined
      ? null
      : compareTwoModels(project, report, options.compare, details.options.seed);
  const measured = { report, details, evidence, agreement, gapsByK, pairedGaps };
  const { classes } = project.readDataset();
  await writeProjectTables(project, describeGap(measured, options), [
    ...toBiasTables(measured, classes),
    toGroupsTable(details, classes),
    ...(agreement === null ? [] : [toAgreementTable(agreement)]),
    ...(gapsByK === null ? [] : [toGapsByKTable(gapsByK)]),
    ...(pairedGaps === null ? [] : [toComparisonTable(pairedGaps, classes)]),
  ]);
  return measured;
}

/** Writes `spurious-gaps.csv` and `models.csv`; what was not measured has empty cells behind the leading columns. */
export async function writeBias(
  project: Project,
  report: BiasReport,
  details: BiasDetails | null = null,
  evidence: Evidence | null = null,
): Promise<void> {
  const measured = { report, details, evidence };
  const { classes } = project.readDataset();
  await writeProjectTables(project, describeGap(measured, {}), toBiasTables(measured, classes));
}

/** The options that decided the tables, the command that has them, and what they rest on. */
function describeGap(
  { report: { k, split, restsOn }, details, evidence }: Measurements,
  { split: givenSplit, byK, compare, evidence: asked }: Omit<BiasTableOptions, 'k'>,
): TableOrigin {
  const { resamples, seed } = details?.options ?? DEFAULT_DETAIL_OPTIONS;
  const draws = evidence === null ? null : (asked ?? DEFAULT_EVIDENCE_OPTIONS).draws;
  const interventions = evidence?.models.some(({ intervention }) => intervention !== null) ?? false;
  return {
    command: formatCommand('gap', {
      k: [k, DEFAULT_K],
      split: [givenSplit],
      resamples: [resamples, DEFAULT_DETAIL_OPTIONS.resamples],
      draws: [draws, DEFAULT_EVIDENCE_OPTIONS.draws],
      interventions: [interventions],
      'no-controls': [evidence === null],
      seed: [seed, DEFAULT_DETAIL_OPTIONS.seed],
      'by-k': [byK?.join()],
      compare: [compare?.join()],
    }),
    options: {
      ...{ k, split, resamples, seed, draws, interventions },
      controls: evidence !== null,
      byK: byK === undefined ? null : [...byK],
      compare: compare === undefined ? null : [...compare],
    },
    restsOn: pickParts(restsOn, listGapParts(evidence !== null)),
  };
}

function toBiasTables(measured: Measurements, classes: readonly ClassRecord[]): TableContent[] {
  return [
    {
      name: 'spurious-gaps',
      columns: [
        ...RESULT_TABLES['spurious-gaps'],
        ...['images', 'reduced_k', 'gap_low', 'gap_high'],
        ...CLASS_COLUMNS,
      ],
      rows: toGapRows(measured, classes),
    },
    {
      name: 'models',
      columns: [...RESULT_TABLES.models, ...DETAIL_COLUMNS, ...MODEL_COLUMNS],
      rows: toModelRows(measured, classes),
    },
  ];
}

/** The rows of `spurious-gaps.csv`: every class of every model. */
export function toGapRows(
  { report: { models }, details, evidence }: Measurements,
  classes: readonly ClassRecord[],
) {
  const evidenceOf = new Map(evidence?.classes.map((one) => [`${one.classIndex}/${one.model}`, one]));
  return models.flatMap(({ gaps }, model) =>
    gaps.map((gap, place) => ({
      model: gap.model,
      ...toClassCells(classes, gap.classIndex),
      k: gap.k,
      acc_top: gap.accuracyTop,
      acc_bottom: gap.accuracyBottom,
      gap: gap.gap,
      images: gap.imageCount,
      reduced_k: gap.reducedK ? 'yes' : 'no',
      ...toBounds('gap', details?.models[model]?.intervals.classes[place]),
      ...toEvidenceCells(evidenceOf.get(`${gap.classIndex}/${gap.model}`)),
    })),
  );
}

/** The rows of `models.csv`. */
export function toModelRows(
  { report: { models, k, split }, details, evidence }: Measurements,
  classes: readonly ClassRecord[],
) {
  return models.map((model, place) => ({
    model: model.model,
    accuracy: model.accuracy,
    acc_top: model.accuracyTop,
    acc_bottom: model.accuracyBottom,
    spurious_gap: model.spuriousGap,
    effective_robustness: model.effectiveRobustness,
    ...{ k, split, ...toDetailCells(details, place) },
    mean_absolute_gap: model.meanAbsoluteGap,
    worst_class: model.worstClass && classes[model.worstClass.classIndex]!.name,
    ...toModelEvidenceCells(evidence?.models.find((one) => one.model === model.model)),
  }));
}

const DETAIL_COLUMNS = [
  'spurious_gap_low',
  'spurious_gap_high',
  'effective_robustness_low',
  'effective_robustness_high',
  'balanced_accuracy',
  'calibration_error',
  'k',
  'split',
  'resamples',
  'seed',
] as const;

const ADJUSTED_COLUMNS = [
  'adjusted_gap',
  'adjusted_low',
  'adjusted_high',
  'adjusted_p',
  'strict_gap',
  'strict_p',
] as const;
const INTERVENTION_COLUMNS = ['intervention_effect', 'intervention_low', 'intervention_high'] as const;
const PASTED_COLUMNS = ['intervention_overlap', 'pasted_effect', 'pasted_low', 'pasted_high'] as const;
const CLASS_COLUMNS = [
  ...ADJUSTED_COLUMNS,
  'core_gap',
  ...INTERVENTION_COLUMNS,
  'finding',
  ...PASTED_COLUMNS,
] as const;
const MODEL_COLUMNS = [
  'mean_absolute_gap',
  'worst_class',
  ...ADJUSTED_COLUMNS,
  'permuted_gap',
  'permuted_low',
  'permuted_high',
  'permuted_p',
  'core_gap',
  'random_gap',
  ...INTERVENTION_COLUMNS,
  'finding',
  ...PASTED_COLUMNS,
] as const;

function toDetailCells(details: BiasDetails | null, place: number): Record<string, TableCell> {
  const model = details?.models[place];
  return {
    ...toBounds('spurious_gap', model?.intervals.model),
    ...toBounds('effective_robustness', model?.intervals.effectiveRobustness),
    balanced_accuracy: model?.balancedAccuracy ?? null,
    calibration_error: model?.calibrationError ?? null,
    resamples: details?.options.resamples ?? null,
    seed: details?.options.seed ?? null,
  };
}

function toEvidenceCells(evidence: ClassEvidence | undefined): Record<string, TableCell> {
  return { ...toWitnessCells(evidence), core_gap: evidence?.core?.gap ?? null };
}

function toModelEvidenceCells(evidence: ModelEvidence | undefined): Record<string, TableCell> {
  return {
    ...toWitnessCells(evidence),
    permuted_gap: evidence?.permuted.gap ?? null,
    ...toBounds('permuted', evidence?.permuted),
    permuted_p: evidence?.permuted.pValue ?? null,
    core_gap: evidence?.core?.gap ?? null,
    random_gap: evidence?.random?.gap ?? null,
  };
}

function toWitnessCells(evidence: GapEvidence | undefined): Record<string, TableCell> {
  const toCells = (name: string, witness: GapWitness | null | undefined) => ({
    [`${name}_gap`]: witness?.gap ?? null,
    ...toBounds(name, witness),
    [`${name}_p`]: witness?.pValue ?? null,
  });
  return {
    ...toCells('adjusted', evidence?.adjusted),
    ...toCells('strict', evidence?.strict),
    intervention_effect: evidence?.intervention?.effect ?? null,
    ...toBounds('intervention', evidence?.intervention),
    intervention_overlap: evidence?.intervention?.overlap ?? null,
    pasted_effect: evidence?.intervention?.pasted?.effect ?? null,
    ...toBounds('pasted', evidence?.intervention?.pasted),
    finding: evidence?.finding ?? null,
  };
}

function toBounds(
  name: string,
  interval: { low: number; high: number } | null | undefined,
): Record<string, TableCell> {
  return { [`${name}_low`]: interval?.low ?? null, [`${name}_high`]: interval?.high ?? null };
}
