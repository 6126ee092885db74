/**
 * Predictions as they lie in the workspace, looked at before anybody counts them.
 * In: what a file holds. Out: class indices, or an error that says what is wrong with the file. Reads no file.
 */
import { StageError } from '../../base/errors.js';
import type { Dataset } from '../../records/dataset.js';

/**
 * The values as class indices, −1 for images without one. `rowCount` is that of the whole file, which has a row for each image.
 * Throws `predictions-length`, `predictions-damaged`.
 */
export function toStoredLabels(
  model: string,
  data: ArrayLike<number | bigint>,
  rowCount: number,
  { images, classes }: Pick<Dataset, 'images' | 'classes'>,
): Int32Array {
  if (rowCount !== images.length) {
    throw new StageError('predictions-length', {
      what: `The model ${model} has predictions for ${rowCount} images, the data set has ${images.length}.`,
      next: `Add it again with \`spuriosity model add ${model}\`.`,
    });
  }
  const isClass = (value: number) => value >= -1 && value < classes.length;
  if (data instanceof Int32Array && data.every(isClass)) return data;
  throw new StageError('predictions-damaged', {
    what: `The predictions of the model ${model} are not class indices from 0 to ${classes.length - 1}.`,
    why: 'Something else than this program has written the file.',
    next: `Add it again with \`spuriosity model add ${model}\`.`,
  });
}
