/**
 * The mitigation stage on disk: a head repaired by every method.
 * In: head, features, rankings, verdicts. Out: `mitigation.csv`, `mitigation-curves.csv`, the heads, `mitigation.json`.
 */
import { join } from 'node:path';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import {
  DEFAULT_TRIALS,
  MITIGATION_METHODS,
  type MitigationMethod,
  type MitigationTrial,
} from '../../records/bias.js';
import { mitigationSchema } from '../../records/mitigation.js';
import type { LinearHead } from '../../records/networks/encoder.js';
import { RESULT_TABLES } from '../../records/tables.js';
import { DEFAULT_K } from '../../stages/bias/index.js';
import {
  DEFAULT_MITIGATION_RECIPE,
  type MitigationOptions,
  type MitigationResult,
  mitigate,
  toMitigationSettings,
} from '../../stages/mitigation/index.js';
import {
  formatRecord,
  readOptionalResult,
  removeHead,
  type TableContent,
  writeFileAtomic,
  writeHead,
} from '../../storage/index.js';
import { TABLE_PARTS } from '../bias/index.js';
import { computeHeadHash, HEAD_NAME } from '../features/index.js';
import {
  formatCommand,
  type Project,
  RANKING_PARTS,
  readParts,
  writeProjectTables,
} from '../workspace/index.js';
import { computeMitigationBasis, computeMitigationData, readMitigationInput } from './mitigation-input.js';
import type { TunableModel } from './tunable-models.js';

/** Name of the tuned head among the stored heads. */
export const TUNED_HEAD_NAME = 'head-tuned';
/** Name of the tuned last layer of an added network: it stands on that network's features, not on the workspace's. */
export const TUNED_LAYER_NAME = 'layer-tuned';

/** Everything a report shows of a mitigation; chosen images by their index. */
export type MitigateReport = Omit<MitigationResult, 'heads'> & {
  model: string;
  /** Hash of the features and spurious pairs that it rests on. */
  basis: string;
  /** Hash of labels, splits and groups; undefined where an earlier version did not note them. */
  data?: string;
};

/**
 * Repairs the workspace's head or the model `model`, and stores what came of it: every method's head under its name, the offered one also as
 * the tuned head. Heads of an earlier run are removed: they would belong to other settings than the stored report.
 */
export async function mitigateProject(
  project: Project,
  options: MitigationOptions & { model?: string },
  observer: Observer = SILENT_OBSERVER,
): Promise<MitigateReport> {
  const model = options.model ?? HEAD_NAME;
  const restsOn = await readRepairParts(project, model);
  const { tunable, input } = await readMitigationInput(project, model, observer);
  const { heads, ...result } = await mitigate(input, options, observer);
  const report = {
    model,
    basis: await computeMitigationBasis(project),
    data: await computeMitigationData(project),
    ...result,
  };
  const { command, settings } = describeRepair(options);
  await writeProjectTables(project, { command, options: settings, restsOn }, toTables(report), async () => {
    await replaceHeads(project, report, heads, tunable, input.head);
    await writeFileAtomic(toMitigationPath(project), formatRecord(report));
  });
  return report;
}

/** What a repair of a model rests on. */
export function readRepairParts(project: Project, model: string): Promise<Record<string, string>> {
  const ofModel = model === HEAD_NAME ? 'head' : 'models';
  return readParts(project, TABLE_PARTS, [...RANKING_PARTS, ofModel]);
}

/** The command of a repair, and its settings with all that is left to defaults. */
export function describeRepair(options: MitigationOptions & { model?: string }, sweep?: readonly string[]) {
  const { model, recipe, imagesPerClass, learningRate, k, stopGap, trials, methods, anchors, seed } = options;
  return {
    command: formatCommand('mitigate', {
      model: [model, HEAD_NAME],
      recipe: [recipe, DEFAULT_MITIGATION_RECIPE],
      'images-per-class': [imagesPerClass],
      'learning-rate': [learningRate],
      k: [k, DEFAULT_K],
      'stop-gap': [typeof stopGap === 'object' ? undefined : stopGap],
      trials: [trials, DEFAULT_TRIALS],
      methods: [methods?.join()],
      'no-anchors': [anchors === false],
      seed: [seed, 0],
      sweep: [sweep],
    }),
    settings: { model: model ?? HEAD_NAME, ...toJson(toMitigationSettings(options)) },
  };
}

/** Heads of an earlier run go; every method's stands under its name, the offered one also as the tuned head. */
async function replaceHeads(
  project: Project,
  report: MitigateReport,
  heads: MitigationResult['heads'],
  tunable: TunableModel,
  headBefore: LinearHead,
): Promise<void> {
  for (const name of [TUNED_HEAD_NAME, TUNED_LAYER_NAME]) {
    await removeHead(project.layout.heads, name);
    for (const method of MITIGATION_METHODS) await removeHead(project.layout.heads, toHeadName(name, method));
  }
  const stored = tunable.kind === 'head' ? TUNED_HEAD_NAME : TUNED_LAYER_NAME;
  const offered = chooseOfferedMethod(report);
  for (const [method, head] of heads) {
    const meta = {
      tunedFrom: report.model,
      features: tunable.fingerprint,
      headBefore: computeHeadHash(headBefore),
      method,
      settings: toJson(report.settings),
    };
    await writeHead(project.layout.heads, toHeadName(stored, method), head, meta);
    if (method === offered) await writeHead(project.layout.heads, stored, head, meta);
  }
}

/** Name of one method's head among the stored heads. */
export function toHeadName(stored: string, method: MitigationMethod): string {
  return `${stored}-${method}`;
}

/** The method whose head is the tuned one: the recommended, else low spuriosity, else the first but the control that made another head; null for none. */
export function chooseOfferedMethod({
  recommendation,
  methods,
}: Pick<MitigateReport, 'recommendation' | 'methods'>): MitigationMethod | null {
  const repaired = methods
    .filter(({ method, state }) => state === 'repaired' && method !== 'random')
    .map(({ method }) => method);
  const wanted = recommendation.method ?? 'low-spuriosity';
  return repaired.includes(wanted) ? wanted : (repaired[0] ?? null);
}

/**
 * What the last `mitigate` left, null before the first; outdated when verdicts, features, labels or groups have changed since. Throws `result-damaged`,
 * also for one of an earlier version, which lacks what is shown now.
 */
export async function readMitigation(
  project: Project,
): Promise<{ report: MitigateReport; isOutdated: boolean } | null> {
  const report = await readOptionalResult(toMitigationPath(project), mitigationSchema, 'spuriosity mitigate');
  if (report === null) return null;
  const isOfOtherData = report.data !== undefined && report.data !== (await computeMitigationData(project));
  return { report, isOutdated: isOfOtherData || report.basis !== (await computeMitigationBasis(project)) };
}

function toTables({ trials }: MitigateReport): TableContent[] {
  return [
    {
      name: 'mitigation',
      columns: [...RESULT_TABLES.mitigation, ...LATER_COLUMNS],
      rows: toMitigationRows(trials),
    },
    { name: 'mitigation-curves', columns: CURVE_COLUMNS, rows: toCurveRows(trials) },
  ];
}

const CURVE_COLUMNS = [
  'model',
  'method',
  'trial',
  'epoch',
  'steps',
  'accuracy',
  'gap',
  'absolute_gap',
  'stopping_accuracy',
  'stopping_gap',
  'stopping_worst_group',
] as const;

function toCurveRows(trials: readonly MitigationTrial[]) {
  return trials.flatMap(({ model, method, trial, curve }) =>
    curve.map(({ absoluteGap, stoppingAccuracy, stoppingGap, stoppingWorstGroup, ...point }) => ({
      ...{ model, method, trial, ...point },
      absolute_gap: absoluteGap,
      stopping_accuracy: stoppingAccuracy,
      stopping_gap: stoppingGap,
      stopping_worst_group: stoppingWorstGroup,
    })),
  );
}

/** After the leading columns; `choosing_` are those of the images that stop and choose. */
const LATER_COLUMNS = [
  'images',
  'measured_on',
  ...['acc_top', 'acc_bottom', 'absolute_gap', 'worst_group', 'worst_class'].flatMap((name) => [
    `${name}_before`,
    `${name}_after`,
  ]),
  'choosing_accuracy_before',
  'choosing_accuracy_after',
  'choosing_acc_bottom_before',
  'choosing_acc_bottom_after',
  'choosing_worst_group_before',
  'choosing_worst_group_after',
] as const;

/** The trials under the names of the table's columns; empty where there are no groups. */
export function toMitigationRows(trials: readonly MitigationTrial[]) {
  return trials.map((trial) => ({
    model: trial.model,
    method: trial.method,
    trial: trial.trial,
    accuracy_before: trial.accuracyBefore,
    accuracy_after: trial.accuracyAfter,
    gap_before: trial.gapBefore,
    gap_after: trial.gapAfter,
    epochs: trial.epochs,
    images: trial.imageCount,
    measured_on: trial.measuredOn,
    acc_top_before: trial.measured.before.accuracyTop,
    acc_top_after: trial.measured.after.accuracyTop,
    acc_bottom_before: trial.measured.before.accuracyBottom,
    acc_bottom_after: trial.measured.after.accuracyBottom,
    absolute_gap_before: trial.measured.before.absoluteGap,
    absolute_gap_after: trial.measured.after.absoluteGap,
    worst_group_before: trial.measured.before.worstGroup,
    worst_group_after: trial.measured.after.worstGroup,
    worst_class_before: trial.measured.before.worstClass.accuracy,
    worst_class_after: trial.measured.after.worstClass.accuracy,
    choosing_accuracy_before: trial.choosing.before.accuracy,
    choosing_accuracy_after: trial.choosing.after.accuracy,
    choosing_acc_bottom_before: trial.choosing.before.accuracyBottom,
    choosing_acc_bottom_after: trial.choosing.after.accuracyBottom,
    choosing_worst_group_before: trial.choosing.before.worstGroup,
    choosing_worst_group_after: trial.choosing.after.worstGroup,
  }));
}

/** Where `mitigate` leaves what it found. */
export function toMitigationPath(project: Project): string {
  return join(project.folder, 'mitigation.json');
}

function toJson<T>(value: T) {
  return JSON.parse(JSON.stringify(value));
}
