/**
 * Labels of ImageNet's flat validation folder, from whichever of the circulating files is there.
 * meta.mat (MATLAB) and meta.bin (a pickle) are not read; map_clsloc.txt of the devkit says the same in text.
 */
import { DatasetError } from '../../base/errors.js';
import type { FileTree } from '../../storage/index.js';
import { WORDNET_ID } from './class-list.js';
import { findFile } from './places.js';
import { parseDelimited } from './table.js';

const KAGGLE_FILE = 'LOC_val_solution.csv';
const TINY_FILE = 'val_annotations.txt';
const TF_SLIM_FILE = 'imagenet_2012_validation_synset_labels.txt';
const DEVKIT_FILE = 'ILSVRC2012_validation_ground_truth.txt';
const DEVKIT_MAPPING_FILE = 'map_clsloc.txt';

export const LABEL_SOURCE_NAMES = [KAGGLE_FILE, TINY_FILE, TF_SLIM_FILE, DEVKIT_FILE];

export interface ValLabels {
  fileName: string;
  /** `number` is the image's place among all validation images, from 1; null where its name holds none. */
  wordnetIdOf(imageName: string, number: number | null): string | undefined;
}

/** Throws `val-labels-missing`, `devkit-mapping-missing`. */
export async function readValLabels(tree: FileTree, folders: string[]): Promise<ValLabels> {
  const fileName = await findFile(tree, folders, LABEL_SOURCE_NAMES);
  if (fileName === null) {
    throw new DatasetError('val-labels-missing', {
      what: 'The validation images lie in one folder, and no file says what they show.',
      next: `Put ${KAGGLE_FILE} or ${TF_SLIM_FILE} at the root, or sort the images into wnid folders.`,
    });
  }
  const text = await tree.readText(fileName);
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const byName = (pairs: (readonly [string, string])[]): ValLabels => {
    const wordnetIds = new Map(pairs.filter(([, wordnetId]) => WORDNET_ID.test(wordnetId)));
    return { fileName, wordnetIdOf: (name) => wordnetIds.get(name.replace(/\.jpe?g$/i, '')) };
  };
  const withoutExtension = (name: string) => name.replace(/\.jpe?g$/i, '');
  switch (fileName.slice(fileName.lastIndexOf('/') + 1)) {
    case KAGGLE_FILE: {
      const { rows } = parseDelimited(text, fileName);
      return byName(
        rows.map(({ values }) => [
          values.ImageId ?? '',
          (values.PredictionString ?? '').trim().split(' ')[0]!,
        ]),
      );
    }
    case TINY_FILE:
      return byName(
        lines.map((line) => line.split('\t')).map(([name = '', id = '']) => [withoutExtension(name), id]),
      );
    case TF_SLIM_FILE:
      return {
        fileName,
        wordnetIdOf: (_, number) => (number === null ? undefined : lines[number - 1] || undefined),
      };
    default: {
      const wordnetIds = await readDevkitMapping(tree, folders, fileName);
      return {
        fileName,
        wordnetIdOf: (_, number) => (number === null ? undefined : wordnetIds.get(lines[number - 1] ?? '')),
      };
    }
  }
}

/** `n02119789 1 kit_fox` a line: the WordNet id of each ILSVRC2012_ID, whose order is not the sorted one. */
async function readDevkitMapping(
  tree: FileTree,
  folders: string[],
  labels: string,
): Promise<Map<string, string>> {
  const fileName = await findFile(tree, folders, [DEVKIT_MAPPING_FILE]);
  if (fileName === null) {
    throw new DatasetError('devkit-mapping-missing', {
      what: `${labels} gives numbers in the order of the devkit's meta.mat, a MATLAB file that is not read here.`,
      why: 'That order is not the order of the sorted WordNet ids; guessing it would mislabel every image.',
      next: `Put ${DEVKIT_MAPPING_FILE} (from a later devkit) beside it, or bring ${KAGGLE_FILE} or ${TF_SLIM_FILE}.`,
    });
  }
  const lines = (await tree.readText(fileName)).split(/\r?\n/);
  return new Map(
    lines
      .map((line) => line.trim().split(/\s+/))
      .filter(([wordnetId = '']) => WORDNET_ID.test(wordnetId))
      .map(([wordnetId, id]) => [id!, wordnetId!]),
  );
}
