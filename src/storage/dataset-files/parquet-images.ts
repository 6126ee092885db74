/**
 * One image out of a Parquet file, by column and row.
 * In: the file and `column/row`. Out: the cell's bytes. A row group is read once for all images that are asked for while it is kept.
 */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { ImageError } from '../../base/errors.js';
import { readFully } from '../../files/index.js';
import type { ParquetFile } from '../../parquet/index.js';
import { OpenContainers } from './open-containers.js';

/** Row groups kept for the images that are asked for next; Hugging Face writes them with 100 images each. */
const KEPT_BYTES = 256 * 2 ** 20;

type Cell = Uint8Array | null;

interface KeptGroup {
  cells: Promise<Cell[]>;
  sizeBytes: number;
}

/** By path, column and number of the row group; least recently used first. */
const keptGroups = new Map<string, KeptGroup>();

const openFiles = new OpenContainers(async (absolutePath) => {
  const handle = await open(absolutePath, 'r');
  try {
    const { size } = await handle.stat();
    const slice = (start: number, end: number) => readFully(handle, start, end - start);
    const { openParquet } = await import('../../parquet/index.js');
    const file = await openParquet({ byteLength: size, slice }, path.basename(absolutePath));
    return { file, close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
});

/** Throws `ImageError` with `missing-file` where there is no such cell, `empty-file` where it is null, and `parquet-unreadable`. */
export async function readParquetImage(absolutePath: string, inner: string): Promise<Uint8Array> {
  const slash = inner.lastIndexOf('/');
  const [column, row] = [inner.slice(0, slash), Number(inner.slice(slash + 1))];
  const name = path.basename(absolutePath);
  return openFiles.use(absolutePath, async ({ file }) => {
    if (!file.columns.some((known) => known.name === column) || !(row >= 0 && row < file.rowCount)) {
      throw new ImageError('missing-file', { what: `${name} has no image ${inner}.` });
    }
    const { group, rowStart } = findGroup(file, row);
    const cells = await readGroup(`${absolutePath}\0${column}\0${group}`, file, column, group, rowStart);
    const bytes = cells[row - rowStart] ?? null;
    if (bytes === null) throw new ImageError('empty-file', { what: `Row ${row} of ${name} holds no image.` });
    return bytes.slice();
  });
}

/** Lets go of files and row groups that nobody reads at the moment. */
export async function closeParquetFiles(): Promise<void> {
  keptGroups.clear();
  await openFiles.closeAll();
}

function findGroup({ rowGroups }: ParquetFile, row: number): { group: number; rowStart: number } {
  let rowStart = 0;
  for (const [group, { rowCount }] of rowGroups.entries()) {
    if (row < rowStart + rowCount) return { group, rowStart };
    rowStart += rowCount;
  }
  throw new RangeError(`Row ${row} is in no row group.`);
}

function readGroup(
  key: string,
  file: ParquetFile,
  column: string,
  group: number,
  rowStart: number,
): Promise<Cell[]> {
  let kept = keptGroups.get(key);
  if (kept === undefined) {
    const { rowCount, largestColumnBytes } = file.rowGroups[group]!;
    kept = { cells: readCells(file, column, rowStart, rowStart + rowCount), sizeBytes: largestColumnBytes };
    kept.cells.catch(() => keptGroups.delete(key));
  }
  keptGroups.delete(key);
  keptGroups.set(key, kept);
  let sum = [...keptGroups.values()].reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0);
  for (const [oldKey, { sizeBytes }] of [...keptGroups]) {
    if (sum <= KEPT_BYTES || oldKey === key) break;
    keptGroups.delete(oldKey);
    sum -= sizeBytes;
  }
  return kept.cells;
}

async function readCells(
  file: ParquetFile,
  column: string,
  rowStart: number,
  rowEnd: number,
): Promise<Cell[]> {
  const selection = { columns: [column], member: 'bytes', asBytes: true, rowStart, rowEnd };
  return (await file.readRows(selection)).map((row) => {
    const value = row[column];
    const bytes = value instanceof Uint8Array ? value : (value as { bytes?: unknown } | null)?.bytes;
    return bytes instanceof Uint8Array ? bytes : null;
  });
}
