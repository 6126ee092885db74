/** Cues found in images and weakened: what an intervention does to pixels. */
export { type CueMap, type CueMasks, findCueMasks } from './cue-mask.js';
export { WEAKENINGS, weakenRegion } from './weakening.js';
