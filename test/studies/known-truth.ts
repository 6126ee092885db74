/**
 * Workspaces whose truth is known: how much more often the head is right with most of a cue than with least, class by class.
 * In: a folder, a name, the truth. Out: an open project with its tables written; the caller closes it.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SILENT_OBSERVER } from '../../src/base/observer.js';
import {
  DEFAULT_DISCOVER_OPTIONS,
  discoverProject,
  HEAD_NAME,
  importFeatures,
  initProject,
  type Project,
  writeResultTables,
} from '../../src/project/index.js';
import { DEFAULT_DATASET_OPTIONS } from '../../src/stages/dataset/index.js';
import { writeHead } from '../../src/storage/index.js';
import { toNpy } from '../arrays.js';
import { toCsv } from '../tables.js';
import { settle } from './live-study.js';
import { createNumbers } from './study.js';

const CLASSES = ['ants', 'bees'];
/** Features: what the class is known by, two columns; the cue; what the head decides by. */
const [CUE, ANSWER, FEATURE_COUNT] = [2, 3, 4];

export interface Truth {
  /** Images of a class and split. */
  count: number;
  /** How much more often the head is right with most of the cue than with least, by class. */
  effects: readonly [number, number];
  /** Classes for which the cue is judged spurious. */
  judged: readonly number[];
}

/** Both ends have 10 images where the class has them; every core feature is judged so. */
export async function makeKnownTruth(
  folder: string,
  name: string,
  { count, effects, judged }: Truth,
): Promise<Project> {
  const next = createNumbers(7);
  const images = ['train', 'val'].flatMap((split) =>
    CLASSES.flatMap((label, classIndex) =>
      Array.from({ length: count }, (_, n) => {
        const cue = next();
        const isRight = next() < 0.5 + effects[classIndex]! * (cue - 0.5);
        const answer = isRight === (classIndex === 0) ? 1 : -1;
        const cores = CLASSES.map((_, one) => (one === classIndex ? 1 : 0) + 0.3 * next());
        return { path: `${split}/${label}/${n}.jpg`, label, split, features: [...cores, cue, answer] };
      }),
    ),
  );
  const at = (file: string) => join(folder, `${name}-${file}`);
  const rows = images.map(({ path, label, split }) => [path, label, split]);
  await writeFile(at('M.csv'), toCsv(['path', 'label', 'split'], rows));
  const values = images.flatMap(({ features }) => features);
  await writeFile(at('F.npy'), toNpy('<f4', [images.length, FEATURE_COUNT], values));
  const options = { ...DEFAULT_DATASET_OPTIONS, format: 'manifest' as const, noImages: true };
  const { project } = await initProject(at('M.csv'), at('workspace'), options);
  await importFeatures(project, at('F.npy'), null);
  await discoverProject(project, { ...DEFAULT_DISCOVER_OPTIONS, visuals: false }, SILENT_OBSERVER);
  const weights = new Float32Array(CLASSES.length * FEATURE_COUNT);
  weights[ANSWER] = 1;
  weights[FEATURE_COUNT + ANSWER] = -1;
  const shape = { classCount: CLASSES.length, featureCount: FEATURE_COUNT };
  await writeHead(project.layout.heads, HEAD_NAME, { ...shape, weights, bias: new Float32Array(2) }, {});
  for (const classIndex of judged) {
    settle(project, classIndex, CUE, 'spurious');
    settle(project, classIndex, classIndex, 'core');
  }
  await writeResultTables(project, { k: 10 });
  return project;
}
