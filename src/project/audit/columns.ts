/**
 * Columns about images as the audit reads them: those of the data set, and those of a table that the user brings.
 * In: an open project, the path of a table. Out: texts per image by name of column. Judges none of them.
 */
import { UsageError } from '../../base/errors.js';
import type { Observer } from '../../base/observer.js';
import { findColumn, PATH_COLUMNS } from '../../stages/dataset/index.js';
import { readUserTable } from '../../storage/index.js';
import { PathIndex, resolvePaths } from '../../tables/index.js';
import type { Project } from '../workspace/index.js';

/** Texts by column, each as long as the data set; empty where nothing is known of an image. */
export type Columns = Map<string, string[]>;

/**
 * Columns of the data set, masks left out, then those of the table; of equal names the table's. Throws `metadata-malformed` for a table that
 * has no column of paths, names an image twice or names none at all, and as `readUserTable`.
 */
export async function readColumns(
  project: Project,
  metadata: string | undefined,
  observer: Observer,
): Promise<Columns> {
  const { images, extraColumns, maskColumn } = project.readDataset();
  const columns: Columns = new Map(
    extraColumns
      .filter((name) => name !== maskColumn)
      .map((name) => [name, images.map((image) => image.columns[name] ?? '')]),
  );
  if (metadata === undefined) return columns;
  for (const [name, texts] of await readMetadata(project, metadata, observer)) columns.set(name, texts);
  return columns;
}

async function readMetadata(project: Project, path: string, observer: Observer): Promise<Columns> {
  const { images, root } = project.readDataset();
  const { columns, rows, notes } = await readUserTable(path);
  const pathColumn = findColumn(columns, PATH_COLUMNS);
  if (pathColumn === undefined) {
    throw malformed(`${path} has no column of images; it has ${columns.join(', ')}.`);
  }
  const written = rows.map(({ values }) => values[pathColumn] ?? '');
  const resolved = resolvePaths(
    { written, baseFolder: '', rootPath: root, fileName: path },
    new PathIndex(images.map((image) => image.path)),
  );
  for (const note of [...notes, ...resolved.notes]) observer.info(note);
  const known = resolved.places.filter((place) => place >= 0);
  if (known.length === 0) {
    throw malformed(
      `No row of ${path} names an image here.${resolved.hint === null ? '' : ` ${resolved.hint}`}`,
    );
  }
  if (new Set(known).size < known.length) throw malformed(`${path} names an image twice.`);
  const missing = images.length - known.length;
  if (missing > 0)
    observer.warn(`${path} says nothing of ${missing} of ${images.length} images; they count as "(none)".`);
  const found = columns.filter((name) => name !== pathColumn && name !== 'label' && name !== 'split');
  return new Map(
    found.map((name) => {
      const texts = images.map(() => '');
      for (const [row, place] of resolved.places.entries()) {
        if (place >= 0) texts[place] = rows[row]!.values[name] ?? '';
      }
      return [name, texts];
    }),
  );
}

function malformed(what: string): UsageError {
  return new UsageError('metadata-malformed', {
    what,
    why: 'Each row must say which image it is about.',
    next: 'Give a column image (or path, file_name) with the paths of the images below the data set, and a column for each field.',
  });
}
