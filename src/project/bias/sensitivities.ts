/**
 * What `corrupt` found: kept in `sensitivities.json` (rule W79) and copied to the table `sensitivities.csv`.
 * In: sensitivities with the verdicts they were measured under. Out: both files; the numbers, as far as they still hold.
 */
import { join } from 'node:path';
import type { SensitivitiesResponse } from '../../protocol/index.js';
import type { Verdict } from '../../records/annotation.js';
import { toJsonNumber } from '../../records/json-numbers.js';
import { type JudgedSensitivity, type Sensitivity, sensitivitiesSchema } from '../../records/sensitivity.js';
import { formatRecord, readOptionalResult, type TableOrigin, writeFileAtomic } from '../../storage/index.js';
import { HEAD_NAME } from '../features/index.js';
import { type Project, readVerdicts, toClassCells, writeProjectTables } from '../workspace/index.js';

const COLUMNS = [
  'model',
  'class_index',
  'class_name',
  'feature',
  'verdict',
  'corruption',
  'images',
  'accuracy_before',
  'accuracy_after',
  'sensitivity',
] as const;

type JudgedPair = Pick<Verdict, 'classIndex' | 'feature' | 'verdict'>;

/** Writes file and table, in place of those of an earlier run; `pairs` say under which verdict each pair was corrupted. */
export async function writeSensitivities(
  project: Project,
  sensitivities: readonly Sensitivity[],
  pairs: readonly JudgedPair[],
  origin: TableOrigin,
): Promise<void> {
  const verdictOf = toVerdicts(pairs);
  const judged = sensitivities.map((one) => ({ ...one, verdict: verdictOf.get(toKey(one))! }));
  const table = { name: 'sensitivities', columns: COLUMNS, rows: toRows(project, judged) };
  await writeProjectTables(project, origin, [table], () =>
    writeFileAtomic(toPath(project), formatRecord({ sensitivities: judged })),
  );
}

/** What the last `corrupt` left; numbers whose verdict has changed since, or whose model is gone, are only counted. Throws `result-damaged`. */
export async function readSensitivities(project: Project): Promise<Omit<SensitivitiesResponse, 'withheld'>> {
  const stored = await readOptionalResult(toPath(project), sensitivitiesSchema, 'spuriosity corrupt');
  const all = stored?.sensitivities ?? [];
  const verdictOf = toVerdicts(readVerdicts(project));
  const models = new Set([HEAD_NAME, ...project.database.readModels().map(({ name }) => name)]);
  const held = all.filter((one) => models.has(one.model) && verdictOf.get(toKey(one)) === one.verdict);
  return {
    sensitivities: held.map(({ accuracyBefore, accuracyAfter, sensitivity, ...one }) => ({
      ...one,
      accuracyBefore: toJsonNumber(accuracyBefore),
      accuracyAfter: toJsonNumber(accuracyAfter),
      sensitivity: toJsonNumber(sensitivity),
    })),
    outdatedCount: all.length - held.length,
  };
}

function toRows(project: Project, sensitivities: readonly JudgedSensitivity[]) {
  const { classes } = project.readDataset();
  return sensitivities.map((one) => ({
    model: one.model,
    ...toClassCells(classes, one.classIndex),
    feature: one.feature,
    verdict: one.verdict,
    corruption: one.corruption,
    images: one.imageCount,
    accuracy_before: one.accuracyBefore,
    accuracy_after: one.accuracyAfter,
    sensitivity: one.sensitivity,
  }));
}

function toPath(project: Project): string {
  return join(project.folder, 'sensitivities.json');
}

function toVerdicts(pairs: readonly JudgedPair[]): Map<string, JudgedPair['verdict']> {
  return new Map(pairs.map((pair) => [toKey(pair), pair.verdict]));
}

function toKey({ classIndex, feature }: Pick<JudgedPair, 'classIndex' | 'feature'>): string {
  return `${classIndex}/${feature}`;
}
