/**
 * Features in and out as `.npy`: a user's own into the workspace, ours for numpy.
 * In: npy files with rows in data set order, of everything or of one split. Out: the same.
 */
import { UsageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import type { SplitName } from '../../records/dataset.js';
import { computeImageListHash, createNpyWriter, writeImportedFeatures } from '../../storage/index.js';
import { writeSkippedImages } from '../dataset/index.js';
import type { Project } from '../workspace/index.js';

export interface FeatureFilesSummary {
  path: string;
  rowCount: number;
  featureCount: number;
}

export interface ImportSummary extends FeatureFilesSummary {
  /** Images of the data set that have features now. */
  coveredCount: number;
  /** Images whose imported features cannot be used: NaN or infinity. */
  unusableCount: number;
}

/** Code of images that no file covered yet (rule W30); they are awaited, not wrong. */
const NOT_IMPORTED = 'not-imported';

/**
 * Imports features. Without a split the file has one row per image of the data set; with one, a row per image of that split.
 * Splits may be imported one after the other; images that no file covers count as skipped.
 */
export async function importFeatures(
  project: Project,
  path: string,
  split: SplitName | null,
  observer: Observer = SILENT_OBSERVER,
): Promise<ImportSummary> {
  const dataset = project.readDataset();
  const rows = split === null ? null : listRowsOfSplit(project, split);
  const { features } = await project.readManifest();
  const isContinued = split !== null && features?.source === 'imported';
  const previous = isContinued
    ? { source: await project.openFeatures(), fingerprint: features.fingerprint }
    : null;
  const store = await writeImportedFeatures(project.layout.features, {
    imageListSha256: computeImageListHash(dataset.images),
    imageCount: dataset.images.length,
    parts: [{ path, rows }],
    previous,
    observer,
  });
  await project.updateManifest((manifest) => ({
    ...manifest,
    encoder: null,
    features: {
      folder: store.folder.split(/[\\/]/).at(-1)!,
      fingerprint: store.plan.fingerprint,
      source: 'imported',
    },
  }));
  project.forget();
  await writeSkippedImages(project);
  const skipped = await project.readSkippedRows();
  return {
    path: store.folder,
    rowCount: rows?.length ?? dataset.images.length,
    featureCount: store.plan.featureCount,
    coveredCount: dataset.images.length - skipped.length,
    unusableCount: skipped.filter(({ code }) => code !== NOT_IMPORTED).length,
  };
}

/** Writes the features of one split, or of everything, as float32 `.npy`; skipped images are rows of zeros. */
export async function exportFeatures(
  project: Project,
  path: string,
  split: SplitName | null,
): Promise<FeatureFilesSummary> {
  const source = await project.openFeatures();
  const dataset = project.readDataset();
  const wanted = Uint8Array.from(dataset.images, (image) =>
    split === null || image.split === split ? 1 : 0,
  );
  const rowCount = wanted.reduce((sum, one) => sum + one, 0);
  if (rowCount === 0) throw toEmptySplitError(split);
  const { featureCount } = source;
  const writer = await createNpyWriter(path, [rowCount, featureCount]);
  try {
    for await (const { rowStart, data } of source.blocks()) {
      await writer.appendRows(keepRows(data, featureCount, (row) => wanted[rowStart + row] === 1));
    }
    await writer.commit();
  } catch (error) {
    await writer.discard();
    throw error;
  }
  return { path, rowCount, featureCount };
}

/** Moves the rows to keep to the front of `data` and returns that part. */
function keepRows(data: Float32Array, featureCount: number, isKept: (row: number) => boolean): Float32Array {
  let kept = 0;
  for (let row = 0; row * featureCount < data.length; row++) {
    if (!isKept(row)) continue;
    data.copyWithin(kept * featureCount, row * featureCount, (row + 1) * featureCount);
    kept += 1;
  }
  return data.subarray(0, kept * featureCount);
}

function listRowsOfSplit(project: Project, split: SplitName): Int32Array {
  const rows = project
    .readDataset()
    .images.filter((image) => image.split === split)
    .map(({ index }) => index);
  if (rows.length === 0) throw toEmptySplitError(split);
  return Int32Array.from(rows);
}

function toEmptySplitError(split: SplitName | null): UsageError {
  return new UsageError('split-empty', {
    what:
      split === null ? 'The data set has no images.' : `The data set has no images in the split ${split}.`,
    next: 'Look at the splits with `spuriosity init` again.',
  });
}
