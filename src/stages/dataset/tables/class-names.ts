/**
 * Files beside a data set that say what its labels are called: names for people, never a numbering.
 */
import type { FileTree } from '../../../storage/index.js';
import { type ClassListEntry, parseClassList, WORDNET_ID } from './class-list.js';

/** Looked for in this order; the last is WordNet's list of all nouns, as Tiny ImageNet ships it. */
const NAME_FILES = [
  'classes.csv',
  'class_metadata.csv',
  'LOC_synset_mapping.txt',
  'imagenet_class_index.json',
  'words.txt',
];

/** Names of classes, and the file that gives them. */
export interface FoundNames {
  entries: ClassListEntry[];
  fileName: string;
}

/** The first of the known files in one of `folders` that reads as a class list. */
export async function readClassNames(tree: FileTree, folders: string[] = ['']): Promise<FoundNames | null> {
  for (const folder of folders) {
    const files = new Set((await tree.list(folder)).map(({ name }) => name));
    for (const name of NAME_FILES) {
      if (!files.has(name)) continue;
      const fileName = folder === '' ? name : `${folder}/${name}`;
      const entries = parseClassList(await tree.readText(fileName), fileName);
      if (name === 'classes.csv' || entries.every((entry) => WORDNET_ID.test(entry.name)))
        return { entries, fileName };
    }
  }
  return null;
}
