import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import { formatNpy, type NpyArray, type NpyDtype, parseNpy, readNpy, writeNpy } from './npy.js';
import { createNpyWriter, openNpyRows } from './npy-rows.js';
import { toFloat32 } from './npy-values.js';

const fixtures = fileURLToPath(new URL('../../../fixtures/storage/', import.meta.url));
const expected: Record<string, { shape: number[]; values: string[] }> = JSON.parse(
  await readFile(join(fixtures, 'expected.json'), 'utf8'),
);
const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-npy-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The fixture's text in the type of the array's values. */
function toValues(texts: string[], array: NpyArray): (number | bigint)[] {
  const isBig = array.data instanceof BigInt64Array || array.data instanceof BigUint64Array;
  return texts.map((text) => (isBig ? BigInt(text) : Number(text)));
}

/** A header of our own making, in front of `data`. */
function buildFile(header: string, data: Uint8Array = new Uint8Array(0), version = 1): Buffer {
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(header.length, 0, length.length);
  return Buffer.concat([
    Buffer.from('\x93NUMPY', 'latin1'),
    Buffer.from([version, 0]),
    length,
    Buffer.from(header),
    data,
  ]);
}

describe('arrays written by numpy', () => {
  test.each(Object.keys(expected))('%s', async (name) => {
    const array = await readNpy(join(fixtures, name));
    expect(array.shape).toEqual(expected[name]!.shape);
    // Exact: every value of the fixtures has an exact double.
    expect([...array.data]).toEqual(toValues(expected[name]!.values, array));
    expect(parseNpy(await readFile(join(fixtures, name)))).toEqual(array);
  });

  test.each(Object.keys(expected))('%s row by row', async (name) => {
    const whole = await readNpy(join(fixtures, name));
    const rows = await openNpyRows(join(fixtures, name));
    const read: (number | bigint)[] = [];
    for (let row = 0; row < rows.rowCount; row++) read.push(...(await rows.readRows(row, row + 1)));
    expect(read).toEqual([...whole.data]);
    const most = await rows.readRows(Math.min(1, rows.rowCount), rows.rowCount);
    expect([...most]).toEqual([...whole.data].slice(Math.min(1, rows.rowCount) * rows.rowSize));
    await expect(rows.readRows(0, rows.rowCount + 1)).rejects.toThrow(RangeError);
    await rows.close();
  });
});

describe('hostile and broken files', () => {
  test.each(['object', 'record', 'complex', 'text'])('refuses values of type %s', async (kind) => {
    await expect(readNpy(join(fixtures, `refused-${kind}.npy`))).rejects.toMatchObject({
      code: 'npy-unsupported',
    });
  });

  test.each([
    ['more values than any file holds', '(4294967296, 4294967296)', 'npy-truncated'],
    ['a product beyond the numbers', `(${Array(40).fill('999999999').join(', ')})`, 'npy-truncated'],
    ['one dimension beyond the exact integers', '(99999999999999999999,)', 'npy-malformed'],
    ['a negative dimension', '(-1,)', 'npy-malformed'],
    ['too many dimensions', `(${Array(100).fill('1').join(', ')})`, 'npy-malformed'],
    ['code instead of numbers', '(x,)', 'npy-malformed'],
    ['one value too many', '(3,)', 'npy-truncated'],
  ])('refuses a shape of %s', async (_what, shape, code) => {
    const file = buildFile(
      `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }\n`,
      Buffer.alloc(8),
    );
    expect(() => parseNpy(file)).toThrow(expect.objectContaining({ code }));
    const path = join(folder, 'hostile.npy');
    await writeFile(path, file);
    await expect(readNpy(path)).rejects.toMatchObject({ code });
    await expect(openNpyRows(path)).rejects.toMatchObject({ code });
  });

  test('an empty array with an absurd other axis takes no memory and no time', async () => {
    const path = join(folder, 'absurd.npy');
    const header = "{'descr': '<f4', 'fortran_order': True, 'shape': (0, 9007199254740991), }\n";
    await writeFile(path, buildFile(header));
    const rows = await openNpyRows(path);
    expect(await rows.readRows(0, 0)).toHaveLength(0);
    await rows.close();
    expect((await readNpy(path)).data).toHaveLength(0);
  });

  test('refuses a header that claims gigabytes', () => {
    const file = buildFile('{}', new Uint8Array(0), 2);
    file.writeUInt32LE(0xffffffff, 8);
    expect(() => parseNpy(file)).toThrow(expect.objectContaining({ code: 'npy-malformed' }));
  });

  test('any cut of a good file is an error of ours, any wrong byte an error of ours or another array', async () => {
    const good = await readFile(join(fixtures, 'little-f4.npy'));
    for (let length = 0; length < good.length; length++) {
      expect(() => parseNpy(good.subarray(0, length))).toThrow(
        expect.objectContaining({ name: 'StorageError' }),
      );
    }
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (position, byte) => {
        const bad = Buffer.from(good);
        bad[position] = byte;
        try {
          return parseNpy(bad).data.length <= 24;
        } catch (error) {
          return (error as Error).name === 'StorageError';
        }
      }),
      { numRuns: 500 },
    );
  });

  test('ignores bytes after the array, as numpy does', async () => {
    const good = await readFile(join(fixtures, 'vector.npy'));
    expect([...parseNpy(Buffer.concat([good, Buffer.from('more')])).data]).toEqual([1.5, -2.5]);
  });

  test('names the file that is missing', async () => {
    const missing = join(folder, 'nowhere.npy');
    await expect(readNpy(missing)).rejects.toMatchObject({
      code: 'file-missing',
      message: expect.stringContaining(missing),
    });
  });
});

const anyArray: fc.Arbitrary<NpyArray> = fc
  .record({
    shape: fc.array(fc.nat(5), { maxLength: 4 }),
    dtype: fc.constantFrom<NpyDtype>(
      'float32',
      'float64',
      'int8',
      'uint16',
      'int32',
      'uint32',
      'int64',
      'bool',
    ),
    seed: fc.integer(),
  })
  .map(({ shape, dtype, seed }) => {
    const length = shape.reduce((product, axis) => product * axis, 1);
    const numbers = Array.from({ length }, (_, i) => Math.imul(seed + i, 2654435761));
    const data = {
      float32: () => Float32Array.from(numbers, (n) => n / 7),
      float64: () => Float64Array.from(numbers, (n) => n / 7),
      int8: () => Int8Array.from(numbers),
      uint16: () => Uint16Array.from(numbers),
      int32: () => Int32Array.from(numbers),
      uint32: () => Uint32Array.from(numbers),
      int64: () => BigInt64Array.from(numbers, (n) => BigInt(n) << 30n),
      bool: () => Uint8Array.from(numbers, (n) => n & 1),
    }[dtype as 'float32']();
    return { dtype, shape, data };
  });

describe('writing', () => {
  test('what is written reads back equal, and the data are aligned', () => {
    fc.assert(
      fc.property(anyArray, (array) => {
        const bytes = formatNpy(array);
        expect((bytes.byteLength - array.data.byteLength) % 64).toBe(0);
        expect(parseNpy(bytes)).toEqual(array);
      }),
    );
  });

  test.skipIf(!hasNumpy)('numpy reads what we write (skipped without python3 and numpy)', async () => {
    const array: NpyArray = {
      dtype: 'float32',
      shape: [2, 3],
      data: Float32Array.from([1, 2, 3, 4, 5, Number.NaN]),
    };
    await writeNpy(join(folder, 'ours.npy'), array);
    await writeNpy(join(folder, 'long.npy'), { dtype: 'int64', shape: [1], data: BigInt64Array.of(-5n) });
    const script =
      "import numpy,sys; a=numpy.load('ours.npy'); b=numpy.load('long.npy', mmap_mode='r'); print(a.dtype,a.shape,a.tolist(),b.dtype,b.tolist())";
    expect(execFileSync('python3', ['-c', script], { cwd: folder, encoding: 'utf8' }).trim()).toBe(
      'float32 (2, 3) [[1.0, 2.0, 3.0], [4.0, 5.0, nan]] int64 [-5]',
    );
  });

  test('refuses a shape that does not fit', () => {
    expect(() => formatNpy({ dtype: 'float32', shape: [2], data: new Float32Array(3) })).toThrow(
      expect.objectContaining({ code: 'npy-unsupported' }),
    );
  });
});

describe('writing by rows', () => {
  test('gives the same bytes as writing at once, and nothing before the commit', async () => {
    const data = Float32Array.from({ length: 12 }, (_, i) => i / 3);
    const streamed = join(folder, 'streamed.npy');
    const writer = await createNpyWriter(streamed, [4, 3]);
    await writer.appendRows(data.subarray(0, 3));
    await expect(readFile(streamed)).rejects.toThrow('ENOENT');
    await writer.appendRows(data.subarray(3));
    await writer.commit();
    expect(await readFile(streamed)).toEqual(formatNpy({ dtype: 'float32', shape: [4, 3], data }));
  });

  test.each([
    ['too few rows', [3], 'commit'],
    ['too many rows', [3, 3, 3], 'append'],
    ['half a row', [2], 'append'],
  ])('%s leave no file behind', async (_what, lengths) => {
    const empty = await mkdtemp(join(folder, 'rows-'));
    const writer = await createNpyWriter(join(empty, 'x.npy'), [2, 3]);
    const attempt = async () => {
      for (const length of lengths) await writer.appendRows(new Float32Array(length));
      await writer.commit();
    };
    await expect(attempt()).rejects.toMatchObject({ code: 'npy-incomplete' });
    expect(await readdir(empty)).toEqual([]);
  });
});

test('widens any type to float32', () => {
  expect(toFloat32(BigInt64Array.of(-3n, 4n))).toEqual(Float32Array.of(-3, 4));
  expect(toFloat32(Uint8Array.of(1, 255))).toEqual(Float32Array.of(1, 255));
});
