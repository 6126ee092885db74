/**
 * A small workspace with pictures: two classes of drawn images through the tiny encoder, with discovery and one spurious pair.
 * Made once, copied for every test (`copyWorkspace`).
 */
import path from 'node:path';
import { SILENT_OBSERVER } from '../../src/base/observer.js';
import {
  adjudicate,
  DEFAULT_DISCOVER_OPTIONS,
  DEFAULT_EXTRACT_OPTIONS,
  discoverProject,
  extractProject,
  initProject,
  readDiscovery,
} from '../../src/project/index.js';
import type { VerdictLabel } from '../../src/records/annotation.js';
import { DEFAULT_DATASET_OPTIONS } from '../../src/stages/dataset/index.js';
import { drawClasses } from '../pictures.js';
import { writeTree } from '../trees.js';
import { writeTinyEncoder } from './tiny-encoder.js';

const CLASS_NAMES = ['fire', 'water'] as const;
export const PICTURED_TRAIN_COUNT = 18;
export const PICTURED_VAL_COUNT = 8;

export interface PicturedStudy {
  workspace: string;
  /** Root of the data set. */
  data: string;
  /** The pair of class 0 that is spurious. */
  spurious: { classIndex: number; feature: number };
  /** The pair of class 0 that is core. */
  core: { classIndex: number; feature: number };
}

/** @param more further files of the data set, by path */
export async function makePicturedStudy(more: Record<string, Buffer> = {}): Promise<PicturedStudy> {
  const folder = await writeTree({});
  const data = await writeTree({
    ...(await drawClasses(CLASS_NAMES, PICTURED_TRAIN_COUNT, 'train')),
    ...(await drawClasses(CLASS_NAMES, PICTURED_VAL_COUNT, 'val')),
    ...more,
  });
  const workspace = path.join(folder, 'pictured.spuriosity');
  const encoder = await writeTinyEncoder(path.join(folder, 'tiny'));
  const { project } = await initProject(data, workspace, DEFAULT_DATASET_OPTIONS);
  await extractProject(project, { ...DEFAULT_EXTRACT_OPTIONS, encoder });
  const options = { ...DEFAULT_DISCOVER_OPTIONS, topFeatures: 2, attackedPairs: 0 };
  await discoverProject(project, options, SILENT_OBSERVER);
  const [first, second] = (await readDiscovery(project)).pairs.filter(({ classIndex }) => classIndex === 0);
  const decide = (feature: number, verdict: VerdictLabel) => {
    adjudicate(project, { classIndex: 0, feature, verdict, decidedBy: 'eve', reason: 'to begin with' });
    return { classIndex: 0, feature };
  };
  const study = {
    workspace,
    data,
    spurious: decide(first!.feature, 'spurious'),
    core: decide(second!.feature, 'core'),
  };
  project.close();
  return study;
}
