/**
 * Gathered activations and counted bins in the cache, so that the next start needs no pass over the features.
 * In: what was gathered, and what it was gathered from. Out: the same, or null.
 */
import type { Pair } from '../../records/annotation.js';
import { type ClassColumns, createColumns } from '../features/index.js';
import type { Project } from '../workspace/index.js';
import type { LiveFacts } from './facts.js';
import { BIN_COUNT, type Bins } from './histograms.js';
import { readCachedArray, toCacheKey, writeCachedArray } from './live-cache.js';

/** Counts up when the meaning of the arrays changes. */
const CACHE_VERSION = '1';

/** What activations belong to: the features, which of their rows can be used, and the labels and splits of the images. */
export function toBasis({ manifest, features }: LiveFacts): string {
  return toCacheKey(toDataText(manifest), features!.valid);
}

/** Null where the cache has nothing that fits. */
export async function readActivationCache(
  project: Project,
  basis: string,
  facts: LiveFacts,
  pairs: readonly Pair[],
): Promise<{ columns: ClassColumns; bins: Bins } | null> {
  const columns = createColumns(facts.imagesOfClass, pairs);
  const key = toKey(basis, columns);
  const { featureCount } = facts.features!;
  const values = await readCachedArray(project, 'activations', key, 'float32', countValues(columns));
  const table = await readCachedArray(project, 'bins', key, 'float64', featureCount * (BIN_COUNT + 2));
  if (values === null || table === null) return null;
  let offset = 0;
  for (const column of listColumns(columns)) {
    column.set(values.subarray(offset, offset + column.length));
    offset += column.length;
  }
  const bins = {
    lows: table.slice(0, featureCount),
    highs: table.slice(featureCount, 2 * featureCount),
    counts: table.slice(2 * featureCount),
  };
  return { columns, bins };
}

export async function writeActivationCache(
  project: Project,
  basis: string,
  columns: ClassColumns,
  { lows, highs, counts }: Bins,
): Promise<void> {
  const values = new Float32Array(countValues(columns));
  let offset = 0;
  for (const column of listColumns(columns)) {
    values.set(column, offset);
    offset += column.length;
  }
  const table = new Float64Array(lows.length + highs.length + counts.length);
  table.set(lows);
  table.set(highs, lows.length);
  table.set(counts, lows.length + highs.length);
  const key = toKey(basis, columns);
  await writeCachedArray(project, 'bins', key, 'float64', table);
  await writeCachedArray(project, 'activations', key, 'float32', values);
}

/** Fingerprints of features and data set as text. */
export function toDataText({ features, dataset }: LiveFacts['manifest']): string {
  return JSON.stringify([features?.fingerprint ?? null, dataset?.fingerprint ?? null]);
}

function toKey(basis: string, columns: ClassColumns): string {
  return toCacheKey(CACHE_VERSION, basis, JSON.stringify(columns.map((ofClass) => [...ofClass.keys()])));
}

function listColumns(columns: ClassColumns): Float32Array[] {
  return columns.flatMap((ofClass) => [...ofClass.values()]);
}

function countValues(columns: ClassColumns): number {
  return listColumns(columns).reduce((sum, column) => sum + column.length, 0);
}
