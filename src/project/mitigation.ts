/**
 * The mitigation stage on disk: the head tuned on the least spurious images, beside the two baselines.
 * In: head, features, rankings. Out: `mitigation.csv`, `mitigation-curves.csv`, the tuned head, `mitigation.json`.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Observer, SILENT_OBSERVER } from '../base/observer.js';
import type { MitigationTrial } from '../records/bias.js';
import type { LinearHead } from '../records/encoder.js';
import { RESULT_TABLES } from '../records/tables.js';
import { type MitigationOptions, type MitigationResult, mitigate } from '../stages/mitigation/index.js';
import { removeHead, writeFileAtomic, writeHead, writeTable } from '../storage/index.js';
import { HEAD_NAME } from './heads.js';
import { computeMitigationBasis, readMitigationInput } from './mitigation-input.js';
import type { Project } from './project.js';

/** Name of the tuned head among the stored heads. */
export const TUNED_HEAD_NAME = 'head-tuned';
/** Name of the tuned last layer of an added network: it stands on that network's features, not on the workspace's. */
export const TUNED_LAYER_NAME = 'layer-tuned';

/** Everything a report shows of a mitigation; chosen images by their index. */
export type MitigateReport = Omit<MitigationResult, 'head'> & {
  model: string;
  /** Hash of the features and spurious pairs that it rests on. */
  basis: string;
};

/**
 * Tunes the workspace's head or the model `model`, and stores what came of it. A run without low spuriosity leaves no tuned
 * head: an earlier one would belong to other settings than the stored report.
 */
export async function mitigateProject(
  project: Project,
  options: MitigationOptions & { model?: string },
  observer: Observer = SILENT_OBSERVER,
): Promise<MitigateReport> {
  const model = options.model ?? HEAD_NAME;
  const { tunable, input } = await readMitigationInput(project, model, observer);
  const { head, ...result } = await mitigate(input, options, observer);
  const report = { model, basis: await computeMitigationBasis(project), ...result };
  const stored = tunable.kind === 'head' ? TUNED_HEAD_NAME : TUNED_LAYER_NAME;
  for (const name of [TUNED_HEAD_NAME, TUNED_LAYER_NAME]) {
    if (head === null || name !== stored) await removeHead(project.layout.heads, name);
  }
  if (head !== null) {
    await writeHead(project.layout.heads, stored, head, {
      tunedFrom: model,
      features: tunable.fingerprint,
      headBefore: computeHeadHash(input.head),
      settings: toJson(result.settings),
    });
  }
  await writeMitigation(project, report);
  return report;
}

/** Tells a head before tuning from a later one of that name. */
export function computeHeadHash({ weights, bias }: LinearHead): string {
  const hash = createHash('sha256');
  for (const { buffer, byteOffset, byteLength } of [weights, bias])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex');
}

/** What the last `mitigate` left, null before the first; outdated when verdicts or features have changed since. */
export async function readMitigation(
  project: Project,
): Promise<{ report: MitigateReport; isOutdated: boolean } | null> {
  const text = await readFile(toReportPath(project), 'utf8').catch(() => null);
  if (text === null) return null;
  const report = JSON.parse(text) as MitigateReport;
  return { report, isOutdated: report.basis !== (await computeMitigationBasis(project)) };
}

async function writeMitigation(project: Project, report: MitigateReport): Promise<void> {
  const { results } = project.layout;
  await writeTable(
    results,
    'mitigation',
    [...RESULT_TABLES.mitigation, 'images'],
    toMitigationRows(report.trials),
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

/** The trials under the names of the table's columns. */
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
  }));
}

function toReportPath(project: Project): string {
  return join(project.folder, 'mitigation.json');
}

function toJson<T>(value: T) {
  return JSON.parse(JSON.stringify(value));
}
