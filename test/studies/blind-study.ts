/**
 * Sixty pairs to be judged by several people: six classes of random features without pictures, two models, verdicts of data and guesses
 * on some pairs. Made once, copied for every run.
 */
import path from 'node:path';
import { SILENT_OBSERVER } from '../../src/base/observer.js';
import {
  addPredictions,
  DEFAULT_DISCOVER_OPTIONS,
  discoverProject,
  importFeatures,
  initProject,
  updateSettings,
} from '../../src/project/index.js';
import { DEFAULT_DATASET_OPTIONS } from '../../src/stages/dataset/index.js';
import { toNpy } from '../arrays.js';
import { toCsv } from '../tables.js';
import { writeTree } from '../trees.js';
import { createNumbers } from './study.js';

export const CLASS_COUNT = 6;
export const FEATURE_COUNT = 12;
/** Of each class. */
export const PAIRS_PER_CLASS = 10;
const IMAGES = { train: 24, val: 22 };

/** Makes the workspace, in which three answers are wanted of each pair; returns its folder. */
export async function makeBlindStudy(): Promise<string> {
  const next = createNumbers(4711);
  const images = Array.from({ length: CLASS_COUNT }, (_, classIndex) =>
    (['train', 'val'] as const).flatMap((split) =>
      Array.from({ length: IMAGES[split] }, (_, n) => ({
        path: `${split}/${classIndex}/${n}.jpg`,
        classIndex,
        split,
        features: Array.from({ length: FEATURE_COUNT }, (_, feature) =>
          Math.fround(next() + (feature % CLASS_COUNT === classIndex ? 1 : 0.2)),
        ),
      })),
    ),
  ).flat();
  const predict = () =>
    toCsv(
      ['image', 'prediction'],
      images.map(({ path: name, classIndex }) => [
        name,
        next() < 0.6 ? classIndex : Math.floor(next() * CLASS_COUNT),
      ]),
    );
  const folder = await writeTree({
    'M.csv': toCsv(
      ['path', 'label', 'split'],
      images.map(({ path: name, classIndex, split }) => [name, `class ${classIndex}`, split]),
    ),
    'features.npy': toNpy(
      '<f4',
      [images.length, FEATURE_COUNT],
      images.flatMap(({ features }) => features),
    ),
    'one.csv': predict(),
    'other.csv': predict(),
  });
  const at = (name: string) => path.join(folder, name);
  const options = { ...DEFAULT_DATASET_OPTIONS, format: 'manifest' as const, noImages: true };
  const { project } = await initProject(at('M.csv'), at('study.spuriosity'), options);
  await importFeatures(project, at('features.npy'), null);
  const discovery = { ...DEFAULT_DISCOVER_OPTIONS, topFeatures: PAIRS_PER_CLASS, visuals: false };
  await discoverProject(project, discovery, SILENT_OBSERVER);
  await addPredictions(project, 'one', at('one.csv'), []);
  await addPredictions(project, 'other', at('other.csv'), []);
  project.database.writeAutomaticVerdicts(
    [0, 1, 2, 3, 4, 5, 6, 7].map((feature) => ({
      ...{ classIndex: feature % CLASS_COUNT, feature, votesCore: 0, votesSpurious: 0 },
      ...{ score: 0.7, probability: null, basis: 'Made up for this study.' },
      verdict: feature % 2 === 0 ? 'spurious' : 'core',
      source: feature < 4 ? 'group-column' : 'provisional',
    })),
  );
  updateSettings(project, { answersPerPair: 3 });
  project.close();
  return at('study.spuriosity');
}
