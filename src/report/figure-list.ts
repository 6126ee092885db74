/** Every figure of the report, in reading order. In: report data. Out: `ReportFigure`s; the page and the files are made of these. */
import { listClassFigures, listHeadFigures } from './class-figures.js';
import { listModelFigures } from './model-figures.js';
import type { ReportData } from './report-data.js';
import type { ReportFigure } from './report-figure.js';

export function listReportFigures(data: ReportData): ReportFigure[] {
  return [...listClassFigures(data), ...listModelFigures(data), ...listHeadFigures(data)];
}
