/** Data sets with a cue that is known because it was planted: which images carry it, and how it is drawn. */
export {
  type CueLook,
  chooseCueLook,
  drawCue,
  drawUntouchedRegion,
  PLANTED_CUES,
} from './cues.js';
export {
  buildPlantingPlan,
  DEFAULT_PLANTING_OPTIONS,
  type PicturePool,
  type PlantingOptions,
} from './planting-plan.js';
