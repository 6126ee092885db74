/**
 * What people's tables of predictions suffer from, recognised: no header, a header twice, columns swapped, rows off by one. Cells enter,
 * errors leave that name the fault and its remedy. Mends nothing.
 */
import { StageError } from '../../../base/errors.js';
import { isFarMore } from '../../dataset/index.js';
import type { PredictionCell } from './prediction-rows.js';

/** Throws `predictions-header` where the first line names an image, and so is a row. */
export function assertHasHeader(header: readonly string[], isImage: (cell: string) => boolean): void {
  if (!header.some(isImage)) return;
  throw new StageError('predictions-header', {
    what: `The first line of the predictions is a row already: ${header.join(',')}.`,
    why: 'The first line names the columns; this row would be lost.',
    next: 'Put the line image,prediction before it.',
  });
}

/** Whether a row only says again what the columns are called. */
export function isRepeatedHeader(row: readonly PredictionCell[], header: readonly string[]): boolean {
  return header.every((name, place) => String(row[place] ?? '').trim() === name);
}

/** Throws `predictions-swapped` where no row has its image in the column `image`, but rows have it in the column `prediction`. */
export function assertNotSwapped(
  predictions: readonly PredictionCell[],
  foundCount: number,
  isImage: (cell: PredictionCell) => boolean,
): void {
  const count = predictions.filter(isImage).length;
  if (foundCount > 0 || count === 0) return;
  throw new StageError('predictions-swapped', {
    what: `The columns image and prediction are swapped: ${count} of ${predictions.length} rows have their image in the column prediction.`,
    next: 'Change the two names in the header.',
  });
}

/**
 * Throws `predictions-shifted` where predictions are right far more often for the image of the row before or after theirs, and no
 * other order of classes explains it as well. Rows of one class beside each other hide a shift: it shows where neighbours differ.
 * @param labels class per row, −1 for none
 * @param truth class of the image of each row
 */
export function assertNotShifted(labels: Int32Array, truth: Int32Array): void {
  const count = (shift: number) =>
    labels.reduce((sum, label, row) => sum + Number(label >= 0 && label === truth[row + shift]), 0);
  const [own, after, before] = [count(0), count(1), count(-1)];
  const shifted = Math.max(after, before);
  if (!isFarMore(shifted, own, labels.length) || shifted <= countRelabelled(labels, truth)) return;
  const percent = (right: number) => `${((100 * right) / labels.length).toFixed(1)}%`;
  const isAfter = after > before;
  throw new StageError('predictions-shifted', {
    what: `The predictions are right on ${percent(own)} of ${labels.length} images, but on ${percent(shifted)} for the image of the row ${isAfter ? 'after' : 'before'}.`,
    why: 'Rows and images are off by one: a line was lost or counted twice where the table was put together.',
    next: `Move the predictions ${isAfter ? 'down' : 'up'} by one row.`,
  });
}

/** Rows that would be right if every predicted class stood for the class that it most often falls on. */
function countRelabelled(labels: Int32Array, truth: Int32Array): number {
  const counts = new Map<number, Map<number, number>>();
  for (const [row, label] of labels.entries()) {
    if (label < 0) continue;
    const ofLabel = counts.get(label) ?? new Map<number, number>();
    ofLabel.set(truth[row]!, (ofLabel.get(truth[row]!) ?? 0) + 1);
    counts.set(label, ofLabel);
  }
  return [...counts.values()].reduce((sum, ofLabel) => sum + Math.max(...ofLabel.values()), 0);
}
