import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fc from '../../test/properties.js';
import { RESULT_TABLES } from '../records/tables.js';
import { readTable, writeTable } from './tables.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-tables-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(text: string | Uint8Array) {
  const path = join(folder, 'read.csv');
  await writeFile(path, text);
  return await readTable(path);
}

describe('writeTable', () => {
  test('quotes as RFC 4180, leaves NaN and null empty, makes the folder', async () => {
    const path = await writeTable(
      join(folder, 'results'),
      'skipped-images',
      RESULT_TABLES['skipped-images'],
      [
        { image: 'a,b.jpg', reason: 'says "no"' },
        { image: 'línea\nnueva', reason: Number.NaN },
        { image: null, reason: -0.1 },
      ],
    );
    expect(path).toBe(join(folder, 'results', 'skipped-images.csv'));
    expect(await readFile(path, 'utf8')).toBe(
      'image,reason\n"a,b.jpg","says ""no"""\n"línea\nnueva",\n,-0.1\n',
    );
  });

  test('writes the header of an empty table', async () => {
    const path = await writeTable(folder, 'empty', ['a', 'b'], []);
    expect(await readFile(path, 'utf8')).toBe('a,b\n');
    expect(await readTable(path)).toEqual({ columns: ['a', 'b'], rows: [] });
  });

  test('a row that lacks a column is an error, and the old table stays', async () => {
    await writeTable(folder, 'kept', ['a'], [{ a: 1 }]);
    await expect(writeTable(folder, 'kept', ['a'], [{ b: 1 }])).rejects.toMatchObject({
      code: 'table-column-missing',
    });
    expect(await readFile(join(folder, 'kept.csv'), 'utf8')).toBe('a\n1\n');
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('any texts and numbers read back equal', async () => {
    const row = fc.record({ text: fc.string({ unit: 'binary' }), number: fc.double({ noNaN: true }) });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) => {
        const path = await writeTable(folder, 'property', ['text', 'number'], rows);
        const table = await readTable(path);
        // A CSV cell has no sign of zero.
        expect(table.rows.map(({ number }) => Number(number))).toEqual(rows.map(({ number }) => number + 0));
        expect(table.rows.map(({ text }) => text)).toEqual(rows.map(({ text }) => text));
      }),
      { numRuns: 50 },
    );
  });

  test('an empty cell in a table of one column is still a row', async () => {
    const path = await writeTable(folder, 'single', ['a'], [{ a: null }, { a: 1 }]);
    expect((await readTable(path)).rows).toEqual([{ a: '' }, { a: '1' }]);
  });

  test('tables longer than a piece keep every row in order', async () => {
    const rows = Array.from({ length: 4500 }, (_, i) => ({ i }));
    const path = await writeTable(folder, 'long', ['i'], rows);
    expect((await readTable(path)).rows.map(({ i }) => Number(i))).toEqual(rows.map(({ i }) => i));
  });
});

describe('readTable', () => {
  test('takes a byte order mark, CRLF, quoted line breaks and empty lines', async () => {
    expect(await read('\ufeffpath,label\r\n"a\r\nb",x\r\n\r\n"c ""d""",é\r\n')).toEqual({
      columns: ['path', 'label'],
      rows: [
        { path: 'a\r\nb', label: 'x' },
        { path: 'c "d"', label: 'é' },
      ],
    });
  });

  test('a row that ends early ends with empty cells', async () => {
    expect((await read('a,b\n1,2\n3\n')).rows).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '' },
    ]);
  });

  test('an empty file has no columns', async () => {
    expect(await read('')).toEqual({ columns: [], rows: [] });
  });

  test('a column named __proto__ is a column', async () => {
    const { columns, rows } = await read('__proto__,a\n1,2\n');
    expect(columns).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(rows[0])).toBe(Object.prototype);
    expect(rows[0]?.a).toBe('2');
  });

  test.each([
    ['a cell too many', 'a,b\n1,2,3\n', /line 2/],
    ['an open quote', 'a\n"x\n', /quote/i],
    ['a repeated column', 'a,b,a\n1,2,3\n', /two columns named "a"/],
  ])('%s is an error that says where', async (_what, text, message) => {
    await expect(read(text)).rejects.toMatchObject({
      code: 'table-malformed',
      message: expect.stringMatching(message),
    });
  });

  test('names a file that is missing', async () => {
    await expect(readTable(join(folder, 'nowhere.csv'))).rejects.toMatchObject({ code: 'file-missing' });
  });
});
