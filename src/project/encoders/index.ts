/** Encoders: known, imported, pulled, opened, put through arrays. */
export { nameByEncoder } from './class-naming.js';
export { toDownloadsFolder, toSegmentersFolder } from './encoder-cache.js';
export { type ImportOptions, nameUnknownClass, scaleToSide } from './encoder-card.js';
export { listEncoderOffers } from './encoder-choices.js';
export {
  IMAGENET_NORMALIZATION,
  importEncoder,
  suggestName,
} from './encoder-import.js';
export { pullEncoder } from './encoder-pull.js';
export { KNOWN_ENCODERS } from './encoder-registry.js';
export { DEFAULT_RUN_OPTIONS, runEncoder } from './encoder-run.js';
export type { NetworkChoice } from './encoder-source.js';
export {
  DEFAULT_ENCODER,
  findEncoder,
  isEncoderName,
  listEncoders,
  openNamedEncoder,
  openProjectEncoder,
  openRequiredEncoder,
  toEncoderName,
} from './encoders.js';
export { HUB_PROCESSOR_FILE, parseHubPreprocessing } from './hub-preprocessing.js';
export { inspectNetworkFile } from './network-file.js';
