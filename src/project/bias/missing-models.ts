/**
 * What is said where a model is not there, or none is.
 * In: names. Out: errors and sentences, the same for terminal and app.
 */
import { UsageError } from '../../base/errors.js';

/** The UsageError `model-unknown`; `known` are the names that there are. */
export function toUnknownModelError(name: string, known: readonly string[]): UsageError {
  return new UsageError('model-unknown', {
    status: 404,
    what: `There is no model ${JSON.stringify(name)}.`,
    next: known.length === 0 ? 'No model was added yet.' : `The models are ${known.join(', ')}.`,
  });
}

/** Why nothing can be measured where nothing was added. */
export const NO_MODELS = 'There is no model to measure: no head was made and no model was added.';
