/**
 * Methods that tune the head on chosen images until the gap has closed as far as asked: low spuriosity, counterexamples, and the two
 * controls. In: what repairs are given. Out: tuned heads.
 */
import { deriveSeed } from '../../../numeric/index.js';
import {
  type Counterexamples,
  chooseCounterexamples,
  findCounterexamples,
  LEAST_COUNTEREXAMPLES,
} from './counterexamples.js';
import type { PreparedMethod, PrepareMethod, Repair, RepairContext } from './repair.js';
import { type ChoosingMethod, chooseTuningImages, type SelectionInput } from './selection.js';
import { tuneHead } from './tuning.js';

/** A method of `selection.ts`. */
export function prepareTuning(method: ChoosingMethod, note: string): PrepareMethod {
  return async (repair) => ({ note, runTrial: (trial) => runTrial(repair, method, trial, []) });
}

/** Low spuriosity and, on top, up to as many counterexamples of every class that gives some. */
export async function prepareCounterexamples(repair: RepairContext): Promise<PreparedMethod> {
  if (repair.pairs === null) {
    return { omitted: 'the features judged spurious are not those that this model computes' };
  }
  const found = findCounterexamples(repair);
  if (found.length === 0) {
    return {
      omitted: `no class with a spurious feature of its own has ${LEAST_COUNTEREXAMPLES} training images that show another class's cue`,
    };
  }
  return {
    note: describeCounterexamples(found),
    runTrial: (trial) => runTrial(repair, 'counterexamples', trial, found),
  };
}

async function runTrial(
  repair: RepairContext,
  method: ChoosingMethod | 'counterexamples',
  trial: number,
  found: readonly Counterexamples[],
): Promise<Repair> {
  const { head, settings, observer, trainRankings } = repair;
  const byClass = method === 'counterexamples' ? 'low-spuriosity' : method;
  const { images, anchors } = chooseTuningImages(toSelectionInput(repair), byClass, trial, settings);
  const counterexamples = chooseCounterexamples(found, Math.ceil(images.length / trainRankings.length));
  const all = [...new Set([...images, ...counterexamples])].sort((a, b) => a - b);
  const rows = Int32Array.from([...all, ...anchors]);
  const seed = deriveSeed(settings.seed, 'tuning', method, trial);
  return { ...(await tuneHead(repair, head, rows, settings, seed, observer)), images: all, anchors };
}

/** What images are chosen from. */
export function toSelectionInput(repair: RepairContext): SelectionInput {
  const { context, classCount, trainRows, trainRankings, predictions } = repair;
  return { labels: context.labels, classCount, trainRows, trainRankings, predictions };
}

function describeCounterexamples(found: readonly Counterexamples[]): string {
  const images = new Set(found.flatMap((entry) => entry.images)).size;
  const classes = new Set(found.map(({ classIndex }) => classIndex)).size;
  return `${images} images of other classes show the cues of ${classes} ${classes === 1 ? 'class' : 'classes'}`;
}
