/**
 * Which classes there are, in which order, and which of them a label means.
 */
import { compareCodePoints } from '../../base/code-points.js';
import { DatasetError, StageError } from '../../base/errors.js';
import type { ClassRecord } from '../../records/dataset.js';
import type { Draft, DraftImage } from './draft.js';
import { type ReadLabels, readLabels } from './labels/index.js';
import type { DatasetOptions } from './options.js';
import { type ClassListEntry, WORDNET_ID } from './tables/class-list.js';

/** A number by its digits; no label becomes a floating-point number, so 2^53 and 2^53 + 1 stay two. */
const INTEGER = /^-?\d+$/;

/** Classes in index order: the user's list, else the format's own numbering, else the sorted labels. */
export function numberClasses(draft: Draft, images: DraftImage[], options: DatasetOptions): ClassRecord[] {
  const listed = options.classList ?? draft.fixedClasses;
  if (listed !== undefined) return listed.map((entry, index) => toRecord(entry, index, draft.names));
  const labels = new Set(draft.knownLabels);
  for (const image of images) labels.add(image.label);
  const names = [...labels];
  if (draft.sortIntegers && names.every((name) => INTEGER.test(name))) {
    names.sort((a, b) => compareIntegers(BigInt(a), BigInt(b)) || compareCodePoints(a, b));
  } else names.sort(compareCodePoints);
  return names.map((name, index) => toRecord({ name }, index, draft.names));
}

/** The class of every image, by the one rule for labels. Throws `label-not-in-class-list`. */
export function readImageLabels(
  classes: readonly ClassRecord[],
  images: readonly DraftImage[],
  { labelsAre }: Pick<DatasetOptions, 'labelsAre'>,
): ReadLabels {
  try {
    return readLabels({
      classes,
      texts: images.map(({ label }) => label),
      noun: 'labels',
      code: 'label-not-in-class-list',
      describeRow: (row) => images[row]!.path,
      labelsAre,
    });
  } catch (error) {
    if (!(error instanceof StageError)) throw error;
    const { code, what } = error;
    const next =
      'Add what is missing to the class list, or leave the list out to take the classes from the labels.';
    throw new DatasetError(code, { what, next, cause: error });
  }
}

function compareIntegers(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}

function toRecord(entry: ClassListEntry, index: number, names: ClassListEntry[] | undefined): ClassRecord {
  const known = names?.find(
    ({ name, wordnetId }) => name === entry.name || (wordnetId ?? name) === entry.wordnetId,
  );
  const wordnetId =
    entry.wordnetId ?? known?.wordnetId ?? (WORDNET_ID.test(entry.name) ? entry.name : undefined);
  const gloss = entry.gloss ?? known?.gloss;
  const superCategory = entry.superCategory ?? known?.superCategory;
  return {
    index,
    name: entry.name,
    displayName: entry.displayName ?? known?.displayName ?? entry.name,
    ...(wordnetId === undefined ? {} : { wordnetId }),
    ...(gloss === undefined ? {} : { gloss }),
    ...(superCategory === undefined ? {} : { superCategory }),
  };
}
