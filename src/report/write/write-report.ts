/**
 * The report on disk.
 * In: an open project. Out: one HTML file, and a folder with its figures.
 */
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import type { Project } from '../../project/index.js';
import { writeFileAtomic } from '../../storage/index.js';
import { collectReportData } from '../collect/collect.js';
import { listReportFigures } from '../figure-list.js';
import { renderReport } from '../render-report.js';
import { DEFAULT_DETAILED_CLASSES } from '../report-options.js';
import { assertFigureFolder, type FigureFile, toFigureFolder, writeFigures } from './write-figures.js';

export interface WriteReportOptions {
  k: number;
  /** The day that the report names. */
  writtenOn: Date;
  detailedClasses?: number;
  /** The file; default `report.html` in the workspace. */
  path?: string;
  /** Folder of the figures; default `figures/` in the workspace; null writes none. */
  figures?: string | null;
}

export interface ReportSummary {
  path: string;
  sizeBytes: number;
  /** Null where no figures were asked for. */
  figures: { folder: string; files: FigureFile[] } | null;
}

/** Writes the report and its figures; returns where they are. */
export async function writeReport(
  project: Project,
  options: WriteReportOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<ReportSummary> {
  const detailedClasses = options.detailedClasses ?? DEFAULT_DETAILED_CLASSES;
  const folder = chooseFigureFolder(project, options, observer);
  if (folder !== null) await assertFigureFolder(folder);
  const data = await collectReportData(
    project,
    { k: options.k, writtenOn: options.writtenOn, detailedClasses },
    observer,
  );
  const drawn = listReportFigures(data);
  const html = renderReport(data, { detailedClasses }, drawn);
  const path = options.path ?? project.layout.report;
  await writeFileAtomic(path, html);
  const files = folder === null ? [] : await writeFigures(folder, drawn, observer);
  return {
    path,
    sizeBytes: Buffer.byteLength(html),
    figures: folder === null ? null : { folder, files },
  };
}

/** Null for no figures. A report that is written elsewhere needs no workspace that can be written to. */
function chooseFigureFolder(
  project: Project,
  { figures, path }: WriteReportOptions,
  observer: Observer,
): string | null {
  if (figures !== undefined) return figures;
  if (path === undefined || project.database.isWritable) return toFigureFolder(project);
  observer.warn(
    'The figures are left out: nothing can be written into the workspace. Name a folder for them with --figures.',
  );
  return null;
}
