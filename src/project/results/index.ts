/** The result tables, all together. */
export { writeResultTables } from './results.js';
