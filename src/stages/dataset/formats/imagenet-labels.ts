/**
 * Labels of ImageNet's flat validation folder, from whichever of the circulating files is there.
 * meta.mat (MATLAB) and meta.bin (a pickle) are not read; map_clsloc.txt of the devkit says the same in text.
 */
import { DatasetError } from '../../../base/errors.js';
import type { FileTree } from '../../../storage/index.js';
import { parseDelimited } from '../../../tables/index.js';
import { WORDNET_ID } from '../tables/class-list.js';
import { findFile } from './places.js';

const KAGGLE_FILE = 'LOC_val_solution.csv';
const TINY_FILE = 'val_annotations.txt';
const TF_SLIM_FILE = 'imagenet_2012_validation_synset_labels.txt';
const DEVKIT_FILE = 'ILSVRC2012_validation_ground_truth.txt';
const DEVKIT_MAPPING_FILE = 'map_clsloc.txt';

/** Files that labels are taken from, in the order in which they are looked for. */
export const LABEL_SOURCE_NAMES = [KAGGLE_FILE, TINY_FILE, TF_SLIM_FILE, DEVKIT_FILE];

/** Labels of the validation images, by name or place. */
export interface ValLabels {
  fileName: string;
  /** `number` is the image's place among all validation images, from 1; null where its name holds none. */
  wordnetIdOf(imageName: string, number: number | null): string | undefined;
}

/** Throws `val-labels-missing`, `val-labels-malformed`, `devkit-mapping-missing`. */
export async function readValLabels(tree: FileTree, folders: string[]): Promise<ValLabels> {
  const fileName = await findFile(tree, folders, LABEL_SOURCE_NAMES);
  if (fileName === null) {
    throw new DatasetError('val-labels-missing', {
      what: 'The validation images lie in one folder, and no file says what they show.',
      next: `Put ${KAGGLE_FILE} or ${TF_SLIM_FILE} at the root, or sort the images into wnid folders.`,
    });
  }
  const text = await tree.readText(fileName);
  switch (fileName.slice(fileName.lastIndexOf('/') + 1)) {
    case KAGGLE_FILE:
      return labelByName(listSolutions(text, fileName), fileName);
    case TINY_FILE:
      return labelByName(
        listLines(text).map(({ line, content }) => {
          const [name = '', wordnetId = ''] = content.split('\t');
          return { line, key: name, wordnetId };
        }),
        fileName,
      );
    case TF_SLIM_FILE:
      return labelByNumber(
        listLines(text).map(({ line, content }) => ({ line, key: line, wordnetId: content })),
        fileName,
      );
    default: {
      const wordnetIds = await readDevkitMapping(tree, folders, fileName);
      return labelByNumber(
        listLines(text).map(({ line, content }) => ({
          line,
          key: line,
          wordnetId: wordnetIds.get(content) ?? '',
        })),
        fileName,
      );
    }
  }
}

/** A line's label; `key` is the image's name, or its number. */
interface LabelLine<K> {
  line: number;
  key: K;
  wordnetId: string;
}

function labelByName(lines: readonly LabelLine<string>[], fileName: string): ValLabels {
  const withoutExtension = (name: string) => name.replace(/\.jpe?g$/i, '');
  const wordnetIds = indexLines(
    lines.map((line) => ({ ...line, key: withoutExtension(line.key) })),
    fileName,
  );
  return { fileName, wordnetIdOf: (name) => wordnetIds.get(withoutExtension(name)) };
}

function labelByNumber(lines: readonly LabelLine<number>[], fileName: string): ValLabels {
  const wordnetIds = indexLines(lines, fileName);
  return { fileName, wordnetIdOf: (_, number) => (number === null ? undefined : wordnetIds.get(number)) };
}

/** A line that is passed over would leave its image out, or give it the label of another. */
function indexLines<K>(lines: readonly LabelLine<K>[], fileName: string): Map<K, string> {
  const bad = lines.find(({ wordnetId }) => !WORDNET_ID.test(wordnetId));
  if (bad !== undefined) throw malformed(fileName, bad.line, 'it gives no WordNet id (such as n01440764)');
  return new Map(lines.map(({ key, wordnetId }) => [key, wordnetId]));
}

/** `ImageId,PredictionString`, of which the first word is the label. */
function listSolutions(text: string, fileName: string): LabelLine<string>[] {
  const { rows, malformed: bad } = parseDelimited(text, fileName);
  if (bad[0] !== undefined) throw malformed(fileName, bad[0].line, bad[0].reason);
  return rows.map(({ line, values }) => ({
    line,
    key: values.ImageId ?? '',
    wordnetId: (values.PredictionString ?? '').trim().split(' ')[0]!,
  }));
}

/** Lines that hold something, from 1. */
function listLines(text: string): { line: number; content: string }[] {
  return text
    .split(/\r?\n/)
    .map((content, at) => ({ line: at + 1, content: content.trim() }))
    .filter(({ content }) => content !== '');
}

function malformed(fileName: string, line: number, reason: string): DatasetError {
  return new DatasetError('val-labels-malformed', {
    what: `${fileName} cannot be read: line ${line} is wrong: ${reason}.`,
    why: 'Images whose line is passed over would have no label, or that of another.',
    next: 'Correct the line, or download the file again.',
  });
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
  const lines = listLines(await tree.readText(fileName)).map(({ line, content }) => {
    const [wordnetId = '', id = ''] = content.split(/\s+/);
    return { line, key: id, wordnetId };
  });
  return indexLines(lines, fileName);
}
