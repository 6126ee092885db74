/**
 * Which classes there are, in which order, and which of them a label means.
 */
import { compareCodePoints } from '../../base/code-points.js';
import { DatasetError } from '../../base/errors.js';
import type { ClassRecord } from '../../records/dataset.js';
import { type ClassListEntry, WORDNET_ID } from './class-list.js';
import type { Draft, DraftImage } from './draft.js';
import type { DatasetOptions } from './options.js';

const INTEGER = /^-?\d+(\.0+)?$/;

/** Classes in index order: the user's list, else the format's own numbering, else the sorted labels. */
export function numberClasses(draft: Draft, images: DraftImage[], options: DatasetOptions): ClassRecord[] {
  const listed = options.classList ?? draft.fixedClasses;
  if (listed !== undefined) return listed.map((entry, index) => toRecord(entry, index, draft.names));
  const labels = new Set(draft.knownLabels);
  for (const image of images) labels.add(image.label);
  const names = [...labels];
  if (draft.sortIntegers && names.every((name) => INTEGER.test(name))) {
    const integers = [...new Set(names.map(toInteger))].sort((a, b) => Number(a) - Number(b));
    return integers.map((name, index) => toRecord({ name }, index, draft.names));
  }
  return names.sort(compareCodePoints).map((name, index) => toRecord({ name }, index, draft.names));
}

/**
 * Finds the class that a label means: by its name, its WordNet id, what people call it, or its index, in this order.
 * The function it returns throws `label-not-in-class-list`.
 */
export function createLabelIndex(classes: ClassRecord[]): (label: string) => number {
  const byName = new Map(classes.map(({ name, index }) => [name, index]));
  const byWordnetId = new Map(classes.map(({ wordnetId, index }) => [wordnetId, index]));
  const byDisplayName = new Map<string, number | null>();
  for (const { displayName, index } of classes) {
    byDisplayName.set(displayName, byDisplayName.has(displayName) ? null : index);
  }
  const indexOfInteger = (label: string) =>
    INTEGER.test(label) ? (byName.get(toInteger(label)) ?? classes[Number(label)]?.index) : undefined;
  return (label) => {
    const found =
      byName.get(label) ?? byWordnetId.get(label) ?? byDisplayName.get(label) ?? indexOfInteger(label);
    if (found !== undefined) return found;
    throw new DatasetError('label-not-in-class-list', {
      what: `The label ${JSON.stringify(label)} is none of the ${classes.length} listed classes (${classes
        .slice(0, 3)
        .map(({ name }) => JSON.stringify(name))
        .join(', ')}, …).`,
      next: byDisplayName.has(label)
        ? 'Several classes have this name: use their WordNet ids or indices as labels.'
        : 'Add it to the class list, or leave the list out to take the classes from the labels.',
    });
  };
}

/** `3.0`, as tables with gaps are exported, is 3. */
function toInteger(label: string): string {
  return String(Number(label));
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
