/**
 * Faults of one kind, collected over a whole file: texts enter one by one, an error with their number and the first few leaves.
 */
import { type ErrorParts, StageError } from './errors.js';

/** As many as fit on one line and still show a pattern. */
const SHOWN_EXAMPLES = 3;

/** A count of faults with the first few of them. */
export interface ExampleList {
  add(example: string): void;
  readonly count: number;
  /** The first few, separated by commas, with an ellipsis when there are more. */
  readonly text: string;
}

/** An empty list. */
export function createExampleList(): ExampleList {
  const shown: string[] = [];
  let count = 0;
  return {
    add(example) {
      count += 1;
      if (count <= SHOWN_EXAMPLES) shown.push(example);
    },
    get count() {
      return count;
    },
    get text() {
      return shown.join(', ') + (count > shown.length ? ', …' : '');
    },
  };
}

/** Throws a StageError that `describe` words, unless the list is empty. */
export function assertNoExamples(
  list: ExampleList,
  code: string,
  describe: (count: number, examples: string) => ErrorParts,
): void {
  if (list.count > 0) throw new StageError(code, describe(list.count, list.text));
}
