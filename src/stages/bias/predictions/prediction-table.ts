/**
 * Predictions as a table: a header and rows (of a CSV or parquet file) enter, rows with the images they belong to leave.
 * `prediction-columns.ts` says which columns hold what; other columns are ignored.
 */
import { assertNoExamples, createExampleList } from '../../../base/examples.js';
import { createNumberParser, PathIndex, resolvePaths } from '../../../tables/index.js';
import { type ColumnPlaces, locateColumns } from './prediction-columns.js';
import { assertHasHeader, assertNotSwapped, isRepeatedHeader } from './prediction-faults.js';
import type { PredictionCell, PredictionRows, RowContext } from './prediction-rows.js';

/** Predictions as a table of a header and rows. */
export interface PredictionTable {
  kind: 'table';
  header: readonly string[];
  /** Cells in the order of `header`; walked once. */
  rows: Iterable<readonly PredictionCell[]>;
  /** What was assumed while the file was read. */
  notes?: readonly string[];
}

/** The rows of a table. Throws `predictions-columns`, `predictions-header`, `predictions-swapped`, `predictions-unknown-image`, `predictions-duplicate`. */
export function placeTable(table: PredictionTable, context: RowContext): PredictionRows {
  const { images } = context;
  const header = table.header.map((name) => name.trim());
  const index = new PathIndex(images.map(({ path }) => path));
  const isImage = (cell: PredictionCell) => index.find(String(cell ?? '')) >= 0;
  assertHasHeader(header, isImage);
  const { places, notes: columnNotes } = locateColumns(header, context.classes);
  const tableRows = [...table.rows];
  const written = tableRows.map((row) => String(row[places.image] ?? ''));
  const paths = { written, baseFolder: '', rootPath: context.root ?? '', fileName: 'the predictions' };
  const resolved = resolvePaths(paths, index);
  const found: { image: number; row: readonly PredictionCell[] }[] = [];
  const seen = new Uint8Array(images.length);
  const unknown = createExampleList();
  const duplicates = createExampleList();
  const strangers: (readonly PredictionCell[])[] = [];
  for (const [at, row] of tableRows.entries()) {
    const image = resolved.places[at]!;
    if (image < 0) {
      strangers.push(row);
      unknown.add(
        isRepeatedHeader(row, header) ? `${written[at]} (the header, a second time)` : written[at]!,
      );
      continue;
    }
    if (seen[image]) duplicates.add(images[image]!.path);
    seen[image] = 1;
    found.push({ image, row });
  }
  assertNotSwapped(
    strangers.map((row) => row[places.prediction]),
    found.length,
    isImage,
  );
  assertNoExamples(unknown, 'predictions-unknown-image', (count, examples) => ({
    what: `${count} of ${count + found.length} predictions are for images that the data set does not have: ${examples}.`,
    why: `Images are named by the data set’s own relative path, such as ${images[0]?.path ?? 'train/cat/1.jpg'}.${resolved.hint === null ? '' : ` ${resolved.hint}`}`,
    next: 'Correct the image column, or remove these rows.',
  }));
  assertNoExamples(duplicates, 'predictions-duplicate', (count, examples) => ({
    what: `${count} images have more than one prediction: ${examples}.`,
    next: 'Keep one row per image.',
  }));
  const rows = found.map(({ row }) => row);
  const { content, notes } = readContent(rows, places, header);
  return {
    notes: [...(table.notes ?? []), ...columnNotes, ...resolved.notes, ...notes],
    images: found.map(({ image }) => image),
    describeRow: (row) => images[found[row]!.image]!.path,
    content,
  };
}

function readContent(
  rows: readonly (readonly PredictionCell[])[],
  { prediction, scores, classes }: ColumnPlaces,
  header: readonly string[],
): Pick<PredictionRows, 'content' | 'notes'> {
  if (prediction >= 0) {
    const texts = rows.map((row) => String(row[prediction] ?? ''));
    return { content: { kind: 'labels', texts, hasGaps: false }, notes: [] };
  }
  const cells = rows.flatMap((row) => scores.map((place) => String(row[place] ?? '')));
  const { parse, notes } = createNumberParser(cells);
  return {
    content: {
      kind: 'scores',
      data: cells.map(parse),
      width: scores.length,
      columns: classes,
      describeColumn: (column) => `column ${header[scores[column]!]}`,
    },
    notes,
  };
}
