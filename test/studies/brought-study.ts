/**
 * A study whose pixels are elsewhere: manifest, features and answers are written and enter through the command line.
 * In: `test/studies/study.ts`, which makes the numbers and computes what comes of them again. Out: a workspace in a folder that vanishes.
 */
import path from 'node:path';
import { toNpy } from '../arrays.js';
import { runWell } from '../program.js';
import { writeTree } from '../trees.js';
import { createStudy, FEATURE_COUNT, type StudyImage, toAnswers, toManifest } from './study.js';

/** Both sides add the same float32 features up in float64, in another order. */
export const DIGITS = 9;

export const images = createStudy();
/** Three of five is a majority, two of four is none, and the third class keeps only core features. */
export const PAIRS = [
  { classIndex: 0, feature: 4, votes: 4, of: 5 },
  { classIndex: 0, feature: 5, votes: 3, of: 5 },
  { classIndex: 1, feature: 5, votes: 5, of: 5 },
  { classIndex: 1, feature: 4, votes: 2, of: 5 },
  { classIndex: 2, feature: 4, votes: 2, of: 4 },
  { classIndex: 3, feature: 4, votes: 3, of: 4 },
];
export const SPURIOUS = new Map([
  [0, [4, 5]],
  [1, [5]],
  [3, [4]],
]);

export const ofSplit = (split: string) => images.filter((image) => image.split === split);
export const flatten = (some: readonly StudyImage[]) => some.flatMap(({ features }) => features);
const toMatrix = (some: readonly StudyImage[]) => toNpy('<f4', [some.length, FEATURE_COUNT], flatten(some));

/** Writes the files, makes the workspace `study` of them, and tells where both are. */
export async function bringStudy() {
  const folder = await writeTree({
    'M.csv': toManifest(images),
    'all.npy': toMatrix(images),
    'train.npy': toMatrix(ofSplit('train')),
    'val.npy': toNpy('<f8', [ofSplit('val').length, FEATURE_COUNT], flatten(ofSplit('val'))),
    'answers.csv': toAnswers(PAIRS),
  });
  const at = (name: string) => path.join(folder, name);
  const inStudy = (...args: string[]) => [...args, '-w', at('study')];
  await runWell(inStudy('init', at('M.csv'), '--format', 'manifest', '--no-images'));
  await runWell(inStudy('features', 'import', at('all.npy')));
  await runWell(inStudy('annotate', 'import', at('answers.csv')));
  return { at, inStudy };
}
