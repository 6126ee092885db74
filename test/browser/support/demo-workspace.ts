/**
 * The workspace on which the app is tried: the demo's five classes with fewer and smaller images, made by the program itself.
 * In: nothing. Out: the folder of a workspace that no test changes: copy it. About half a minute on two free cores.
 */
import path from 'node:path';
import { writeDemoDataset } from '../../../src/project/index.js';
import { runWell } from '../../command.js';
import { makeOnce } from '../../make-once.js';

/** Enough validation images for k = 10 at both ends; few training images still give every class its background. */
const DEMO = {
  seed: 7,
  trainPerClass: 48,
  valPerClass: 40,
  size: 128,
  correlationTrain: 0.95,
  correlationVal: 0.5,
  labelNoiseFraction: 0,
};
/** Per class; the demo shows more. */
export const DEMO_TOP_FEATURES = 5;

/**
 * Makes it once in a run of the tests.
 * SPURIOSITY_TEST_DEMO names a workspace made by an earlier run, for trying a single test again and again.
 */
export function makeDemoWorkspace(): Promise<string> {
  const made = process.env.SPURIOSITY_TEST_DEMO;
  if (made) return Promise.resolve(made);
  return makeOnce('demo', async (folder) => {
    const workspace = path.join(folder, 'mini-waterbirds.spuriosity');
    const { manifestPath } = await writeDemoDataset(path.join(folder, 'mini-waterbirds'), DEMO);
    await runWell(['init', manifestPath, '-w', workspace]);
    await runWell(['extract', '-w', workspace]);
    await runWell([
      'discover',
      '-w',
      workspace,
      '--top-features',
      String(DEMO_TOP_FEATURES),
      '--attacks',
      '0',
    ]);
    await runWell(['annotate', 'auto', '-w', workspace]);
    await runWell(['gap', '-w', workspace]);
    return workspace;
  });
}
