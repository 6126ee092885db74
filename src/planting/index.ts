/** Data sets with a cue that is known because it was planted: which images carry it, and how it is drawn. */
export {
  CONTROL_CUE,
  type CueLook,
  chooseCueLook,
  drawUntouchedRegion,
  PLANTED_CUES,
  type PlantedCue,
} from './cues.js';
export { drawCue } from './drawing.js';
export {
  buildPlantingPlan,
  DEFAULT_PLANTING_OPTIONS,
  type PicturePool,
  type PlantingOptions,
} from './planting-plan.js';
