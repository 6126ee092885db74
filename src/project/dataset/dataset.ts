/**
 * The dataset stage on disk: a data path becomes the data set of a workspace.
 * In: DATA and reader options. Out: the workspace's database and `skipped-images.csv`. Decodes no image.
 */
import { StorageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import type { ClassRecord, Dataset, SplitName } from '../../records/dataset.js';
import { RESULT_TABLES } from '../../records/tables.js';
import {
  type ClassListEntry,
  type DatasetOptions,
  declareClasses,
  fingerprintDataset,
  readDataset,
} from '../../stages/dataset/index.js';
import { type FileTree, openFileTree, statOptional, writeTable } from '../../storage/index.js';
import { openOrCreateProject, type Project } from '../workspace/index.js';
import { readDatasetOptions } from './stored-options.js';

/** What `init` found, in numbers. */
export interface DatasetSummary {
  workspace: string;
  root: string;
  format: string;
  classCount: number;
  imageCounts: Record<SplitName, number>;
  /** Images left out while reading the data set; unreadable pixels are found later. */
  skippedCount: number;
  groupColumns: string[];
  maskColumn: string | null;
  notes: string[];
}

/**
 * Reads `dataPath` into the workspace `folder`, which is made when missing.
 * Reading the same data set again changes nothing; another data set in the same workspace is refused (`workspace-other-dataset`).
 */
export async function initProject(
  dataPath: string,
  folder: string,
  options: DatasetOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<{ project: Project; summary: DatasetSummary }> {
  const found = await findDataset(dataPath, options, observer);
  const project = await openOrCreateProject(folder, observer);
  return { project, summary: await storeOrClose(project, found) };
}

/** A data set with where it lies and how it was read. */
interface FoundDataset {
  dataset: Dataset;
  root: string;
  options: Record<string, unknown>;
  followsLinks: boolean;
}

async function findDataset(
  dataPath: string,
  options: DatasetOptions,
  observer: Observer,
): Promise<FoundDataset> {
  const tree = await openFileTree(dataPath, options);
  const dataset = await readDataset(tree, options, observer);
  return { dataset, root: tree.rootPath, options: { ...options }, followsLinks: await namesLinksOut(tree) };
}

/** Whether DATA names files that are links to elsewhere: who names them asks for them. */
async function namesLinksOut(tree: FileTree): Promise<boolean> {
  if (!tree.isFile) return false;
  for (const { path } of await tree.list('')) if (!(await tree.exists(path))) return true;
  return false;
}

/**
 * Tells a workspace where its data set lies now: reads it from `dataPath` as it was read before. Throws `workspace-other-dataset` where
 * other images are there, and `workspace-damaged` where it does not say how it was read.
 */
export async function relocateDataset(
  project: Project,
  dataPath: string,
  observer: Observer = SILENT_OBSERVER,
): Promise<DatasetSummary> {
  project.readDataset();
  return storeDataset(
    project,
    await findDataset(dataPath, await readDatasetOptions(project.folder), observer),
  );
}

/** Where the images of the workspace should be; null where they are there, or it has none. */
export async function findMissingData(project: Project): Promise<string | null> {
  const { root, images } = project.readDataset();
  const isGone = images.some(({ location }) => location !== null) && (await statOptional(root)) === null;
  return isGone ? root : null;
}

/** A workspace of classes alone, for studying published answers (`init --classes N`). */
export async function initClasses(
  classCount: number,
  names: ClassListEntry[] | undefined,
  folder: string,
): Promise<{ project: Project; summary: DatasetSummary }> {
  const dataset = declareClasses(classCount, names);
  const project = await openOrCreateProject(folder);
  const found = { dataset, root: folder, options: { classes: classCount }, followsLinks: false };
  return { project, summary: await storeOrClose(project, found) };
}

/** Counts for people; also of a data set that was read before. */
export function summarizeDataset(project: Project, dataset: Dataset, root: string): DatasetSummary {
  return {
    workspace: project.folder,
    root,
    format: dataset.format,
    classCount: dataset.classes.length,
    imageCounts: countImages(dataset),
    skippedCount: dataset.skipped.length,
    groupColumns: dataset.groupColumns,
    maskColumn: dataset.maskColumn,
    notes: dataset.notes,
  };
}

/** Images per split. */
export function countImages(dataset: Dataset): Record<SplitName, number> {
  const counts = { train: 0, val: 0, test: 0 };
  for (const { split } of dataset.images) counts[split] += 1;
  return counts;
}

/** Writes `skipped-images.csv`: what the reader left out, then what could not be decoded. Returns how many there are. */
export async function writeSkippedImages(project: Project): Promise<number> {
  const dataset = project.readDataset();
  const rows = [
    ...dataset.skipped.map(({ path, code, reason }) => ({ image: path, reason, code })),
    ...(await project.readSkippedRows()).map(({ row, code, reason }) => ({
      image: dataset.images[row]!.path,
      reason,
      code,
    })),
  ];
  await writeTable(
    project.layout.results,
    'skipped-images',
    [...RESULT_TABLES['skipped-images'], 'code'],
    rows,
  );
  return rows.length;
}

async function storeOrClose(project: Project, found: FoundDataset): Promise<DatasetSummary> {
  try {
    return await storeDataset(project, found);
  } catch (error) {
    project.close();
    throw error;
  }
}

async function storeDataset(project: Project, found: FoundDataset): Promise<DatasetSummary> {
  const { dataset, root, options, followsLinks } = found;
  const fingerprint = fingerprintDataset(dataset);
  const known = (await project.readManifest()).dataset;
  if (known !== null && known.fingerprint !== fingerprint)
    throw toOtherDatasetError(project.folder, known, dataset, root);
  const isKnown = known !== null && project.database.hasDataset();
  const classes = isKnown ? keepNames(dataset.classes, project.readDataset().classes) : dataset.classes;
  project.database.writeDataset({ ...dataset, classes }, root);
  await project.updateManifest((manifest) => ({
    ...manifest,
    dataset: {
      root,
      format: dataset.format,
      options: JSON.parse(JSON.stringify(options)),
      ...(followsLinks ? { followsLinks } : {}),
      fingerprint,
      imageCount: dataset.images.length,
      classCount: dataset.classes.length,
    },
  }));
  project.forget();
  await writeSkippedImages(project);
  return summarizeDataset(project, dataset, root);
}

/** Classes called only by their WordNet id keep the name that an encoder gave them. */
function keepNames(classes: readonly ClassRecord[], known: readonly ClassRecord[]): ClassRecord[] {
  return classes.map((record, place) =>
    record.displayName === record.wordnetId ? { ...record, displayName: known[place]!.displayName } : record,
  );
}

function toOtherDatasetError(
  folder: string,
  known: { root: string; imageCount: number; classCount: number },
  dataset: Dataset,
  root: string,
): StorageError {
  return new StorageError('workspace-other-dataset', {
    what: `The workspace ${folder} belongs to another data set: ${known.root} (${known.imageCount} images, ${known.classCount} classes), not ${root} (${dataset.images.length} images, ${dataset.classes.length} classes) as it is now.`,
    why: 'Features and annotations of one data set would be taken for those of another.',
    next: 'Name another workspace with -w, or remove this one if its results are no longer needed.',
  });
}
