/**
 * Activations by class: each class's own images' values of its own features. Everything that ranks a class needs no more, and of
 * ImageNet with five features a class they take 26 MB; the features themselves stay on disk.
 * In: features, pairs. Out: columns in memory, gathered in one pass.
 */
import { StageError } from '../../base/errors.js';
import { assertNotCancelled, type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import type { Pair } from '../../records/annotation.js';
import type { Dataset } from '../../records/dataset.js';
import type { FeatureBlock, FeatureColumns, FeatureSource } from '../../records/features.js';
import { createKeeper, type Project } from '../workspace/index.js';

/** Columns by class, then feature; each parallel to the class's `imagesOfClass`. */
export type ClassColumns = readonly Map<number, Float32Array>[];

/** The columns of pairs and whose they are. */
export interface PairColumns {
  /** Images of each class that have features, ascending. */
  imagesOfClass: readonly Int32Array[];
  columns: ClassColumns;
  /** Float32Array, [images]: the feature's values for these images of the pair's class. Throws `feature-unknown`. */
  readActivations(pair: Pair, images: readonly number[]): Float32Array;
}

/**
 * The columns of these pairs, and perhaps of more: gathered in one pass, kept for the next who asks. Pairs of classes or features
 * that there are not are left out. Throws `no-features`.
 */
export async function readPairColumns(
  project: Project,
  pairs: readonly Pair[],
  observer: Observer = SILENT_OBSERVER,
): Promise<PairColumns> {
  const source = await project.openFeatures();
  const kept = await keepColumns(project, 'columns', [], async () => createPairColumns(project, source));
  const missing = pairs.filter(
    ({ classIndex, feature }) =>
      kept.imagesOfClass[classIndex] !== undefined &&
      feature < source.featureCount &&
      !kept.columns[classIndex]!.has(feature),
  );
  if (missing.length === 0) return kept;
  const columns = createColumns(kept.imagesOfClass, missing);
  await gatherClassColumns({ source, imagesOfClass: kept.imagesOfClass, columns }, observer);
  for (const [classIndex, ofClass] of columns.entries())
    for (const [feature, column] of ofClass) kept.columns[classIndex]!.set(feature, column);
  return kept;
}

const keepColumns = createKeeper<PairColumns>();

function createPairColumns(project: Project, { valid, featureCount }: FeatureSource): PairColumns {
  const dataset = project.readDataset();
  const imagesOfClass = groupImages(dataset, valid);
  const columns = createColumns(imagesOfClass, []);
  const placeOfImage = new Int32Array(dataset.images.length);
  for (const images of imagesOfClass)
    for (const [place, image] of images.entries()) placeOfImage[image] = place;
  return {
    imagesOfClass,
    columns,
    readActivations: ({ classIndex, feature }, images) => {
      const column = columns[classIndex]?.get(feature);
      if (column === undefined) throw toUnknownFeatureError(feature, featureCount);
      return Float32Array.from(images, (image) => column[placeOfImage[image]!]!);
    },
  };
}

function toUnknownFeatureError(feature: number, featureCount: number): StageError {
  return new StageError('feature-unknown', {
    what: `The annotations speak of feature ${feature}, but these features have only ${featureCount} columns.`,
    why: 'Annotations belong to one encoder.',
    next: 'Use the features of the encoder that was annotated.',
  });
}

/** Images of each class, ascending; those that `valid` marks, or all where it is null. */
export function groupImages(
  { images, classes }: Pick<Dataset, 'images' | 'classes'>,
  valid: Uint8Array | null,
): Int32Array[] {
  const counts = new Int32Array(classes.length);
  const isUsable = (index: number) => valid === null || valid[index] === 1;
  for (const { index, classIndex } of images) if (isUsable(index)) counts[classIndex]! += 1;
  const groups = Array.from(counts, (count) => new Int32Array(count));
  const filled = new Int32Array(classes.length);
  for (const { index, classIndex } of images) {
    if (!isUsable(index)) continue;
    groups[classIndex]![filled[classIndex]!] = index;
    filled[classIndex]! += 1;
  }
  return groups;
}

/** Room for the pairs: columns of zeros. */
export function createColumns(imagesOfClass: readonly Int32Array[], pairs: readonly Pair[]): ClassColumns {
  const columns = imagesOfClass.map(() => new Map<number, Float32Array>());
  for (const { classIndex, feature } of pairs) {
    columns[classIndex]!.set(feature, new Float32Array(imagesOfClass[classIndex]!.length));
  }
  return columns;
}

/** One class's columns as the stages take them; row i is the class's i-th image. */
export function toFeatureColumns(
  { imagesOfClass, columns }: Pick<PairColumns, 'imagesOfClass' | 'columns'>,
  classIndex: number,
): FeatureColumns {
  const ofClass = [...columns[classIndex]!].sort(([a], [b]) => a - b);
  return {
    rowCount: imagesOfClass[classIndex]!.length,
    features: ofClass.map(([feature]) => feature),
    columns: ofClass.map(([, column]) => column),
  };
}

export interface GatherInput {
  source: FeatureSource;
  imagesOfClass: readonly Int32Array[];
  /** Filled in place. */
  columns: ClassColumns;
  /** Sees every block of all features; without it the pass covers no more rows than the columns need. */
  visit?: (block: FeatureBlock) => void;
}

/** Fills the columns in one pass. */
export async function gatherClassColumns(
  { source, imagesOfClass, columns, visit }: GatherInput,
  observer: Observer,
): Promise<void> {
  const classOfRow = new Int32Array(source.rowCount).fill(-1);
  let rowStart = visit === undefined ? source.rowCount : 0;
  let rowEnd = visit === undefined ? 0 : source.rowCount;
  for (const [classIndex, ofClass] of columns.entries()) {
    const images = imagesOfClass[classIndex]!;
    if (ofClass.size === 0 || images.length === 0) continue;
    for (const image of images) classOfRow[image] = classIndex;
    rowStart = Math.min(rowStart, images[0]!);
    rowEnd = Math.max(rowEnd, images.at(-1)! + 1);
  }
  const fill = createFiller(source, columns, classOfRow);
  for await (const block of source.blocks({ rowStart, rowEnd })) {
    assertNotCancelled(observer);
    fill(block);
    visit?.(block);
    const done = Math.min(rowEnd, block.rowStart + block.data.length / source.featureCount) - rowStart;
    observer.progress({ task: 'reading activations', done, total: rowEnd - rowStart, unit: 'images' });
  }
}

/** Writes each row into its class's columns; rows must come in ascending order. */
function createFiller({ featureCount }: FeatureSource, columns: ClassColumns, classOfRow: Int32Array) {
  const features = columns.map((ofClass) => Int32Array.from(ofClass.keys()));
  const targets = columns.map((ofClass) => [...ofClass.values()]);
  const filled = new Int32Array(columns.length);
  return ({ rowStart, data }: FeatureBlock) => {
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
