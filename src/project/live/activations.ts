/**
 * The activations that pages and rankings need, in memory: for each class its own images' values of its own features.
 * In: features (one pass, a bounded number of rows at a time) and the pairs wanted. Out: columns and histograms.
 * ImageNet with five features a class takes 26 MB; the features themselves stay on disk.
 */
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import type { Pair } from '../../records/annotation.js';
import type { FeatureSource } from '../../records/features.js';
import type { Project } from '../project.js';
import { readActivationCache, toBasis, writeActivationCache } from './activation-cache.js';
import { type ClassColumns, createColumns } from './class-columns.js';
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

  const columns = createColumns(facts, pairs);
  const rows = kept === null ? new Float32Array(sample.images.length * facts.features.featureCount) : null;
  await gatherColumns(facts, columns, rows === null ? null : { sample, rows }, observer);
  const bins = rows === null ? kept!.bins : binColumns(facts, columns, sample, rows);
  await writeActivationCache(project, basis, columns, bins);
  return { columns, sample, bins, basis };
}

/** Gathers the column of one more pair. */
export async function addColumn(
  activations: Activations,
  facts: LiveFacts,
  pair: Pair,
  observer: Observer,
): Promise<void> {
  const columns = createColumns(facts, [pair]);
  await gatherColumns(facts, columns, null, observer);
  const { classIndex, feature } = pair;
  activations.columns[classIndex]!.set(feature, columns[classIndex]!.get(feature)!);
}

export function hasColumn({ columns }: Activations, { classIndex, feature }: Pair): boolean {
  return columns[classIndex]?.has(feature) ?? false;
}

/** Fills the columns, and the rows of the sample, in one pass over no more rows than they need. */
async function gatherColumns(
  { features, imagesOfClass }: LiveFacts,
  columns: ClassColumns,
  sampled: { sample: FeatureSample; rows: Float32Array } | null,
  observer: Observer,
): Promise<void> {
  const source = features!;
  const classOfRow = new Int32Array(source.rowCount).fill(-1);
  let rowStart = sampled === null ? source.rowCount : 0;
  let rowEnd = sampled === null ? 0 : source.rowCount;
  for (const [classIndex, ofClass] of columns.entries()) {
    const images = imagesOfClass[classIndex]!;
    if (ofClass.size === 0 || images.length === 0) continue;
    for (const image of images) classOfRow[image] = classIndex;
    rowStart = Math.min(rowStart, images[0]!);
    rowEnd = Math.max(rowEnd, images.at(-1)! + 1);
  }
  const fill = createFiller(source, columns, classOfRow);
  const copySample = sampled === null ? () => {} : createSampleCopier(source, sampled);
  for await (const block of source.blocks({ rowStart, rowEnd })) {
    assertNotCancelled(observer);
    fill(block.rowStart, block.data);
    copySample(block.rowStart, block.data);
    const done = Math.min(rowEnd, block.rowStart + block.data.length / source.featureCount) - rowStart;
    observer.progress({ task: 'reading activations', done, total: rowEnd - rowStart, unit: 'images' });
  }
}

/** Writes each row into its class's columns; rows must come in ascending order. */
function createFiller({ featureCount }: FeatureSource, columns: ClassColumns, classOfRow: Int32Array) {
  const features = columns.map((ofClass) => Int32Array.from(ofClass.keys()));
  const targets = columns.map((ofClass) => [...ofClass.values()]);
  const filled = new Int32Array(columns.length);
  return (rowStart: number, data: Float32Array) => {
    for (let offset = 0, row = rowStart; offset < data.length; offset += featureCount, row++) {
      const classIndex = classOfRow[row]!;
      if (classIndex < 0) continue;
      const ofClass = features[classIndex]!;
      const place = filled[classIndex]!;
      for (let n = 0; n < ofClass.length; n++) {
        targets[classIndex]![n]![place] = data[offset + ofClass[n]!]!;
      }
      filled[classIndex] = place + 1;
    }
  };
}

function createSampleCopier(
  { featureCount }: FeatureSource,
  { sample, rows }: { sample: FeatureSample; rows: Float32Array },
) {
  let next = 0;
  return (rowStart: number, data: Float32Array) => {
    const rowEnd = rowStart + data.length / featureCount;
    for (; next < sample.images.length && sample.images[next]! < rowEnd; next++) {
      const from = (sample.images[next]! - rowStart) * featureCount;
      rows.set(data.subarray(from, from + featureCount), next * featureCount);
    }
  };
}
