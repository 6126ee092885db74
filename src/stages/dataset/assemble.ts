/**
 * From a reader's draft to a data set: duplicates out, classes numbered, splits drawn where missing; images keep the reader's order.
 * Says in notes what it assumed; throws where the result could not be studied (`no-images`, `one-class`).
 */
import { DatasetError, UsageError } from '../../base/errors.js';
import type { ClassRecord, Dataset, DatasetFormat, ImageRecord, SplitName } from '../../records/dataset.js';
import { numberClasses, readImageLabels } from './classes.js';
import type { Draft, DraftImage } from './draft.js';
import { findGroupColumns } from './groups.js';
import { cleanDraft, noteAlike } from './labels/label-texts.js';
import { type DatasetOptions, DEFAULT_VAL_FRACTION } from './options.js';
import { chooseHeldOut } from './splits.js';

/** Ends the note that says which images were held out. */
const HELD_OUT = 'were held out as val.';
/** Names in a note; more would bury the sentence. */
const NAMED_IN_NOTE = 5;

interface Placed {
  image: DraftImage;
  classIndex: number;
  split: SplitName;
}

/** Throws `no-images`, `one-class`, `label-not-in-class-list`, and `val-fraction` as a UsageError. */
export function assembleDataset(format: DatasetFormat, found: Draft, options: DatasetOptions): Dataset {
  const isListed = (options.classList ?? found.fixedClasses) !== undefined;
  const draft = cleanDraft(found, isListed);
  const notes = [...draft.notes];
  const skipped = [...draft.skipped];
  const images = dropDuplicates(draft.images, skipped);
  if (images.length === 0) throw noImages(draft, skipped);
  const classes = numberClasses(draft, images, options);
  const read = readImageLabels(classes, images, options);
  if (read.note !== null) notes.push(read.note);
  const classIndices = [...read.indices];
  assertSeveralClasses(classes, classIndices, options);
  const splits = drawSplits(images, classIndices, draft.valFraction, options, notes);
  const placed = images.map(
    (image, at): Placed => ({ image, classIndex: classIndices[at]!, split: splits[at]! }),
  );
  const alike = noteAlike(classes.map(({ name }) => name));
  if (alike !== null) notes.push(alike);
  noteClasses(classes, placed, notes);
  const groups = findGroupColumns(
    { groupCandidates: draft.groupCandidates, images },
    classIndices,
    classes.map(({ name }) => name),
  );
  if (groups.note !== null) notes.push(groups.note);
  return {
    format,
    classes,
    images: placed.map(
      ({ image, classIndex, split }, index): ImageRecord => ({
        index,
        path: image.path,
        location: image.location,
        classIndex,
        split,
        columns: image.columns,
      }),
    ),
    extraColumns: draft.extraColumns,
    groupColumns: [...draft.groupColumns, ...groups.columns],
    maskColumn: draft.maskColumn,
    skipped,
    notes,
  };
}

/** Whether images were held out to measure on, so that another share of them can be asked for. */
export function hasHeldOut({ notes }: Pick<Dataset, 'notes'>): boolean {
  return notes.some((note) => note.endsWith(HELD_OUT));
}

/** Names some of `items` and counts the rest: `a, b and 3 more`. */
export function nameSome(items: string[]): string {
  const named = items.slice(0, NAMED_IN_NOTE).join(', ');
  return items.length > NAMED_IN_NOTE ? `${named} and ${items.length - NAMED_IN_NOTE} more` : named;
}

function dropDuplicates(images: DraftImage[], skipped: Dataset['skipped']): DraftImage[] {
  const seen = new Set<string>();
  return images.filter((image) => {
    if (!seen.has(image.path)) return seen.add(image.path);
    const reason = 'The data set lists this path more than once; the first mention counts.';
    skipped.push({ path: image.path, code: 'duplicate-path', reason });
    return false;
  });
}

/** One split per image: the draft's, or one drawn by hash where no image (of the data set, or of its val split) has one. */
function drawSplits(
  images: DraftImage[],
  classIndices: number[],
  formatFraction: number | undefined,
  options: DatasetOptions,
  notes: string[],
): SplitName[] {
  const fraction = options.valFraction ?? formatFraction ?? DEFAULT_VAL_FRACTION;
  if (!(fraction >= 0 && fraction < 1)) {
    throw new UsageError('val-fraction', {
      what: `A validation fraction of ${fraction} leaves no training images.`,
      next: 'Give a number from 0 up to, but not including, 1.',
    });
  }
  const splits = images.map((image): SplitName => image.split ?? 'train');
  const hasNoSplits = images.every((image) => image.split === null);
  if (splits.includes('val') || !splits.includes('train') || fraction === 0) return splits;
  const pathsOf = new Map<number, string[]>();
  images.forEach((image, at) => {
    if (splits[at] !== 'train') return;
    const paths = pathsOf.get(classIndices[at]!);
    if (paths) paths.push(image.path);
    else pathsOf.set(classIndices[at]!, [image.path]);
  });
  const heldOut = new Set(
    [...pathsOf.values()].flatMap((paths) => [...chooseHeldOut(paths, fraction, options.seed)]),
  );
  notes.push(
    `${hasNoSplits ? 'The data set has no splits' : 'The data set has no validation split'}: ` +
      `${heldOut.size} of ${splits.filter((split) => split === 'train').length} training images ` +
      `(${formatPercent(fraction)} of each class, seed ${options.seed}) ${HELD_OUT}`,
  );
  return splits.map((split, at) => (heldOut.has(images[at]!.path) ? 'val' : split));
}

function formatPercent(fraction: number): string {
  return `${Number((fraction * 100).toFixed(1))}%`;
}

function noteClasses(classes: ClassRecord[], placed: Placed[], notes: string[]): void {
  const counts = classes.map((): Record<SplitName, number> => ({ train: 0, val: 0, test: 0 }));
  for (const { classIndex, split } of placed) counts[classIndex]![split]++;
  const namesWhere = (holds: (count: Record<SplitName, number>) => boolean) =>
    classes
      .filter(({ index }) => holds(counts[index]!))
      .map(({ displayName }) => JSON.stringify(displayName));
  const note = (names: string[], one: string, many: string, rest: string) => {
    if (names.length > 0) notes.push(`${names.length === 1 ? one : many}: ${nameSome(names)}${rest}.`);
  };
  const total = (count: Record<SplitName, number>) => count.train + count.val + count.test;
  const hasTrain = counts.some((count) => count.train > 0);
  const hasVal = counts.some((count) => count.val > 0);
  note(
    namesWhere((count) => total(count) === 0),
    'A class has no images',
    'Classes have no images',
    '',
  );
  note(
    namesWhere((count) => total(count) === 1),
    'A class has a single image',
    'Classes have a single image',
    '; too few to rank or to measure a gap',
  );
  if (!hasTrain) {
    notes.push(
      'No image is in the training split: features and heads that others made can be used, none can be fitted.',
    );
    return;
  }
  note(
    namesWhere((count) => count.train === 0 && total(count) > 0),
    'A class has no training images',
    'Classes have no training images',
    '; nothing can be learned about them, and their images count as errors of a fitted head',
  );
  if (!hasVal) return;
  note(
    namesWhere((count) => count.val === 0 && total(count) > 1),
    'A class has no validation images',
    'Classes have no validation images',
    '; they have no gap',
  );
}

function assertSeveralClasses(classes: ClassRecord[], classIndices: number[], options: DatasetOptions): void {
  const present = new Set(classIndices);
  if (present.size > 1 || (options.classList?.length ?? 0) > 1) return;
  const [only] = present;
  throw new DatasetError('one-class', {
    what: `All ${classIndices.length} images belong to one class, ${JSON.stringify(classes[only!]!.name)}.`,
    why: 'A cue is spurious or core by what it says about one class against others.',
    next:
      'Check that DATA is the folder that holds the class folders (or train/ and val/), and that the label column is ' +
      'the one you mean; or name further classes with a class list.',
  });
}

function noImages(draft: Draft, skipped: Dataset['skipped']): DatasetError {
  const reasons = new Map<string, number>();
  for (const { reason } of skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const why = [...reasons].map(([reason, count]) => `${count}: ${reason}`).slice(0, NAMED_IN_NOTE);
  return new DatasetError('no-images', {
    what: `No image was found; looked for ${draft.lookedFor}.`,
    why: why.length > 0 ? `Left out were ${why.join(' ')}` : undefined,
    next: 'Check that DATA names the right folder, or name the format with --format.',
  });
}
