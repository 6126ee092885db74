/** What other rooms may use of the report. */
export { listReportFigures } from './figure-list.js';
export { toStandaloneSvg } from './figures/index.js';
export { renderReport } from './render-report.js';
export type {
  FeatureSplit,
  GapNumbers,
  GapSettings,
  GroupAccuracy,
  GroupAuroc,
  HeadPoint,
  RankCurve,
  RankedImage,
  RankPoint,
  ReportClass,
  ReportCollision,
  ReportData,
  ReportFeature,
  ReportGroups,
  ReportHead,
  ReportHeader,
  ReportImage,
  ReportMitigation,
  ReportModel,
  ReportNoiseFlag,
  ReportSensitivities,
} from './report-data.js';
export type { ReportFigure } from './report-figure.js';
export { DEFAULT_DETAILED_CLASSES, type RenderOptions } from './report-options.js';
export { buildSummary, type Summary, type SummaryPoint } from './summary.js';
export { type FigureFile, writeFigures } from './write-figures.js';
export { type ReportSummary, type WriteReportOptions, writeReport } from './write-report.js';
