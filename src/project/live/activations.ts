/**
 * The activations that pages and rankings need, in memory: for each class its own images' values of its own features.
 * In: features (one pass, a bounded number of rows at a time) and the pairs wanted. Out: columns and histograms.
 * ImageNet with five features a class takes 26 MB; the features themselves stay on disk.
 */
import type { Observer } from '../../base/observer.js';
import type { Pair } from '../../records/annotation.js';
import type { FeatureBlock, FeatureSource } from '../../records/features.js';
import { type ClassColumns, createColumns, gatherClassColumns } from '../features/index.js';
import type { Project } from '../workspace/index.js';
import { readActivationCache, toBasis, writeActivationCache } from './activation-cache.js';
import type { LiveFacts } from './facts.js';
import { type Bins, binColumns, chooseSample, type FeatureSample } from './histograms.js';

export interface Activations {
  columns: ClassColumns;
  /** Training images that stand for all in histograms. */
  sample: FeatureSample;
  /** Of all features over the sample. */
  bins: Bins;
  /** Tells activations of other features or another data set. */
  basis: string;
}

/**
 * The activations of `pairs` (and perhaps more): those of `previous` where they hold still, else from the cache, else gathered in
 * one pass and cached. Null without features.
 */
export async function openActivations(
  project: Project,
  facts: LiveFacts,
  pairs: readonly Pair[],
  previous: Activations | null,
  observer: Observer,
): Promise<Activations | null> {
  if (facts.features === null) return null;
  const basis = toBasis(facts);
  const kept = previous?.basis === basis ? previous : null;
  if (kept !== null && pairs.every((pair) => hasColumn(kept, pair))) return kept;
  const sample = kept?.sample ?? chooseSample(facts);
  const cached = await readActivationCache(project, basis, facts, pairs);
  if (cached !== null) return { ...cached, sample, basis };

  const { features: source, imagesOfClass } = facts;
  const columns = createColumns(imagesOfClass, pairs);
  const rows = kept === null ? new Float32Array(sample.images.length * source.featureCount) : null;
  const visit = rows === null ? undefined : createSampleCopier(source, sample, rows);
  await gatherClassColumns({ source, imagesOfClass, columns, visit }, observer);
  const bins = rows === null ? kept!.bins : binColumns(facts, columns, sample, rows);
  await writeActivationCache(project, basis, columns, bins);
  return { columns, sample, bins, basis };
}

/** Gathers the column of one more pair. */
export async function addColumn(
  activations: Activations,
  { features, imagesOfClass }: LiveFacts,
  pair: Pair,
  observer: Observer,
): Promise<void> {
  const columns = createColumns(imagesOfClass, [pair]);
  await gatherClassColumns({ source: features!, imagesOfClass, columns }, observer);
  const { classIndex, feature } = pair;
  activations.columns[classIndex]!.set(feature, columns[classIndex]!.get(feature)!);
}

export function hasColumn({ columns }: Activations, { classIndex, feature }: Pair): boolean {
  return columns[classIndex]?.has(feature) ?? false;
}

/** Copies the sample's rows of every block into `rows`. */
function createSampleCopier({ featureCount }: FeatureSource, sample: FeatureSample, rows: Float32Array) {
  let next = 0;
  return ({ rowStart, data }: FeatureBlock) => {
    const rowEnd = rowStart + data.length / featureCount;
    for (; next < sample.images.length && sample.images[next]! < rowEnd; next++) {
      const from = (sample.images[next]! - rowStart) * featureCount;
      rows.set(data.subarray(from, from + featureCount), next * featureCount);
    }
  };
}
