/** Known cues planted into a part of the user's data, and what the program sees of them; what the benchmark shares with that. */
export { measureCueFeatures, measureRankings } from './cue-features.js';
export { measureRepairs } from './repairs.js';
export {
  DEFAULT_SELF_TEST_OPTIONS,
  runSelfTest,
  type SelfTestOptions,
  toSelfTestFolder,
} from './selftest.js';
export { LEAST_SELF_TEST_IMAGES } from './sources.js';
