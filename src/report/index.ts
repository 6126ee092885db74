/** What other rooms may use of the report. */

export { type ReportSummary, writeReport } from './write/write-report.js';
export { writeSelfTestPage } from './write/write-selftest.js';
