/**
 * A data set looked at before anything is made of it.
 * In: DATA and reader options. Out: what `init` would read, counted, with a few pictures. Writes nothing.
 */
import { SpuriosityError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { decodeImage, encodeJpeg, resizeForDisplay } from '../../imaging/index.js';
import { chooseEvenly } from '../../numeric/index.js';
import {
  type Dataset,
  type ImageRecord,
  type ImageRoot,
  SPLIT_NAMES,
  type SplitName,
} from '../../records/dataset.js';
import { type DatasetOptions, readDataset } from '../../stages/dataset/index.js';
import { closeArchives, openFileTree, readImageBytes } from '../../storage/index.js';

/** Classes that are shown by pictures, and pictures of each. */
const SHOWN_CLASSES = 8;
const PICTURES_PER_CLASS = 3;
/** Longer side in pixels. */
const PICTURE_SIDE = 112;

/** One picture; `jpeg` null where it could not be read, and `problem` says why. */
export interface SamplePicture {
  path: string;
  classIndex: number;
  jpeg: Uint8Array | null;
  problem: string | null;
}

export interface DatasetInspection {
  dataset: Dataset;
  /** Images per class (outer) and split. */
  classCounts: Partial<Record<SplitName, number>>[];
  samples: SamplePicture[];
}

/** Reads the data set as `initProject` does. Throws what that throws. */
export async function inspectDataset(
  dataPath: string,
  options: DatasetOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<DatasetInspection> {
  const tree = await openFileTree(dataPath, options);
  const dataset = await readDataset(tree, options, observer);
  const classCounts = dataset.classes.map((): Partial<Record<SplitName, number>> => ({}));
  for (const { classIndex, split } of dataset.images) {
    const counts = classCounts[classIndex]!;
    counts[split] = (counts[split] ?? 0) + 1;
  }
  try {
    const samples = await Promise.all(
      chooseSamples(dataset).map((image) =>
        drawSample({ root: tree.rootPath, followsLinks: options.followLinks }, image),
      ),
    );
    return { dataset, classCounts, samples };
  } finally {
    await closeArchives();
  }
}

/** Spread over the classes, and within a class over its images. */
function chooseSamples({ classes, images }: Dataset): ImageRecord[] {
  return chooseEvenly(classes, SHOWN_CLASSES).flatMap(({ index }) =>
    chooseEvenly(
      images.filter(({ classIndex }) => classIndex === index),
      PICTURES_PER_CLASS,
    ),
  );
}

async function drawSample(
  from: ImageRoot,
  { path, classIndex, location }: ImageRecord,
): Promise<SamplePicture> {
  if (location === null) return { path, classIndex, jpeg: null, problem: 'There is no image file.' };
  try {
    const pixels = await decodeImage(await readImageBytes(from, location));
    return {
      path,
      classIndex,
      jpeg: await encodeJpeg(resizeForDisplay(pixels, PICTURE_SIDE)),
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof SpuriosityError)) throw error;
    return { path, classIndex, jpeg: null, problem: error.message };
  }
}

/** Splits that have images. */
export function listSplits({ images }: Dataset): { split: SplitName; imageCount: number }[] {
  return SPLIT_NAMES.map((split) => ({
    split,
    imageCount: images.filter((image) => image.split === split).length,
  })).filter(({ imageCount }) => imageCount > 0);
}
