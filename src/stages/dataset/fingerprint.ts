/**
 * The identity of a data set: which images, in which order, with which labels and splits.
 * Pixels, file times and further columns do not enter; extraction has its own fingerprint.
 */
import { createHash } from 'node:crypto';
import type { Dataset } from '../../records/dataset.js';

/** SHA-256 as 64 hexadecimal digits; equal for equal class names and equal (path, label, split) in equal order. */
export function fingerprintDataset(dataset: Dataset): string {
  const hash = createHash('sha256');
  for (const { name } of dataset.classes) hash.update(`${JSON.stringify(name)}\n`);
  for (const image of dataset.images) {
    hash.update(`${JSON.stringify([image.path, image.classIndex, image.split])}\n`);
  }
  return hash.digest('hex');
}
