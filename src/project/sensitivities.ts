/**
 * `sensitivities.csv`: what `corrupt` found, written and read back for figures.
 * In: sensitivities with the verdicts they were measured under. Out: the table; its rows, as far as they still hold.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SensitivitiesResponse, SensitivityNumbers } from '../protocol/index.js';
import type { Verdict } from '../records/annotation.js';
import type { Sensitivity } from '../stages/bias/index.js';
import { readTable, writeTable } from '../storage/index.js';
import { HEAD_NAME } from './heads.js';
import type { Project } from './project.js';
import { readVerdicts } from './verdicts.js';

const TABLE = 'sensitivities';
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

/** Writes the table; `pairs` say under which verdict each pair was corrupted. */
export async function writeSensitivities(
  project: Project,
  sensitivities: readonly Sensitivity[],
  pairs: readonly JudgedPair[],
): Promise<void> {
  const { classes } = project.readDataset();
  const verdictOf = toVerdicts(pairs);
  await writeTable(
    project.layout.results,
    TABLE,
    COLUMNS,
    sensitivities.map((one) => ({
      model: one.model,
      class_index: one.classIndex,
      class_name: classes[one.classIndex]!.name,
      feature: one.feature,
      verdict: verdictOf.get(toKey(one))!,
      corruption: one.corruption,
      images: one.imageCount,
      accuracy_before: one.accuracyBefore,
      accuracy_after: one.accuracyAfter,
      sensitivity: one.sensitivity,
    })),
  );
}

/** What the last `corrupt` left; rows whose verdict has changed since, or whose model is gone, are only counted. */
export async function readSensitivities(project: Project): Promise<SensitivitiesResponse> {
  const path = join(project.layout.results, `${TABLE}.csv`);
  if (!existsSync(path)) return { sensitivities: [], outdatedCount: 0 };
  const { rows } = await readTable(path);
  const verdictOf = toVerdicts(readVerdicts(project));
  const models = new Set([HEAD_NAME, ...project.database.readModels().map(({ name }) => name)]);
  const sensitivities = rows
    .map(toNumbers)
    .filter((one) => models.has(one.model) && verdictOf.get(toKey(one)) === one.verdict);
  return { sensitivities, outdatedCount: rows.length - sensitivities.length };
}

function toNumbers(row: Record<string, string>): SensitivityNumbers {
  return {
    model: row.model!,
    classIndex: Number(row.class_index),
    feature: Number(row.feature),
    verdict: row.verdict === 'spurious' ? 'spurious' : 'core',
    corruption: row.corruption!,
    imageCount: Number(row.images),
    accuracyBefore: Number(row.accuracy_before),
    accuracyAfter: Number(row.accuracy_after),
    sensitivity: row.sensitivity === '' ? null : Number(row.sensitivity),
  };
}

function toVerdicts(pairs: readonly JudgedPair[]): Map<string, JudgedPair['verdict']> {
  return new Map(pairs.map((pair) => [toKey(pair), pair.verdict]));
}

function toKey({ classIndex, feature }: Pick<JudgedPair, 'classIndex' | 'feature'>): string {
  return `${classIndex}/${feature}`;
}
