/**
 * Near-duplicates on disk: images that look the same to the encoder, and those of them that lie in two splits.
 * In: features, and the files of the pairs found. Out: `duplicates.csv`. Removes nothing.
 */
import { createHash } from 'node:crypto';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { DEFAULT_SIMILARITY, findSimilarPairs, type SimilarPair } from '../../stages/cleaning/index.js';
import { readImageBytes } from '../../storage/index.js';
import { nullIfUnreadable } from '../pictures/index.js';
import {
  formatCommand,
  type Project,
  readParts,
  WORKSPACE_PARTS,
  writeProjectTables,
} from '../workspace/index.js';

export interface DuplicateOptions {
  /** Least cosine similarity. */
  similarity: number;
}

export const DEFAULT_DUPLICATE_OPTIONS: DuplicateOptions = { similarity: DEFAULT_SIMILARITY };

export interface DuplicatePair extends SimilarPair {
  /** Whether the files are equal byte for byte; null where a file cannot be read. */
  isExact: boolean | null;
  isSameClass: boolean;
  /** Whether the two lie in different splits. */
  isLeak: boolean;
}

export interface DuplicateSummary {
  path: string;
  /** Most similar first. */
  pairs: DuplicatePair[];
  /** Images that are in at least one pair. */
  imageCount: number;
  exactCount: number;
  leakCount: number;
  otherClassCount: number;
}

/** Compares all images with each other and writes `duplicates.csv`. Throws as `findSimilarPairs`. */
export async function findDuplicates(
  project: Project,
  { similarity }: DuplicateOptions = DEFAULT_DUPLICATE_OPTIONS,
  observer: Observer = SILENT_OBSERVER,
): Promise<DuplicateSummary> {
  const restsOn = await readParts(project, WORKSPACE_PARTS, ['features', 'data']);
  const { images } = project.readDataset();
  const similar = await findSimilarPairs(await project.openFeatures(), { similarity }, observer);
  const readHash = createHashReader(project);
  const pairs: DuplicatePair[] = [];
  for (const pair of similar) {
    const [one, other] = [images[pair.image]!, images[pair.otherImage]!];
    const [hash, otherHash] = [await readHash(pair.image), await readHash(pair.otherImage)];
    pairs.push({
      ...pair,
      isExact: hash === null || otherHash === null ? null : hash === otherHash,
      isSameClass: one.classIndex === other.classIndex,
      isLeak: one.split !== other.split,
    });
  }
  return {
    path: await writeDuplicates(project, pairs, { similarity, restsOn }),
    pairs,
    imageCount: new Set(pairs.flatMap(({ image, otherImage }) => [image, otherImage])).size,
    exactCount: pairs.filter(({ isExact }) => isExact === true).length,
    leakCount: pairs.filter(({ isLeak }) => isLeak).length,
    otherClassCount: pairs.filter(({ isSameClass }) => !isSameClass).length,
  };
}

/** SHA-256 of an image's bytes, read once each; null where they cannot be read. */
function createHashReader(project: Project): (row: number) => Promise<string | null> {
  const dataset = project.readDataset();
  const known = new Map<number, string | null>();
  return async (row) => {
    if (!known.has(row)) {
      const { location } = dataset.images[row]!;
      const bytes =
        location === null ? null : await readImageBytes(dataset, location).catch(nullIfUnreadable);
      known.set(row, bytes === null ? null : createHash('sha256').update(bytes).digest('hex'));
    }
    return known.get(row)!;
  };
}

async function writeDuplicates(
  project: Project,
  pairs: readonly DuplicatePair[],
  { similarity: least, restsOn }: DuplicateOptions & { restsOn: Record<string, string> },
): Promise<string> {
  const { images, classes } = project.readDataset();
  const table = {
    name: 'duplicates',
    columns: [
      'image',
      'split',
      'other_image',
      'other_split',
      'similarity',
      'same_class',
      'exact',
      'class_name',
      'other_class_name',
    ],
    rows: pairs.map(({ image, otherImage, similarity, isExact, isSameClass }) => {
      const [one, other] = [images[image]!, images[otherImage]!];
      return {
        image: one.path,
        split: one.split,
        other_image: other.path,
        other_split: other.split,
        similarity,
        same_class: formatYesNo(isSameClass),
        exact: isExact === null ? '' : formatYesNo(isExact),
        class_name: classes[one.classIndex]!.name,
        other_class_name: classes[other.classIndex]!.name,
      };
    }),
  };
  const command = formatCommand('duplicates', { similarity: [least, DEFAULT_SIMILARITY] });
  const [path] = await writeProjectTables(project, { command, options: { similarity: least }, restsOn }, [
    table,
  ]);
  return path!;
}

function formatYesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
