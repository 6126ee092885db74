/** Which properties of files and which columns foretell labels, and what a model loses by them. */
export {
  type AuditOptions,
  auditFields,
  DEFAULT_AUDIT_OPTIONS,
  type FeatureReader,
  findHighestAuroc,
} from './audit.js';
export { isIdentifier, toColumnField } from './fields.js';
export type { ShuffleRule } from './folds.js';
export { listNameFields, listPropertyFields } from './image-fields.js';
export { LEAST_IMAGES } from './prediction.js';
