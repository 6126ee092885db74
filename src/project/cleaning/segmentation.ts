/**
 * Soft segmentations on disk (docs/method.md, M93; paper A): where each annotated pair's feature fires on the images that have most of it.
 * In: features and verdicts. Out: `segmentations/<class>/`, an 8-bit picture per image and pair and one COCO file; `segmentations.csv`.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { decodeMask } from '../../imaging/index.js';
import { topIndices } from '../../numeric/index.js';
import type { Verdict } from '../../records/annotation.js';
import type { SplitName } from '../../records/dataset.js';
import { writeFileAtomic, writeTable } from '../../storage/index.js';
import { readPairColumns } from '../features/index.js';
import { fileExists, openOriginals, toClassFolder } from '../pictures/index.js';
import { listUsableRows, type Project, readVerdicts, toClassCells } from '../workspace/index.js';
import { formatCocoFile, type SegmentedPair } from './segmentation-coco.js';
import { drawMissing, prepareFolder } from './soft-masks.js';

/** Share of the class's images that are segmented, those that activate the feature most (paper A). */
export const DEFAULT_SEGMENTED_SHARE = 0.2;
/** Value from which a pixel belongs to the binary mask. */
export const DEFAULT_MASK_THRESHOLD = 0.5;
/** Size of a picture, measured with the bundled encoder at 64 and 256 pixels of a side. */
const PICTURE_BYTES = { each: 2000, perPixel: 0.2 };

export interface SegmentOptions {
  split: SplitName;
  share: number;
  threshold: number;
  /** Pictures as large as the images; what the encoder does not see is black. */
  originalSize: boolean;
  /** Pairs of this class only. */
  classIndex?: number;
}

export const DEFAULT_SEGMENT_OPTIONS: SegmentOptions = {
  split: 'train',
  share: DEFAULT_SEGMENTED_SHARE,
  threshold: DEFAULT_MASK_THRESHOLD,
  originalSize: false,
};

export interface SegmentPlan {
  pairs: SegmentedPair[];
  pictureCount: number;
  /** A guess; null for pictures at the sizes of the originals, which are not known before they are read. */
  sizeBytes: number | null;
}

export interface SegmentSummary {
  folder: string;
  table: string;
  pictureCount: number;
  /** Drawn now; the others were there. */
  drawnCount: number;
  /** Images of pairs that cannot be read. */
  skippedCount: number;
}

/** Which pictures there will be. Throws `no-annotated-pairs`, `no-encoder`. */
export async function planSegmentations(project: Project, options: SegmentOptions): Promise<SegmentPlan> {
  const verdicts = readVerdicts(project).filter(
    ({ classIndex }) => options.classIndex === undefined || classIndex === options.classIndex,
  );
  if (verdicts.length === 0) throw noAnnotatedPairs();
  const { preprocessing } = await openOriginals(project);
  const pairs = (await chooseImages(project, verdicts, options)).filter(({ images }) => images.length > 0);
  const pictureCount = pairs.reduce((sum, { images }) => sum + images.length, 0);
  const { crop } = preprocessing;
  const isKnown = !options.originalSize && crop !== null;
  return {
    pairs,
    pictureCount,
    sizeBytes: isKnown
      ? pictureCount * (PICTURE_BYTES.each + PICTURE_BYTES.perPixel * crop.width * crop.height)
      : null,
  };
}

/** Draws the pictures that are missing, then writes the COCO files and the table. */
export async function segmentProject(
  project: Project,
  { pairs, pictureCount }: SegmentPlan,
  options: SegmentOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<SegmentSummary> {
  const folder = join(project.folder, 'segmentations');
  await prepareFolder(project, folder, options.originalSize);
  const drawnCount = await drawMissing(project, folder, pairs, options.originalSize, observer);
  const { classes } = project.readDataset();
  const written: SegmentedPair[] = [];
  for (const classIndex of new Set(pairs.map((pair) => pair.classIndex))) {
    const ofClass = await keepReadable(
      folder,
      pairs.filter((pair) => pair.classIndex === classIndex),
    );
    written.push(...ofClass);
    const coco = formatCocoFile(project.readDataset(), ofClass, options, async (picture) =>
      decodeMask(await readFile(join(folder, picture))),
    );
    await writeFileAtomic(join(folder, toClassFolder(classes[classIndex]!), 'coco.json'), await coco);
  }
  const keptCount = written.reduce((sum, { images }) => sum + images.length, 0);
  return {
    folder,
    table: await writeIndex(project, written, options),
    pictureCount: keptCount,
    drawnCount,
    skippedCount: pictureCount - keptCount,
  };
}

function noAnnotatedPairs(): StageError {
  return new StageError('no-annotated-pairs', {
    what: 'No (class, feature) pair with a verdict is meant.',
    next: 'Run `spuriosity annotate auto`, import answers, or name another class.',
  });
}

/** Per pair the images of its class with the highest activation, strongest first. */
async function chooseImages(
  project: Project,
  verdicts: readonly Verdict[],
  { split, share }: SegmentOptions,
): Promise<SegmentedPair[]> {
  const source = await project.openFeatures();
  const { images, classes } = project.readDataset();
  const usable = [...listUsableRows(project.readDataset(), source.valid, split)];
  const { readActivations } = await readPairColumns(project, verdicts);
  return verdicts.map(({ classIndex, feature, verdict }) => {
    const rows = usable.filter((row) => images[row]!.classIndex === classIndex);
    const activations = readActivations({ classIndex, feature }, rows);
    const top = topIndices(activations, Math.ceil(rows.length * share));
    const folder = `${toClassFolder(classes[classIndex]!)}/feature-${feature}`;
    return {
      ...{ classIndex, feature, verdict },
      images: top.map((place) => ({
        row: rows[place]!,
        activation: activations[place]!,
        picture: `${folder}/${rows[place]}.png`,
      })),
    };
  });
}

/** The pairs with those of their images whose picture is there. */
async function keepReadable(folder: string, pairs: readonly SegmentedPair[]): Promise<SegmentedPair[]> {
  return Promise.all(
    pairs.map(async (pair) => {
      const isThere = await Promise.all(pair.images.map(({ picture }) => fileExists(join(folder, picture))));
      return { ...pair, images: pair.images.filter((_, place) => isThere[place]) };
    }),
  );
}

function writeIndex(
  project: Project,
  pairs: readonly SegmentedPair[],
  { split }: SegmentOptions,
): Promise<string> {
  const { classes, images } = project.readDataset();
  return writeTable(
    project.layout.results,
    'segmentations',
    ['class_index', 'class_name', 'feature', 'verdict', 'image', 'activation', 'png', 'split'],
    pairs.flatMap((pair) =>
      pair.images.map(({ row, activation, picture }) => ({
        ...toClassCells(classes, pair.classIndex),
        feature: pair.feature,
        verdict: pair.verdict,
        image: images[row]!.path,
        activation,
        png: `segmentations/${picture}`,
        split,
      })),
    ),
  );
}
