import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import fc from '../../test/properties.js';
import { PARQUET_CODECS } from './codecs.js';
import { openParquet, readParquetRows } from './parquet-file.js';

const FIXTURES = new URL('../../fixtures/parquet/', import.meta.url);

function readFixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, FIXTURES)));
}

function openBytes(bytes: Uint8Array) {
  const reads: [number, number][] = [];
  const slice = (start: number, end: number) => {
    reads.push([start, end]);
    return Promise.resolve(bytes.subarray(start, end));
  };
  return openParquet({ byteLength: bytes.length, slice }, 'a.parquet').then((file) => ({ file, reads }));
}

const CODECS = ['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4'];

test.each(CODECS)('the same table is read from %s', async (codec) => {
  const rows = await readParquetRows(readFixture(`${codec}.parquet`), codec);
  expect(rows).toEqual(
    Array.from({ length: 40 }, (_, i) => ({
      path: `img/${String(i).padStart(3, '0')}.png`,
      label: i % 2 === 0 ? 'cat' : 'dog',
      logit: i / 8,
    })),
  );
});

test('integers beyond 2^53, decimals, dates and words come as their author wrote them', async () => {
  const rows = await readParquetRows(readFixture('types.parquet'), 'types.parquet');
  const texts = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)]),
    ),
  );
  expect(texts).toEqual(JSON.parse(readFileSync(new URL('types.json', FIXTURES), 'utf8')));
});

test('the footer says what columns are, and only what is asked for is read', async () => {
  const bytes = readFixture('groups.parquet');
  const { file, reads } = await openBytes(bytes);
  expect(file.rowCount).toBe(12);
  expect(file.rowGroups.map(({ rowCount }) => rowCount)).toEqual([5, 5, 2]);
  expect(file.columns.map(({ name, kind, members }) => [name, kind, members])).toEqual([
    ['image', 'struct', ['bytes', 'path']],
    ['label', 'number', []],
    ['place', 'text', []],
  ]);
  expect(file.columns[0]!.isEmpty('bytes')).toBe(false);
  expect(JSON.parse(file.keyValues.get('huggingface')!).info.features.label.names).toEqual([
    'cat',
    'dog',
    'emu',
  ]);
  reads.length = 0;
  const paths = await file.readRows({ columns: ['image', 'label'], member: 'path', rowStart: 4, rowEnd: 7 });
  expect(paths).toEqual([4, 5, 6].map((row) => ({ image: { path: `${row}.png` }, label: BigInt(row % 3) })));
  const withoutImages = reads.reduce((sum, [start, end]) => sum + end - start, 0);
  const [cell] = await file.readRows({
    columns: ['image'],
    member: 'bytes',
    asBytes: true,
    rowStart: 6,
    rowEnd: 7,
  });
  const image = (cell as { image: { bytes: Uint8Array } }).image.bytes;
  expect(Buffer.from(image.subarray(1, 4)).toString()).toBe('PNG');
  expect(withoutImages).toBeLessThan(bytes.length / 4);
});

test('a file that is cut off or has a byte changed anywhere is read or refused in a sentence', async () => {
  const sources = [...CODECS, 'groups', 'types'].map((name) => readFixture(`${name}.parquet`));
  const damage = fc.record({
    source: fc.nat({ max: sources.length - 1 }),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    byte: fc.option(fc.integer({ min: 1, max: 255 })),
  });
  await fc.assert(
    fc.asyncProperty(damage, async ({ source, at, byte }) => {
      const whole = sources[source]!;
      const place = Math.floor(at * whole.length);
      const damaged = byte === null ? whole.slice(0, place) : whole.slice();
      if (byte !== null) damaged[place]! ^= byte;
      try {
        expect(await readParquetRows(damaged, 'a.parquet')).toBeInstanceOf(Array);
      } catch (error) {
        expect(error).toMatchObject({
          code: 'parquet-unreadable',
          what: expect.stringMatching(/^a\.parquet cannot be read as Parquet: .+\.$/),
        });
      }
    }),
    { numRuns: 300 },
  );
});

test('text and an empty file are no Parquet', async () => {
  for (const bytes of [new Uint8Array(0), Buffer.from('image,label\na.jpg,cat\n')]) {
    await expect(readParquetRows(bytes, 'a.parquet')).rejects.toMatchObject({ code: 'parquet-unreadable' });
  }
});

test('a page that promises too much, or holds more than it promises, is refused', () => {
  const zeros = gzipSync(new Uint8Array(10_000_000));
  expect(() => PARQUET_CODECS.GZIP!(zeros, 1000)).toThrow('not valid gzip of 1000 bytes');
  for (const codec of ['GZIP', 'ZSTD', 'SNAPPY', 'LZ4_RAW', 'BROTLI'] as const) {
    expect(() => PARQUET_CODECS[codec]!(zeros, 2 ** 31)).toThrow('promises 2147483648 bytes');
  }
});
