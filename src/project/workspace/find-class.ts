/** The class that a person means by what they typed. In: the data set, a text. Out: its record, or a `UsageError`. */
import { StageError, UsageError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import type { ClassRecord, Dataset } from '../../records/dataset.js';
import { type LabelReading, readLabels } from '../../stages/dataset/index.js';

/** How a text that names a class is meant, and who hears what was assumed. */
export interface ClassChoice {
  /** Undefined: a name if there is one, else an index. */
  labelsAre?: LabelReading | undefined;
  observer?: Observer;
}

/**
 * The class that a person means: its name, display name, index, or the beginning of a display name that is the only one. Where a number is
 * one class's name and another's index the name wins, which is said. Throws the UsageError `class-unknown`.
 */
export function findClass(
  { classes }: Pick<Dataset, 'classes'>,
  text: string,
  { labelsAre, observer = SILENT_OBSERVER }: ClassChoice = {},
): ClassRecord {
  try {
    const { indices, note } = readLabels({
      classes,
      texts: [text],
      noun: 'classes asked for',
      code: 'class-unknown',
      describeRow: () => 'as it was typed',
      labelsAre,
    });
    if (note !== null) observer.info(note);
    return classes[indices[0]!]!;
  } catch (error) {
    if (!(error instanceof StageError)) throw error;
    // "gondola" for "gondola, Venetian boat", as long as it is the only one.
    const begun = classes.filter(({ displayName }) =>
      displayName.toLowerCase().startsWith(text.toLowerCase()),
    );
    if (begun.length === 1 && (labelsAre ?? 'name') === 'name') return begun[0]!;
    throw toUnknownError(classes, text, begun);
  }
}

function toUnknownError(
  classes: readonly ClassRecord[],
  text: string,
  begun: readonly ClassRecord[],
): UsageError {
  const list = (some: readonly ClassRecord[]) =>
    some
      .slice(0, 5)
      .map(({ displayName }) => displayName)
      .join('; ');
  return new UsageError('class-unknown', {
    status: 404,
    what:
      begun.length > 1 && text !== ''
        ? `${JSON.stringify(text)} may be any of ${begun.length} classes: ${list(begun)}.`
        : `There is no class ${JSON.stringify(text)}.`,
    next: `Name one of the ${classes.length} classes or its index; the first are ${list(classes)}.`,
  });
}
