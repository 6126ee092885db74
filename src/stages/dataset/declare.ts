/**
 * A data set of classes alone, for studying published answers without images (`init --classes N`).
 */
import { DatasetError, UsageError } from '../../base/errors.js';
import type { Dataset } from '../../records/dataset.js';
import type { ClassListEntry } from './tables/class-list.js';

/**
 * `classCount` classes and no images; without `names` the classes are called by their indices.
 * Throws `class-count` (a UsageError), `class-list-length`.
 */
export function declareClasses(classCount: number, names?: ClassListEntry[]): Dataset {
  if (!Number.isInteger(classCount) || classCount < 1) {
    throw new UsageError('class-count', {
      what: `${classCount} is not a number of classes.`,
      next: 'Give a whole number of at least 1.',
    });
  }
  if (names !== undefined && names.length !== classCount) {
    throw new DatasetError('class-list-length', {
      what: `The class list names ${names.length} classes, not ${classCount}.`,
      next: 'Give the number of classes in the list, or leave the list out.',
    });
  }
  return {
    format: 'manifest',
    classes: Array.from({ length: classCount }, (_, index) => {
      const entry = names?.[index] ?? { name: String(index) };
      return { ...entry, index, displayName: entry.displayName ?? entry.name };
    }),
    images: [],
    extraColumns: [],
    groupColumns: [],
    maskColumn: null,
    skipped: [],
    notes: [`${classCount} classes were declared; there are no images.`],
  };
}
