/** What other rooms may use of the report. */
export {
  buildClassGapFigure,
  buildCompactRankFigure,
  buildGroupAurocFigure,
  buildHeadFigure,
  buildMitigationFigure,
  buildModelFigure,
  buildRankAccuracyFigure,
  buildTuningFigure,
  type NamedGap,
  toStandaloneSvg,
} from './figures/index.js';
export { DEFAULT_DETAILED_CLASSES, type RenderOptions, renderReport } from './render-report.js';
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
} from './report-data.js';
export { buildSummary, type Summary, type SummaryPoint } from './summary.js';
export { type WriteReportOptions, writeReport } from './write-report.js';
