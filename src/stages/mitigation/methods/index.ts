/** Every method of repair by its name. */
import type { MitigationMethod } from '../../../records/bias.js';
import { prepareAfr } from './afr.js';
import { prepareDfr } from './dfr.js';
import { prepareInterpolation } from './interpolation.js';
import { prepareMuting } from './muting.js';
import { needRanking, type PrepareMethod } from './repair.js';
import { prepareCounterexamples, prepareTuning } from './tuned.js';

/** How each method gets ready. */
export const METHODS: Readonly<Record<MitigationMethod, PrepareMethod>> = {
  'low-spuriosity': needRanking(prepareTuning('low-spuriosity', 'the least spurious images of each class')),
  counterexamples: needRanking(prepareCounterexamples),
  dfr: prepareDfr,
  afr: prepareAfr,
  interpolation: needRanking(prepareInterpolation),
  muting: needRanking(prepareMuting),
  random: prepareTuning('random', 'as many random images of each class'),
  misclassified: prepareTuning(
    'misclassified',
    'training images that the head gets wrong, filled up with random ones that it gets right',
  ),
};
