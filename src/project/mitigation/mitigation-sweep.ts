/**
 * The sweep of mitigation on disk: images per class and the gap that ends tuning.
 * In: head, features, rankings, values. Out: `mitigation-sweep.csv`, `mitigation-sweep.json`. Leaves the tuned head alone; goes on
 * where an interrupted sweep of the same kind stopped.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { mitigationSweepSchema } from '../../records/mitigation.js';
import { RESULT_TABLES } from '../../records/tables.js';
import {
  chooseSweptImages,
  DEFAULT_SWEPT_STOP_GAPS,
  listSweepPoints,
  type MitigationInput,
  type MitigationOptions,
  type MitigationSettings,
  SWEPT_METHODS,
  type SweepPoint,
  type SweepRun,
  type SweepValues,
  sweepMitigation,
  toMitigationSettings,
} from '../../stages/mitigation/index.js';
import {
  explainDamage,
  formatRecord,
  readOptionalResult,
  type TableContent,
  writeFileAtomic,
} from '../../storage/index.js';
import { HEAD_NAME } from '../features/index.js';
import { type Project, writeProjectTables } from '../workspace/index.js';
import { describeRepair, readRepairParts } from './mitigation.js';
import { computeMitigationBasis, readMitigationInput } from './mitigation-input.js';

/** What is swept: `default` takes the stage's values, undefined leaves the option as it is without a sweep. */
export interface SweepChoice {
  imagesPerClass?: SweepValues['imagesPerClass'] | 'default';
  stopGaps?: SweepValues['stopGaps'] | 'default';
}

export interface SweepReport {
  model: string;
  /** Hash of the features and spurious pairs that it rests on. */
  basis: string;
  /** Hash of everything that decides the runs: head, features, labels, splits, settings without the swept options. */
  key: string;
  settings: MitigationSettings;
  values: SweepValues;
  /** All that are known under this key, also with numbers of images that are not among `values`. */
  runs: SweepRun[];
  /** Of `values`; none while the sweep is not finished. */
  points: SweepPoint[];
}

const SWEEP_NAME = 'mitigation-sweep';

/** Sweeps, keeping every finished run at once. */
export async function sweepProject(
  project: Project,
  choice: SweepChoice,
  options: MitigationOptions & { model?: string },
  observer: Observer = SILENT_OBSERVER,
): Promise<SweepReport> {
  const model = options.model ?? HEAD_NAME;
  const restsOn = await readRepairParts(project, model);
  const { tunable, input } = await readMitigationInput(project, model, observer);
  const settings = toMitigationSettings({ ...options, methods: options.methods ?? SWEPT_METHODS });
  const values = toValues(choice, settings, input.trainRankings);
  const basis = await computeMitigationBasis(project);
  const key = computeKey(basis, tunable.fingerprint, input, settings);
  const { value: before, damage } = await explainDamage(readSweep(project));
  if (damage !== null) observer.warn(`No run of an earlier sweep is taken over. ${damage}`);
  let runs = before?.report.key === key ? before.report.runs : [];
  if (runs.length > 0) observer.info('Going on with the runs of an earlier sweep with the same settings.');
  const toReport = (points: SweepPoint[]): SweepReport => {
    return { model, basis, key, settings, values, runs, points };
  };
  const keep = async (run: SweepRun) => {
    // A run that went further takes the place of one with as many images.
    runs = [...runs.filter(({ imagesPerClass }) => imagesPerClass !== run.imagesPerClass), run];
    await writeJson(project, toReport([]));
  };
  const swept = await sweepMitigation(input, options, values, { known: runs, keep }, observer);
  const report = toReport(listSweepPoints(swept, values.stopGaps, settings));
  const { command, settings: all } = describeRepair(options, formatChoice(choice));
  const origin = { command, options: { ...all, swept: { ...values } }, restsOn };
  await writeProjectTables(project, origin, [toTable(report.points)], () => writeJson(project, report));
  return report;
}

/** The last sweep, finished or not; null before the first. Outdated when verdicts or features have changed since. */
export async function readSweep(
  project: Project,
): Promise<{ report: SweepReport; isOutdated: boolean } | null> {
  const report = await readOptionalResult(toPath(project), mitigationSweepSchema, 'spuriosity mitigate');
  if (report === null) return null;
  return { report, isOutdated: report.basis !== (await computeMitigationBasis(project)) };
}

function toValues(
  { imagesPerClass, stopGaps }: SweepChoice,
  settings: MitigationSettings,
  trainRankings: Parameters<typeof chooseSweptImages>[0]['trainRankings'],
): SweepValues {
  return {
    imagesPerClass:
      imagesPerClass === 'default'
        ? chooseSweptImages({ trainRankings })
        : (imagesPerClass ?? [settings.imagesPerClass]),
    stopGaps: stopGaps === 'default' ? DEFAULT_SWEPT_STOP_GAPS : (stopGaps ?? [settings.stopGap]),
  };
}

function computeKey(
  basis: string,
  features: string,
  { model, head, labels, groups, trainRows, validationRows }: MitigationInput,
  { imagesPerClass: _images, stopGap: _gap, ...settings }: MitigationSettings,
): string {
  const hash = createHash('sha256').update(JSON.stringify([basis, model, features, settings, groups]));
  for (const { buffer, byteOffset, byteLength } of [
    head.weights,
    head.bias,
    labels,
    trainRows,
    validationRows,
  ])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex');
}

async function writeJson(project: Project, report: SweepReport): Promise<void> {
  await writeFileAtomic(toPath(project), formatRecord(report));
}

function toTable(points: readonly SweepPoint[]): TableContent {
  const [model, method, trial, ...measures] = RESULT_TABLES.mitigation;
  return {
    name: SWEEP_NAME,
    columns: [model, 'images_per_class', 'stop_gap', method, trial, ...measures, 'steps', 'images'],
    rows: toSweepRows(points),
  };
}

/** As on the command line, a value of `--sweep` each. */
function formatChoice({ imagesPerClass, stopGaps }: SweepChoice): string[] {
  const toText = (name: string, values: readonly (string | number)[] | 'default' | undefined) =>
    values === undefined ? [] : [values === 'default' ? name : `${name}=${values.join()}`];
  return [...toText('images-per-class', imagesPerClass), ...toText('stop-gap', stopGaps)];
}

/** The points under the names of the table's columns. */
export function toSweepRows(points: readonly SweepPoint[]) {
  return points.map((point) => ({
    model: point.model,
    images_per_class: point.imagesPerClass,
    stop_gap: point.stopGap,
    method: point.method,
    trial: point.trial,
    accuracy_before: point.accuracyBefore,
    accuracy_after: point.accuracyAfter,
    gap_before: point.gapBefore,
    gap_after: point.gapAfter,
    epochs: point.epochs,
    steps: point.steps,
    images: point.imageCount,
  }));
}

function toPath(project: Project): string {
  return join(project.folder, `${SWEEP_NAME}.json`);
}
