/**
 * The mitigation stage on disk: the head tuned on the least spurious images, beside the two baselines.
 * In: head, features, rankings. Out: `mitigation.csv`, `mitigation-curves.csv`, the tuned head, `mitigation.json`.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Observer, SILENT_OBSERVER } from '../base/observer.js';
import { readAllRows } from '../records/features-read.js';
import { RESULT_TABLES } from '../records/tables.js';
import { type MitigationOptions, type MitigationResult, mitigate } from '../stages/mitigation/index.js';
import { writeFileAtomic, writeHead, writeTable } from '../storage/index.js';
import { HEAD_NAME, readAddedHead, readProjectHead } from './heads.js';
import {
  chooseMeasuredSplit,
  listLabels,
  listUsableRows,
  type OpenDataset,
  type Project,
} from './project.js';
import { rankProject } from './ranking.js';
import { readVerdicts } from './verdicts.js';

/** Name of the tuned head among the stored heads. */
export const TUNED_HEAD_NAME = 'head-tuned';

/** Everything a report shows of a mitigation; chosen images by their index. */
export type MitigateReport = Omit<MitigationResult, 'head'> & {
  model: string;
  /** Hash of the features and spurious pairs that it rests on. */
  basis: string;
};

/** Tunes the workspace's head, or the head model `model`, and stores what came of it. */
export async function mitigateProject(
  project: Project,
  options: MitigationOptions & { model?: string },
  observer: Observer = SILENT_OBSERVER,
): Promise<MitigateReport> {
  const model = options.model ?? HEAD_NAME;
  const dataset = project.readDataset();
  const source = await project.openFeatures();
  const measured = chooseMeasuredSplit(dataset);
  const { head, ...result } = await mitigate(
    {
      model,
      head: await (model === HEAD_NAME ? readProjectHead(project) : readAddedHead(project, model)),
      classCount: dataset.classes.length,
      features: await readAllRows(source),
      featureCount: source.featureCount,
      labels: listLabels(dataset),
      groups: listGroups(dataset),
      trainRows: listUsableRows(dataset, source.valid, 'train'),
      validationRows: listUsableRows(dataset, source.valid, measured),
      trainRankings: await rankProject(project, ['train']),
      validationRankings: await rankProject(project, [measured]),
    },
    options,
    observer,
  );
  const report = { model, basis: await computeBasis(project), ...result };
  if (head !== null) {
    await writeHead(project.layout.heads, TUNED_HEAD_NAME, head, {
      tunedFrom: model,
      settings: toJson(result.settings),
    });
  }
  await writeMitigation(project, report);
  return report;
}

/** What the last `mitigate` left, null before the first; outdated when verdicts or features have changed since. */
export async function readMitigation(
  project: Project,
): Promise<{ report: MitigateReport; isOutdated: boolean } | null> {
  const text = await readFile(toReportPath(project), 'utf8').catch(() => null);
  if (text === null) return null;
  const report = JSON.parse(text) as MitigateReport;
  return { report, isOutdated: report.basis !== (await computeBasis(project)) };
}

/** The value of the first group column per image; undefined without one. */
function listGroups({ images, groupColumns: [column] }: OpenDataset): string[] | undefined {
  return column === undefined ? undefined : images.map(({ columns }) => columns[column] ?? '');
}

async function computeBasis(project: Project): Promise<string> {
  const { features } = await project.readManifest();
  const spurious = readVerdicts(project)
    .filter(({ verdict }) => verdict === 'spurious')
    .map(({ classIndex, feature }) => [classIndex, feature]);
  return createHash('sha256')
    .update(JSON.stringify([features?.fingerprint, spurious]))
    .digest('hex');
}

async function writeMitigation(project: Project, report: MitigateReport): Promise<void> {
  const { results } = project.layout;
  await writeTable(
    results,
    'mitigation',
    [...RESULT_TABLES.mitigation, 'images'],
    report.trials.map((trial) => ({
      model: trial.model,
      method: trial.method,
      trial: trial.trial,
      accuracy_before: trial.accuracyBefore,
      accuracy_after: trial.accuracyAfter,
      gap_before: trial.gapBefore,
      gap_after: trial.gapAfter,
      epochs: trial.epochs,
      images: trial.imageCount,
    })),
  );
  await writeTable(
    results,
    'mitigation-curves',
    ['model', 'method', 'trial', 'epoch', 'steps', 'accuracy', 'gap'],
    report.trials.flatMap(({ model, method, trial, curve }) =>
      curve.map((point) => ({ model, method, trial, ...point })),
    ),
  );
  await writeFileAtomic(toReportPath(project), `${JSON.stringify(report)}\n`);
}

function toReportPath(project: Project): string {
  return join(project.folder, 'mitigation.json');
}

function toJson<T>(value: T) {
  return JSON.parse(JSON.stringify(value));
}
