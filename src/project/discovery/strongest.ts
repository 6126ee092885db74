/**
 * The strongest images of any pair, important or not.
 * In: a project and a pair. Out: the five training images that `discover` would show of it, strongest first. Reads no image.
 */
import { StageError } from '../../base/errors.js';
import type { Pair } from '../../records/annotation.js';
import { chooseExemplars } from '../../stages/discovery/index.js';
import { readPairColumns } from '../features/index.js';
import type { Project } from '../workspace/index.js';
import { listTrainingRows, readDiscovery } from './discovery.js';

/** The feature's activation on the pair's strongest image; 0 where the class has no training images. */
export async function readStrongestActivation(project: Project, pair: Pair): Promise<number> {
  const strongest = await listStrongestImages(project, pair);
  const { readActivations } = await readPairColumns(project, [pair]);
  return readActivations(pair, strongest.slice(0, 1))[0] ?? 0;
}

/** Image indices, strongest first; empty where the class has no training images. Throws `no-features`, `feature-unknown`. */
export async function listStrongestImages(project: Project, pair: Pair): Promise<number[]> {
  const discovery = await readDiscovery(project).catch((error: unknown) => {
    if (error instanceof StageError) return null;
    throw error;
  });
  const isPair = (one: Pair) => one.classIndex === pair.classIndex && one.feature === pair.feature;
  const known = discovery?.exemplars.find(isPair);
  if (known !== undefined) return known.top;
  const { readActivations } = await readPairColumns(project, [pair]);
  const [chosen] = chooseExemplars([pair], readActivations, await listTrainingRows(project));
  return chosen!.top;
}
