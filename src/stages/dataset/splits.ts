/**
 * Names of splits, and splits drawn by hash where a data set has none.
 * A split depends on the seed, the class and the images' paths only: not on order, machine or other classes.
 */
import { createHash } from 'node:crypto';
import { SPLIT_NAMES, type SplitName } from '../../records/dataset.js';

const SPLIT_WORDS: Record<string, SplitName> = {
  train: 'train',
  training: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  dev: 'val',
  test: 'test',
  testing: 'test',
};

/** Waterbirds, CelebA and their successors number the splits. */
const SPLIT_NUMBERS: Record<string, SplitName> = { '0': 'train', '1': 'val', '2': 'test' };

/** The split that a folder or file name part names, in any letter case; null where it names none. */
export function parseSplitName(name: string): SplitName | null {
  return SPLIT_WORDS[name.trim().toLowerCase()] ?? null;
}

/** As `parseSplitName`, and 0, 1, 2 for train, val, test; `0.0` counts as 0. */
export function parseSplitValue(value: string): SplitName | null {
  return parseSplitName(value) ?? SPLIT_NUMBERS[value.trim().replace(/\.0+$/, '')] ?? null;
}

/** Train before val before test before none, otherwise as they stood: for formats that are spread over folders or shards. */
export function orderBySplit<T extends { split: SplitName | null }>(images: readonly T[]): T[] {
  return [...SPLIT_NAMES, null].flatMap((split) => images.filter((image) => image.split === split));
}

/**
 * Which of one class's images are held out for validation.
 * round(n × fraction) of them, at least 1 and at most n − 1 where n ≥ 2 and the fraction is above 0; none of a single image.
 */
export function chooseHeldOut(paths: string[], valFraction: number, seed: number): Set<string> {
  if (paths.length < 2 || valFraction <= 0) return new Set();
  const count = Math.min(paths.length - 1, Math.max(1, Math.round(paths.length * valFraction)));
  const keyed = paths.map((path) => ({ path, key: hashPath(path, seed) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  return new Set(keyed.slice(0, count).map(({ path }) => path));
}

function hashPath(path: string, seed: number): string {
  return createHash('sha256').update(`${seed}\0${path}`).digest('hex');
}
