/**
 * Interpolation (WiSE-FT, Wortsman et al. 2022): heads on the straight way from the head before to the one tuned on low spuriosity until
 * the schedule ends. In: what repairs are given. Out: the point with the best goal on the choosing images, and the whole way.
 */
import { deriveSeed } from '../../../numeric/index.js';
import type { LinearHead } from '../../../records/networks/encoder.js';
import { chooseBest, measureHead, predictRows } from '../measures.js';
import { predictUnchosen } from './held-out.js';
import type { PathPoint, PreparedMethod, RepairContext } from './repair.js';
import { chooseTuningImages } from './selection.js';
import { toSelectionInput } from './tuned.js';
import { tuneHead } from './tuning.js';

/** Steps of the way from one head to the other. */
const PATH_STEPS = 10;
/** No gap is below it, and by the paper's rule the last head is taken. */
const TO_THE_END = { stopBy: 'gap', stopGap: -1 } as const;

/** Tunes to the end in every trial, and chooses a point on the way there. */
export async function prepareInterpolation(repair: RepairContext): Promise<PreparedMethod> {
  const { context, head, evaluation, before, settings, observer } = repair;
  return {
    note: 'the point between both heads chosen on the stopping images',
    runTrial: async (trial) => {
      const chosen = chooseTuningImages(toSelectionInput(repair), 'low-spuriosity', trial, settings);
      const rows = Int32Array.from([...chosen.images, ...chosen.anchors]);
      const seed = deriveSeed(settings.seed, 'tuning', 'interpolation', trial);
      const toEnd = { ...settings, ...TO_THE_END };
      const tuned = await tuneHead(repair, head, rows, toEnd, seed, observer);
      const path = Array.from({ length: PATH_STEPS + 1 }, (_, step): PathPoint => {
        const share = step / PATH_STEPS;
        const point = interpolate(head, tuned.head, share);
        return {
          share,
          choosing: measureHead(context, point, evaluation.choosing, settings.k),
          measured: measureHead(context, point, evaluation.measuring, settings.k),
        };
      });
      const best = chooseBest(
        path.map(({ share, choosing }) => ({ share, measures: choosing })),
        before,
        settings.maxAccuracyCost,
      );
      const points = path.map(({ share }) => interpolate(head, tuned.head, share));
      const heldOut = predictUnchosen(
        repair,
        points.map((point) => predictRows(context, point, evaluation.choosing.rows)),
      );
      return { head: interpolate(head, tuned.head, best.share), ...chosen, curve: [], path, heldOut };
    },
  };
}

/** (1 − share) · from + share · to. */
export function interpolate(from: LinearHead, to: LinearHead, share: number): LinearHead {
  const mix = (part: 'weights' | 'bias') =>
    from[part].map((value, index) => (1 - share) * value + share * to[part][index]!);
  return { ...from, weights: mix('weights'), bias: mix('bias') };
}
