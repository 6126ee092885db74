/**
 * fast-check with one seed for the whole run: the same cases everywhere, so that a change is judged by what it changes.
 * `SPURIOSITY_TEST_SEED=random` draws others (a failing property prints its seed); a whole number is that seed.
 */
import fc from 'fast-check';

const DEFAULT_SEED = 1;

const asked = process.env.SPURIOSITY_TEST_SEED;
if (asked !== 'random') fc.configureGlobal({ seed: asked === undefined ? DEFAULT_SEED : Number(asked) });

export default fc;
