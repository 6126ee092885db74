/** The features that matter for each class, and what shows them: exemplars, heatmaps, attacks. */
export {
  ATTACK_BATCH_SIZE,
  type AttackTarget,
  attackImages,
  openAttackSession,
} from './attack-images.js';
export { type AttackSummary, drawAttacks, drawAttacksWherePossible } from './attacks.js';
export {
  canDrawVisuals,
  DEFAULT_ATTACKED_PAIRS,
  DEFAULT_DISCOVER_OPTIONS,
  type DiscoverOptions,
  type DiscoverSummary,
  discoverProject,
  listRowsOf,
  listTrainingRows,
  readDiscovery,
  readOptionalDiscovery,
  toDiscoveryPath,
} from './discovery.js';
export { openDrawnPictures } from './drawn-pictures.js';
export { listStrongestImages, readStrongestActivation } from './strongest.js';
