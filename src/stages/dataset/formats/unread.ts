/**
 * Formats that are recognised and not read: an error that names them is worth more than "no image was found".
 * In: a tree. Out: nothing, or `format-unread` with the shortest way out.
 */
import { DatasetError } from '../../../base/errors.js';
import type { FileEntry, FileTree } from '../../../storage/index.js';
import { listPlaces } from './places.js';

interface UnreadFormat {
  name: string;
  /** Whether the entries of one folder are of this format; the name of the entry that shows it. */
  findSign(entries: readonly FileEntry[]): string | undefined;
  next: string;
}

const AS_FILES =
  'Write its images as files, one folder a class or with a CSV of path and label; or as Parquet with the images inside (in Python: datasets.Dataset.to_parquet).';
const AS_BOXES =
  'Export it as COCO JSON, which is read (an image has the class of most of its objects); or write a CSV of path and label.';

const UNREAD: readonly UnreadFormat[] = [
  {
    name: 'a data set that Hugging Face saved to disk (Arrow)',
    findSign: byName(/\.arrow$/i),
    next: "Write it as Parquet and pass that; in Python: datasets.load_from_disk('FOLDER')['train'].to_parquet('train.parquet').",
  },
  { name: 'a TFRecord file', findSign: byName(/\.tfrecords?(-\d+-of-\d+|\.gz)?$/i), next: AS_FILES },
  { name: 'an LMDB database', findSign: byName(/^data\.mdb$|\.lmdb$/i), next: AS_FILES },
  { name: "a file of MNIST's kind (IDX)", findSign: byName(/-idx[13]-ubyte(\.gz)?$/i), next: AS_FILES },
  { name: "a batch of CIFAR's Python version", findSign: byName(/^data_batch(_\d)?$/), next: AS_FILES },
  { name: 'an HDF5 file', findSign: byName(/\.(h5|hdf5)$/i), next: AS_FILES },
  {
    name: 'an archive of a kind that is not read',
    findSign: byName(/\.(rar|7z)$/i),
    next: 'Unpack it (7z x FILE -odata) and pass the folder data, or pack it as zip.',
  },
  {
    name: 'a data set of boxes in the form of Pascal VOC',
    findSign: (entries) => (hasFolder(entries, 'JPEGImages') ? byFolder('Annotations')(entries) : undefined),
    next: AS_BOXES,
  },
];

/** YOLO's layout looks like two class folders, which no data set calls so. */
const YOLO: UnreadFormat = {
  name: 'the labels of a data set of boxes or masks (YOLO: images/ and labels/)',
  findSign: (entries) => (hasFolder(entries, 'images') ? byFolder('labels')(entries) : undefined),
  next: AS_BOXES,
};

/**
 * Throws `format-unread` where the root, or the only folder or a split there, has the sign of such a format. Beside class folders most
 * signs may be anything: a file of features, say.
 */
export async function assertNotUnread(tree: FileTree, hasClassFolders: boolean): Promise<void> {
  for (const place of await listPlaces(tree)) {
    const entries = await tree.list(place);
    for (const { name, findSign, next } of hasClassFolders ? [YOLO] : [YOLO, ...UNREAD]) {
      const sign = findSign(entries);
      if (sign === undefined) continue;
      throw new DatasetError('format-unread', { what: `${sign} is ${name}, which is not read.`, next });
    }
  }
}

function byName(pattern: RegExp): UnreadFormat['findSign'] {
  return (entries) => entries.find(({ kind, name }) => kind === 'file' && pattern.test(name))?.path;
}

function byFolder(folder: string): UnreadFormat['findSign'] {
  return (entries) => entries.find(({ kind, name }) => kind === 'folder' && name === folder)?.path;
}

function hasFolder(entries: readonly FileEntry[], folder: string): boolean {
  return byFolder(folder)(entries) !== undefined;
}
