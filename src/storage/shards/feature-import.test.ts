import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CancelledError } from '../../base/errors.js';
import { SILENT_OBSERVER } from '../../base/observer.js';
import { readAllRows } from '../../records/features.js';
import { writeNpy } from '../npy/npy.js';
import { type ImportedFeatures, writeImportedFeatures } from './feature-import.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-import-'));
});
afterEach(() => rm(folder, { recursive: true }));

const base: Omit<ImportedFeatures, 'parts'> = {
  imageListSha256: 'a'.repeat(64),
  imageCount: 5,
  previous: null,
  shardSize: 2,
};

async function save(name: string, shape: number[], values: number[]): Promise<string> {
  const path = join(folder, name);
  await writeNpy(path, { dtype: 'float64', shape, data: Float64Array.from(values) });
  return path;
}

describe('features that a user brings (W30)', () => {
  test('a file with one row per image, of any type, also as pooled maps', async () => {
    const path = await save('all.npy', [5, 2, 1, 1], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const store = await writeImportedFeatures(folder, { ...base, parts: [{ path, rows: null }] });
    const source = await store.openSource({ verify: true });
    expect([...(await readAllRows(source))]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([...source.valid]).toEqual([1, 1, 1, 1, 1]);
    expect(store.plan).toMatchObject({ encoder: 'imported', featureCount: 2 });
  });

  test('files of single splits, in any order of rows; later ones count; other rows are skipped', async () => {
    const train = await save('train.npy', [3, 1], [40, 10, 30]);
    const val = await save('val.npy', [1, 1], [11]);
    const store = await writeImportedFeatures(folder, {
      ...base,
      parts: [
        { path: train, rows: [4, 1, 3] },
        { path: val, rows: Int32Array.of(1) },
      ],
    });
    const source = await store.openSource();
    expect([...(await readAllRows(source))]).toEqual([0, 11, 0, 30, 40]);
    expect([...source.valid]).toEqual([0, 1, 0, 1, 1]);
    const [first] = await store.readReceipts();
    expect(first!.skipped).toEqual([{ row: 0, code: 'not-imported', reason: 'No imported features.' }]);
  });

  test('a shard with a flipped bit is made anew by importing the same file again, the others stay', async () => {
    const path = await save('all.npy', [5, 1], [1, 2, 3, 4, 5]);
    const input = { ...base, parts: [{ path, rows: null }] };
    const store = await writeImportedFeatures(folder, input);
    const [first, second] = await store.readReceipts();
    const shard = join(store.folder, second!.file);
    const bytes = await readFile(shard);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(shard, bytes);
    const untouched = await stat(join(store.folder, first!.file));
    await expect(readAllRows(await store.openSource())).rejects.toMatchObject({
      code: 'shard-damaged',
      next: expect.stringContaining('features import'),
    });
    await writeImportedFeatures(folder, input);
    expect([...(await readAllRows(await store.openSource()))]).toEqual([1, 2, 3, 4, 5]);
    expect((await stat(join(store.folder, first!.file))).ino).toBe(untouched.ino);
  });

  test('a second import keeps what the first one brought', async () => {
    const train = await save('train.npy', [3, 1], [1, 2, 3]);
    const first = await writeImportedFeatures(folder, {
      ...base,
      parts: [{ path: train, rows: [0, 1, 2] }],
    });
    const val = await save('val.npy', [2, 1], [33, 44]);
    const second = await writeImportedFeatures(folder, {
      ...base,
      shardSize: 3,
      parts: [{ path: val, rows: [2, 3] }],
      previous: { source: await first.openSource(), fingerprint: first.plan.fingerprint },
    });
    const source = await second.openSource();
    expect([...(await readAllRows(source))]).toEqual([1, 2, 33, 44, 0]);
    expect([...source.valid]).toEqual([1, 1, 1, 1, 0]);
    expect(second.folder).not.toBe(first.folder);
  });

  test('rows of NaN alone are skipped and zero; a single one, or infinity, refuses the file before anything is written', async () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const broken = await save('broken.npy', [5, 2], [1, 1, 2, 2, 3, bad, 4, 4, 5, 5]);
      const parts = [{ path: broken, rows: null }];
      await expect(writeImportedFeatures(folder, { ...base, parts })).rejects.toMatchObject({
        code: 'features-not-finite',
        what: expect.stringContaining('row 2, column 1'),
      });
    }
    expect((await readdir(folder)).filter((name) => name.startsWith('imported-'))).toEqual([]);
    const values = [Number.NaN, Number.NaN, 2, 2, Number.NaN, Number.NaN, 4, 4, 5, 5];
    const path = await save('all.npy', [5, 2], values);
    const store = await writeImportedFeatures(folder, { ...base, parts: [{ path, rows: null }] });
    const source = await store.openSource();
    expect([...(await readAllRows(source))]).toEqual([0, 0, 2, 2, 0, 0, 4, 4, 5, 5]);
    expect([...source.valid]).toEqual([0, 1, 0, 1, 1]);
  });

  test('importing the same file again is one folder; an import that was stopped goes on', async () => {
    const path = await save('all.npy', [5, 1], [1, 2, 3, 4, 5]);
    const parts = [{ path, rows: null }];
    const stop = new AbortController();
    const observer = { ...SILENT_OBSERVER, signal: stop.signal, progress: () => stop.abort() };
    await expect(writeImportedFeatures(folder, { ...base, parts, observer })).rejects.toThrow(CancelledError);
    const store = await writeImportedFeatures(folder, { ...base, parts });
    expect([...(await readAllRows(await store.openSource()))]).toEqual([1, 2, 3, 4, 5]);
    await writeImportedFeatures(folder, { ...base, parts });
    expect((await readdir(folder)).filter((name) => name.startsWith('imported-'))).toHaveLength(1);
  });

  test.each([
    ['a row too few', [4, 2], /4 rows, but there are 5 images/],
    ['one number per image', [5], /shape \(5\)/],
    ['feature maps', [5, 2, 7, 7], /shape \(5, 2, 7, 7\)/],
    ['no features', [5, 0], /shape \(5, 0\)/],
  ])('refuses %s', async (_what, shape, message) => {
    const length = shape.reduce((product, axis) => product * axis, 1);
    const path = await save('bad.npy', shape, Array<number>(length).fill(0));
    await expect(
      writeImportedFeatures(folder, { ...base, parts: [{ path, rows: null }] }),
    ).rejects.toMatchObject({
      code: 'features-unfit',
      message: expect.stringMatching(message),
    });
  });

  test('refuses files of different widths, indices beyond the data set, and no file at all', async () => {
    const one = await save('one.npy', [1, 1], [1]);
    const two = await save('two.npy', [1, 2], [1, 2]);
    for (const parts of [
      [
        { path: one, rows: [0] },
        { path: two, rows: [1] },
      ],
      [{ path: one, rows: [5] }],
      [],
    ]) {
      await expect(writeImportedFeatures(folder, { ...base, parts })).rejects.toMatchObject({
        code: 'features-unfit',
      });
    }
  });
});
