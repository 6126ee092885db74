/**
 * COCO's JSON, which most labelling tools export: `images`, `annotations` and `categories`, joined by ids.
 * A data set of objects becomes one of images: an image's class is the category of most of its annotations.
 */
import { DatasetError } from '../../../../base/errors.js';
import type { FileTree } from '../../../../storage/index.js';
import type { Draft, ReaderContext } from '../../draft.js';
import { type Export, findExports, readExports, takeMajorities, toFolder } from './export.js';

type Id = string | number;

interface CocoFile {
  images: { id: Id; file_name: string }[];
  annotations?: { image_id: Id; category_id: Id }[];
  categories?: { id: Id; name: unknown; supercategory?: unknown }[];
}

/** Throws `coco-without-categories`, and as `readExports`. */
export async function readCoco(context: ReaderContext): Promise<Draft> {
  return readExports(context, await findCoco(context.tree), 'COCO annotations', parseCoco);
}

/** Files of instances where there are such beside captions and keypoints, else all. */
export async function findCoco(tree: FileTree): Promise<string[]> {
  const files = await findExports(tree, isCoco);
  const instances = files.filter((file) => /(^|\/)instances[^/]*$/i.test(file));
  return instances.length > 0 ? instances : files;
}

function isCoco(start: string): boolean {
  return (
    (/"images"\s*:\s*\[/.test(start) && /"file_name"\s*:/.test(start)) ||
    (/"annotations"\s*:\s*\[/.test(start) && /"category_id"\s*:/.test(start))
  );
}

function parseCoco(text: string, fileName: string): Export {
  const { images, annotations = [], categories = [] } = JSON.parse(text) as CocoFile;
  if (annotations.every(({ category_id: id }) => id === undefined)) {
    throw new DatasetError('coco-without-categories', {
      what: `${fileName} is a COCO file whose annotations have no category (captions, for instance).`,
      next: 'Pass the file with categories (instances_*.json), or write a CSV with the columns path and label.',
    });
  }
  const nameOf = new Map(categories.map(({ id, name }) => [id, String(name)]));
  const labelsOf = new Map(images.map(({ id }) => [id, [] as string[]]));
  for (const { image_id: image, category_id: category } of annotations) {
    labelsOf.get(image)?.push(nameOf.get(category) ?? String(category));
  }
  const votes = images.map(({ id, file_name: path }) => ({ path, labels: labelsOf.get(id)! }));
  return {
    baseFolders: listImageFolders(fileName),
    ...takeMajorities(votes, 'categories'),
    names: categories.flatMap(({ name, supercategory }) =>
      typeof supercategory === 'string' ? [{ name: String(name), superCategory: supercategory }] : [],
    ),
  };
}

/** COCO names no folder of images: they lie beside the file, or beside its folder in one called as the file is (`instances_val2017.json`). */
function listImageFolders(fileName: string): string[] {
  const folder = toFolder(fileName);
  const parent = toFolder(folder);
  const stem = fileName
    .slice(folder.length)
    .replace(/^\/?(instances_)?/i, '')
    .replace(/\.json$/i, '');
  const below = [stem, `images/${stem}`, 'images', ''].map((name) =>
    [parent, name].filter(Boolean).join('/'),
  );
  return folder === '' ? below.reverse() : [...below, folder];
}
