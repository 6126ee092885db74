/**
 * The report on disk.
 * In: an open project. Out: one HTML file.
 */
import { type Observer, SILENT_OBSERVER } from '../base/observer.js';
import type { Project } from '../project/index.js';
import { writeFileAtomic } from '../storage/index.js';
import { collectReportData } from './collect.js';
import { DEFAULT_DETAILED_CLASSES, renderReport } from './render-report.js';

export interface WriteReportOptions {
  k: number;
  /** The day that the report names. */
  writtenOn: Date;
  detailedClasses?: number;
  /** The file; default `report.html` in the workspace. */
  path?: string;
}

/** Writes the report and returns where it is and how large. */
export async function writeReport(
  project: Project,
  options: WriteReportOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<{ path: string; sizeBytes: number }> {
  const detailedClasses = options.detailedClasses ?? DEFAULT_DETAILED_CLASSES;
  const data = await collectReportData(
    project,
    { k: options.k, writtenOn: options.writtenOn, detailedClasses },
    observer,
  );
  const html = renderReport(data, { detailedClasses });
  const path = options.path ?? project.layout.report;
  await writeFileAtomic(path, html);
  return { path, sizeBytes: Buffer.byteLength(html) };
}
