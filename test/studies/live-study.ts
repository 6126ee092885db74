/**
 * The study of `study.ts` as a workspace with features, a head, discovery and three models: made once, copied for every test.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SILENT_OBSERVER } from '../../src/base/observer.js';
import {
  addPredictions,
  adjudicate,
  DEFAULT_DISCOVER_OPTIONS,
  discoverProject,
  importFeatures,
  initProject,
  openProject,
  type Project,
  storeAnswer,
} from '../../src/project/index.js';
import { type LiveProject, openLive } from '../../src/project/live/index.js';
import type { VerdictLabel } from '../../src/records/annotation.js';
import { DEFAULT_DATASET_OPTIONS } from '../../src/stages/dataset/index.js';
import { toNpy } from '../arrays.js';
import { toCsv } from '../tables.js';
import { writeTree } from '../trees.js';
import { createNumbers, createStudy, FEATURE_COUNT, type StudyImage, toManifest } from './study.js';

export const STUDY_IMAGES: readonly StudyImage[] = createStudy();
/** Important features of each class; the others are there to be judged all the same. */
export const STUDY_TOP_FEATURES = 3;

/** Makes the workspace; returns its folder. */
export async function makeLiveStudy(): Promise<string> {
  const next = createNumbers(99);
  const guess = ({ classIndex }: StudyImage) => (next() < 0.7 ? classIndex : Math.floor(next() * 4));
  const folder = await writeTree({
    'M.csv': toManifest(STUDY_IMAGES),
    'features.npy': toNpy(
      '<f4',
      [STUDY_IMAGES.length, FEATURE_COUNT],
      STUDY_IMAGES.flatMap(({ features }) => features),
    ),
    'by-water.csv': toPredictions(STUDY_IMAGES, ({ place, classIndex }) =>
      place === 'water' ? classIndex : (classIndex + 1) % 4,
    ),
    // Says nothing of training images.
    'guess.csv': toPredictions(
      STUDY_IMAGES.filter(({ split }) => split === 'val'),
      guess,
    ),
  });
  const at = (name: string) => path.join(folder, name);
  const options = { ...DEFAULT_DATASET_OPTIONS, format: 'manifest' as const, noImages: true };
  const { project } = await initProject(at('M.csv'), at('study.spuriosity'), options);
  await importFeatures(project, at('features.npy'), null);
  await discoverProject(
    project,
    { ...DEFAULT_DISCOVER_OPTIONS, topFeatures: STUDY_TOP_FEATURES, visuals: false },
    SILENT_OBSERVER,
  );
  await addPredictions(project, 'by-water', at('by-water.csv'), ['cue']);
  await addPredictions(project, 'guess', at('guess.csv'), []);
  project.close();
  return at('study.spuriosity');
}

/** Runs `use` on a copy of a workspace, which vanishes afterwards. */
export async function withCopy<T>(folder: string, use: (project: Project) => Promise<T>): Promise<T> {
  const copy = await mkdtemp(path.join(tmpdir(), 'spuriosity-copy-'));
  try {
    // A closed database is one file; what stood beside it may vanish while it is copied.
    await cp(folder, copy, { recursive: true, filter: (source) => !/-(shm|wal)$/.test(source) });
    const project = await openProject(copy);
    try {
      return await use(project);
    } finally {
      project.close();
    }
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

function toPredictions(images: readonly StudyImage[], predict: (image: StudyImage) => number): string {
  return toCsv(
    ['image', 'prediction'],
    images.map((image) => [image.path, predict(image)]),
  );
}

/** Settles a pair, as a person does who has the last word. */
export function settle(project: Project, classIndex: number, feature: number, verdict: VerdictLabel): void {
  adjudicate(project, { classIndex, feature, verdict, decidedBy: 'ada', reason: 'seen' });
}

/** Answers a pair in 20 seconds. */
export function answer(
  project: Project,
  workerId: string,
  main: 'main_object' | 'background',
  pair: { classIndex: number; feature: number },
): void {
  const given = { ...pair, workerId, main, featureRank: 1, confidence: 4, reasons: 'a, b', seconds: 20 };
  storeAnswer(project, given);
}

/** Runs `use` on a copy of the study in which classes 0 and 1 have spurious features and feature 4 collides. */
export function withJudgedStudy(folder: string, use: (live: LiveProject) => Promise<void>): Promise<void> {
  return withCopy(folder, async (project) => {
    settle(project, 0, 4, 'spurious');
    settle(project, 0, 5, 'spurious');
    settle(project, 1, 4, 'spurious');
    settle(project, 2, 4, 'core');
    await use(await openLive(project));
  });
}
