/**
 * Core crops of images as files: the square where the core features of an image's class fire, cut out of the original.
 * In: image indices. Out: pictures, `manifest.csv` over them, and `core-crops.csv`. The data set stays as it is.
 */
import { join } from 'node:path';
import { StageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { computeFrame, cutBox, encodePng } from '../../imaging/index.js';
import { type CropBox, toOriginalBox } from '../../stages/cleaning/index.js';
import { writeTable } from '../../storage/index.js';
import { locateCore, type MappedImage, openOriginals, readMaps, writePicture } from '../pictures/index.js';
import { toTarget } from '../ranking/index.js';
import { type OpenDataset, type Project, readVerdicts } from '../workspace/index.js';

export interface CoreCrop {
  image: number;
  /** In the original's pixels. */
  box: CropBox;
  /** Core features of the image's class, ascending. */
  features: number[];
  /** The picture, relative to the folder of crops, with `/`. */
  file: string;
}

export interface CropSummary {
  folder: string;
  /** Manifest of the cropped copies, which `init` reads. */
  manifest: string;
  crops: CoreCrop[];
  /** Images whose class has no core feature. */
  withoutCoreCount: number;
  /** Images on which no core feature fires, and images that cannot be read. */
  silentCount: number;
}

/**
 * Crops images to the core of their class, in the order given. Throws `no-encoder`, and `no-core-features` when none of the images'
 * classes has a core feature.
 */
export async function cropImages(
  project: Project,
  rows: readonly number[],
  observer: Observer = SILENT_OBSERVER,
): Promise<CropSummary> {
  const dataset = project.readDataset();
  const originals = await openOriginals(project);
  const coreOfClass = listCoreFeatures(project);
  const requests = rows.flatMap((row) => {
    const features = coreOfClass.get(dataset.images[row]!.classIndex);
    return features === undefined ? [] : [{ row, features }];
  });
  if (rows.length > 0 && requests.length === 0) throw noCoreFeatures();
  const folder = join(project.folder, 'crops');
  const crops: CoreCrop[] = [];
  const cut = async ({ row, pixels, maps }: MappedImage) => {
    const core = locateCore(pixels, [...maps.values()]);
    if (core === null) return;
    const original = await originals.read(row);
    const box = toOriginalBox(core, pixels, computeFrame(original, originals.preprocessing), original);
    const { path, classIndex } = dataset.images[row]!;
    const file = `${path}.png`;
    await writePicture(toTarget(folder, { path: file }), await encodePng(cutBox(original, box)));
    crops.push({ image: row, box, features: coreOfClass.get(classIndex)!, file });
  };
  await readMaps(project, requests, cut, { masks: false }, observer);
  await writeCropTable(project, dataset, crops);
  return {
    folder,
    manifest: await writeManifest(folder, dataset, crops),
    crops,
    withoutCoreCount: rows.length - requests.length,
    silentCount: requests.length - crops.length,
  };
}

function noCoreFeatures(): StageError {
  return new StageError('no-core-features', {
    what: 'No class of these images has a feature that was judged core.',
    why: 'A core crop is drawn around what core features fire on.',
    next: 'Run `spuriosity annotate auto`, or import answers with `spuriosity annotate import F.csv`.',
  });
}

/** By class, ascending; classes without a core feature are left out. */
function listCoreFeatures(project: Project): Map<number, number[]> {
  const byClass = new Map<number, number[]>();
  for (const { classIndex, feature, verdict } of readVerdicts(project)) {
    if (verdict === 'core') byClass.set(classIndex, [...(byClass.get(classIndex) ?? []), feature]);
  }
  for (const features of byClass.values()) features.sort((a, b) => a - b);
  return byClass;
}

async function writeCropTable(
  project: Project,
  { images }: OpenDataset,
  crops: readonly CoreCrop[],
): Promise<void> {
  await writeTable(
    project.layout.results,
    'core-crops',
    ['image', 'left', 'top', 'width', 'height', 'class_index', 'features', 'file'],
    crops.map(({ image, box, features, file }) => ({
      image: images[image]!.path,
      left: box.left,
      top: box.top,
      width: box.width,
      height: box.height,
      class_index: images[image]!.classIndex,
      features: features.join(' '),
      file,
    })),
  );
}

/** The cropped copies as a data set of their own, with the columns of the originals; masks do not fit any more. */
async function writeManifest(
  folder: string,
  { images, classes, extraColumns, maskColumn }: OpenDataset,
  crops: readonly CoreCrop[],
): Promise<string> {
  const fixed = ['path', 'label', 'split', 'original'];
  const further = extraColumns.filter((name) => name !== maskColumn && !fixed.includes(name));
  return writeTable(
    folder,
    'manifest',
    [...fixed, ...further],
    crops.map(({ image, file }) => {
      const { path, classIndex, split, columns } = images[image]!;
      return {
        path: file,
        label: classes[classIndex]!.name,
        split,
        original: path,
        ...Object.fromEntries(further.map((name) => [name, columns[name] ?? ''])),
      };
    }),
  );
}
