/** The result tables, all together. */
export {
  describeOutdated,
  describeOutdatedTables,
  listOutdatedTables,
} from './outdated-tables.js';
export { readGapOptions } from './recorded-options.js';
export { isResultFile, writeResultTables } from './results.js';
