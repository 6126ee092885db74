/** Properties of files and columns of a data set against its labels. */
export {
  auditProject,
  DEFAULT_PROJECT_AUDIT_OPTIONS,
  type ProjectAudit,
  type ProjectAuditOptions,
} from './audit.js';
export { toAuditDocument, writeAudit } from './audit-tables.js';
