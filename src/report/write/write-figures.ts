/**
 * The report's figures as files: for each an SVG, a PNG and the numbers behind it as CSV, and `captions.csv` for all.
 * In: figures. Out: a folder (rules W73 to W76). Touches only files of figures that `captions.csv` names; a folder in which others
 * have such names is refused.
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StageError } from '../../base/errors.js';
import { assertNotCancelled, type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { FIGURE_NAMES, type FigureName, toStandaloneSvg } from '../../figures/index.js';
import { canDrawText, encodeSvgAsPng } from '../../imaging/index.js';
import type { Project } from '../../project/index.js';
import {
  makeFolder,
  readTable,
  removeDeadTemporaries,
  writeFileAtomic,
  writeTable,
} from '../../storage/index.js';
import type { ReportFigure } from '../report-figure.js';

/** Pixels of a PNG per unit of its SVG. */
const PNG_SCALE = 2;
const CAPTIONS = 'captions';
const CAPTION_COLUMNS = ['figure', 'title', 'caption'] as const;

export interface FigureFile {
  figure: FigureName;
  title: string;
  /** Null where this machine has no font to write with. */
  png: string | null;
  svg: string;
  csv: string;
}

/** The folder that a report's figures go to unless another is named. */
export function toFigureFolder({ folder }: Project): string {
  return join(folder, 'figures');
}

/** Throws `figures-folder-taken` where files of others would be replaced; a folder that is not there yet is fine. */
export async function assertFigureFolder(folder: string): Promise<void> {
  await readEarlierFigures(folder);
}

/** Writes all figures and returns the paths of their files; those of earlier reports that are no longer drawn are removed. */
export async function writeFigures(
  folder: string,
  figures: readonly ReportFigure[],
  observer: Observer = SILENT_OBSERVER,
): Promise<FigureFile[]> {
  const earlier = await readEarlierFigures(folder);
  await makeFolder(folder);
  await removeDeadTemporaries(folder);
  const drawn = new Set(figures.map(({ name }) => name));
  for (const name of earlier) {
    if (!drawn.has(name))
      for (const path of Object.values(toPaths(folder, name))) await rm(path, { force: true });
  }
  // Before the files that it claims: a run that is interrupted after some of them may go on.
  await writeTable(
    folder,
    CAPTIONS,
    CAPTION_COLUMNS,
    figures.map(({ name, title, caption }) => ({ figure: name, title, caption })),
  );
  const canDraw = await canDrawText();
  if (!canDraw) {
    observer.warn(
      'The figures are written as SVG and CSV only: this machine has no fonts, and a PNG would show boxes instead of letters. Install a font such as DejaVu Sans and run `spuriosity report` again.',
    );
  }
  const files: FigureFile[] = [];
  for (const figure of figures) {
    assertNotCancelled(observer);
    files.push(await writeFigure(folder, figure, canDraw));
  }
  return files;
}

async function writeFigure(folder: string, figure: ReportFigure, canDraw: boolean): Promise<FigureFile> {
  const { name, title, caption, table } = figure;
  const { svg, png, csv } = toPaths(folder, name);
  const text = toStandaloneSvg(figure.svg, caption);
  await writeFileAtomic(svg, text);
  if (canDraw) await writeFileAtomic(png, await encodeSvgAsPng(text, PNG_SCALE));
  else await rm(png, { force: true });
  await writeTable(
    folder,
    name,
    table.columns,
    table.rows.map((cells) =>
      Object.fromEntries(table.columns.map((column, place) => [column, cells[place] ?? null])),
    ),
  );
  return { figure: name, title, svg, png: canDraw ? png : null, csv };
}

function toPaths(folder: string, name: FigureName) {
  return {
    svg: join(folder, `${name}.svg`),
    png: join(folder, `${name}.png`),
    csv: join(folder, `${name}.csv`),
  };
}

/** The figures that the folder's `captions.csv` names; none in a new folder. */
async function readEarlierFigures(folder: string): Promise<FigureName[]> {
  const path = join(folder, `${CAPTIONS}.csv`);
  const captions = existsSync(path) ? await readTable(path) : null;
  const isOurs = captions === null || captions.columns.join() === CAPTION_COLUMNS.join();
  const named = new Set(isOurs ? captions?.rows.map(({ figure }) => figure) : []);
  const foreign = FIGURE_NAMES.filter((name) => !named.has(name))
    .flatMap((name) => Object.values(toPaths(folder, name)))
    .concat(isOurs ? [] : [path])
    .find((file) => existsSync(file));
  if (foreign !== undefined) {
    throw new StageError('figures-folder-taken', {
      what: `${foreign} would be replaced by a figure of the report, and no report wrote it.`,
      why: 'The figures have fixed names, and a file of the same name may hold something of yours.',
      next: 'Name another folder with --figures, or move that file away.',
    });
  }
  return FIGURE_NAMES.filter((name) => named.has(name));
}
