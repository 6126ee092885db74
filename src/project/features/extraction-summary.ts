/**
 * What an extraction came to: counts, and what people should know though it went well, such as images turned or files out of order.
 * In: a project and the store that was filled. Out: a summary, sentences to an observer, `skipped-images.csv`. Changes no feature.
 */
import { StageError } from '../../base/errors.js';
import type { Observer } from '../../base/observer.js';
import type { OpenedEncoder } from '../../inference/index.js';
import type { ImageRecord } from '../../records/dataset.js';
import type { ShardReceipt } from '../../records/extraction.js';
import type { IntensityRanges } from '../../records/intensity.js';
import type { FeatureStore } from '../../storage/index.js';
import { writeSkippedImages } from '../dataset/index.js';
import type { OpenDataset, Project } from '../workspace/index.js';
import type { ExtractOptions } from './extract-options.js';

export interface ExtractSummary {
  encoder: string;
  featureCount: number;
  imageCount: number;
  /** Images that this call put through the encoder; the others were there already. */
  extractedCount: number;
  skippedCount: number;
  /** Images that carry an EXIF orientation other than upright. */
  exifOrientedCount: number;
  /** Sample values that fill 256 levels where images have more than 8 bits. */
  intensity: IntensityRanges;
  /** Shards that other parts still have to make. */
  missingShards: number;
  folder: string;
}

/** Files named in a sentence; all of them stand in the receipts. */
const NAMED_FILES = 3;

/** What an extraction came to, said and written to `skipped-images.csv`. Throws StageError `no-usable-images`. */
export async function summarizeExtraction(
  project: Project,
  { card }: OpenedEncoder,
  store: FeatureStore,
  extractedCount: number,
  { orientByExif, part }: Pick<ExtractOptions, 'orientByExif' | 'part'>,
  observer: Observer,
): Promise<ExtractSummary> {
  const dataset = project.readDataset();
  const receipts = await store.readReceipts();
  // Tables are made of all parts together, once: `merge`.
  const skippedCount =
    part === undefined
      ? await writeSkippedImages(project)
      : receipts.reduce((sum, { skipped }) => sum + skipped.length, dataset.skipped.length);
  const summary: ExtractSummary = {
    encoder: card.name,
    featureCount: card.featureCount,
    imageCount: dataset.images.length,
    extractedCount,
    skippedCount,
    exifOrientedCount: receipts.reduce((sum, { exifOriented }) => sum + exifOriented, 0),
    intensity: store.plan.intensity ?? {},
    missingShards: (await store.missingShards()).length,
    folder: store.folder,
  };
  if (summary.missingShards === 0) await assertSomeUsable(dataset, project);
  reportOrientation(summary.exifOrientedCount, orientByExif, observer);
  reportRemarks(dataset.images, receipts, observer);
  return summary;
}

async function assertSomeUsable(dataset: OpenDataset, project: Project): Promise<void> {
  const skipped = await project.readSkippedRows();
  if (skipped.length < dataset.images.length) return;
  throw new StageError('no-usable-images', {
    what: `None of the ${dataset.images.length} images could be read; the first: ${skipped[0]!.reason}`,
    next: `Look at ${project.layout.results}/skipped-images.csv and check that the folder holds real images.`,
  });
}

/** Says how many images carry an EXIF orientation that was not applied. */
function reportOrientation(orientedCount: number, isApplied: boolean, observer: Observer): void {
  if (orientedCount === 0 || isApplied) return;
  observer.warn(
    `${orientedCount === 1 ? '1 image carries' : `${orientedCount} images carry`} an EXIF orientation, which was not applied, as in torchvision; --exif-orient turns such images upright.`,
  );
}

/** Says of how many images the files are out of order though their pixels are whole, with examples. */
function reportRemarks(
  images: readonly ImageRecord[],
  receipts: readonly ShardReceipt[],
  observer: Observer,
): void {
  const remarked = receipts.flatMap((receipt) => receipt.remarked ?? []);
  if (remarked.length === 0) return;
  const examples = remarked
    .slice(0, NAMED_FILES)
    .map(({ row, remark }) => `${images[row]!.path} (${remark})`);
  const others = remarked.length - examples.length;
  observer.warn(
    `${remarked.length === 1 ? '1 image was' : `${remarked.length} images were`} read although the file is out of order, because every pixel is there: ${examples.join(', ')}${others > 0 ? ` and ${others} more` : ''}.`,
  );
}
