/**
 * `.npy` arrays that need not fit into memory: read by rows, written by rows.
 * In: a path. Out: rows (slices along the first axis) as typed arrays in C order, or a file that appears when complete.
 */
import { open } from 'node:fs/promises';
import { StorageError } from '../../base/errors.js';
import { toStorageError } from '../errors.js';
import { createAtomicFile } from '../files/atomic.js';
import { readBytes, readNpyHeader } from './npy.js';
import { formatNpyHeader, type NpyDtype } from './npy-header.js';
import { decodeValues, type NpyData, toBytes, toRowMajor } from './npy-values.js';

/** An open array; close it. */
export interface NpyRows {
  dtype: NpyDtype;
  shape: number[];
  /** Length of the first axis; 1 for a single number. */
  rowCount: number;
  /** Values in one row: product of the other axes. */
  rowSize: number;
  /** Rows `rowStart` to before `rowEnd`, [rows, rowSize], row-major, owned by the caller. */
  readRows(rowStart: number, rowEnd: number): Promise<NpyData>;
  close(): Promise<void>;
}

/** Opens an array without reading its values. */
export async function openNpyRows(path: string): Promise<NpyRows> {
  const what = `Reading ${path} failed`;
  const handle = await open(path).catch((error) => {
    throw toStorageError(error, what);
  });
  try {
    const { dtype, itemSize, swapped, fortranOrder, shape, valueCount, dataOffset } = await readNpyHeader(
      handle,
      path,
    );
    const [rowCount = 1, ...rowShape] = shape;
    const rowSize = rowShape.reduce((product, length) => product * length, 1);

    async function readRows(rowStart: number, rowEnd: number): Promise<NpyData> {
      if (!(rowStart >= 0 && rowStart <= rowEnd && rowEnd <= rowCount)) {
        throw new RangeError(`rows ${rowStart} to ${rowEnd} are outside the ${rowCount} rows of ${path}`);
      }
      const rows = rowEnd - rowStart;
      if (rows * rowSize === 0 || valueCount === 0) return decodeValues(dtype, false, new Uint8Array(0));
      if (!fortranOrder) {
        const position = dataOffset + rowStart * rowSize * itemSize;
        return decodeValues(dtype, swapped, await readBytes(handle, position, rows * rowSize * itemSize));
      }
      // Column-major: each column is contiguous, so a run of rows is one piece of every column.
      const bytes = new Uint8Array(rows * rowSize * itemSize);
      for (let column = 0; column < rowSize; column++) {
        const position = dataOffset + (column * rowCount + rowStart) * itemSize;
        bytes.set(await readBytes(handle, position, rows * itemSize), column * rows * itemSize);
      }
      return toRowMajor(decodeValues(dtype, swapped, bytes), [rows, ...rowShape]);
    }
    return {
      dtype,
      shape,
      rowCount,
      rowSize,
      readRows: (rowStart, rowEnd) =>
        readRows(rowStart, rowEnd).catch((error) => {
          throw error instanceof RangeError ? error : toStorageError(error, what);
        }),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw toStorageError(error, what);
  }
}

/** A float32 array being written row by row. */
export interface NpyWriter {
  /** Appends whole rows, row-major. */
  appendRows(data: Float32Array): Promise<void>;
  /** Makes the file appear; fails with `npy-incomplete` when rows are missing. */
  commit(): Promise<void>;
  /** Gives up; nothing remains. */
  discard(): Promise<void>;
}

/** Starts a float32 array of a known shape at `path`; nothing is seen there before `commit`. */
export async function createNpyWriter(path: string, shape: readonly number[]): Promise<NpyWriter> {
  const valueCount = shape.reduce((product, length) => product * length, 1);
  const rowSize = shape.slice(1).reduce((product, length) => product * length, 1);
  const file = await createAtomicFile(path);
  await file.write(formatNpyHeader('float32', shape));
  let writtenCount = 0;

  async function fail(what: string): Promise<never> {
    await file.discard();
    throw new StorageError('npy-incomplete', { what: `${path} was not written: ${what}.` });
  }
  return {
    async appendRows(data) {
      writtenCount += data.length;
      if (writtenCount > valueCount || data.length % Math.max(rowSize, 1) !== 0) {
        await fail(`${data.length} more values do not fit shape (${shape.join(', ')})`);
      }
      await file.write(toBytes(data));
    },
    async commit() {
      if (writtenCount !== valueCount) await fail(`it has ${writtenCount} of ${valueCount} values`);
      await file.commit();
    },
    discard: () => file.discard(),
  };
}
