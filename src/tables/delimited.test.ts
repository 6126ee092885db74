import { describe, expect, test } from 'vitest';
import fc from '../../test/properties.js';
import { listColumns, parseDelimited } from './delimited.js';

const read = (text: string) => parseDelimited(text, 'table.csv');
const valuesOf = (text: string) => read(text).rows.map(({ values }) => values);
const TWO_ROWS = [
  { path: 'a.jpg', label: 'cat' },
  { path: 'b.jpg', label: 'dog' },
];

describe('separators', () => {
  test.each([
    ['a comma', 'path,label\na.jpg,cat\nb.jpg,dog\n', []],
    ['a semicolon', 'path;label\na.jpg;cat\nb.jpg;dog\n', ['Read with ";" as separator.']],
    ['a tab', 'path\tlabel\na.jpg\tcat\nb.jpg\tdog', ['Read with a tab as separator.']],
    ['a bar', 'path|label\na.jpg|cat\nb.jpg|dog\n', ['Read with "|" as separator.']],
    [
      "Excel's sep= line",
      'sep=;\r\npath;label\r\na.jpg;cat\r\nb.jpg;dog\r\n',
      ['Read with ";" as separator.'],
    ],
    [
      'a sep= line in quotes, with what the other cells of the sheet leave behind it',
      '"sep=,"\npath,label\na.jpg,cat\nb.jpg,dog\n',
      [],
    ],
    [
      'sep= with an unusual one',
      'sep=~\npath~label\na.jpg~cat\nb.jpg~dog\n',
      ['Read with "~" as separator.'],
    ],
    ['line ends of old Macs', 'path;label\ra.jpg;cat\rb.jpg;dog\r', ['Read with ";" as separator.']],
    ['line ends of both kinds', '\uFEFFpath,label\r\na.jpg,cat\nb.jpg,dog\r\n', []],
  ])('%s', (_, text, notes) => {
    const table = read(text);
    expect(table.rows.map(({ values }) => values)).toEqual(TWO_ROWS);
    expect([table.columns, table.notes, table.malformed]).toEqual([['path', 'label'], notes, []]);
  });

  test('decimal commas do not make a comma the separator', () => {
    expect(valuesOf('image;logit_0;logit_1\na.jpg;0,5;1,5\nb.jpg;-2,25;3\n')).toEqual([
      { image: 'a.jpg', logit_0: '0,5', logit_1: '1,5' },
      { image: 'b.jpg', logit_0: '-2,25', logit_1: '3' },
    ]);
  });

  test('of several in the header the one counts that fits the rows', () => {
    expect(valuesOf('id;name, first;label\n1;Ann;cat\n2;Bob;dog\n')).toEqual([
      { id: '1', 'name, first': 'Ann', label: 'cat' },
      { id: '2', 'name, first': 'Bob', label: 'dog' },
    ]);
    expect(read('path,a;b\nx.jpg,1;2\n').columns).toEqual(['path', 'a;b']);
  });

  test('quotes hold separators, line breaks and quotes; the lines of rows count them', () => {
    const table = read('path,label\n"a, b.jpg","two\r\nlines"\n5" c.jpg,"say ""x"""\n');
    expect(table.rows).toEqual([
      { number: 1, line: 2, values: { path: 'a, b.jpg', label: 'two\r\nlines' } },
      { number: 2, line: 4, values: { path: '5" c.jpg', label: 'say "x"' } },
    ]);
    expect(() => read('path,label\n"a.jpg,cat\n')).toThrow(/Quote Not Closed/);
  });
});

describe('what spreadsheets and programs leave in a table', () => {
  test('empty rows and columns, on any side', () => {
    const table = read(';;;;\n;path;label;;\n;;;;\n;a.jpg;cat;;\n;b.jpg;dog;;\n;;;;\n');
    expect(table.rows).toEqual([
      { number: 1, line: 4, values: TWO_ROWS[0] },
      { number: 2, line: 5, values: TWO_ROWS[1] },
    ]);
    expect(table.notes).toEqual(['Read with ";" as separator.']);
  });

  test.each([',path,label\n0,a.jpg,cat\n1,b.jpg,dog\n', 'Unnamed: 0,path,label\n0,a.jpg,cat\n1,b.jpg,dog\n'])(
    'the index of pandas: %j',
    (text) => {
      expect(valuesOf(text)).toEqual(TWO_ROWS);
      expect(read(text).notes).toEqual([expect.stringMatching(/first column has no name/)]);
    },
  );

  test('names of columns in spaces, cells behind a comma and a space', () => {
    const table = read('path , label\na.jpg, cat\n"b.jpg", "dog"\n');
    expect(table.rows.map(({ values }) => values)).toEqual(TWO_ROWS);
    expect(read(' path;label \na.jpg;cat\n').notes).toContain(
      'Spaces around the names of columns were dropped.',
    );
  });

  test('cells are texts as they are written', () => {
    const cells = [
      '007',
      '9007199254740993',
      '1e5',
      'TRUE',
      'NaN',
      'null',
      '2024-01-02',
      '1,5',
      ' x ',
      '-0',
      '3.0',
    ];
    const text = `path;label\n${cells.map((cell, at) => `${at};${cell}`).join('\n')}\n`;
    expect(valuesOf(text).map(({ label }) => label)).toEqual(cells);
    expect(valuesOf('path,label\n1,="007"\n')[0]!.label).toBe('007');
  });

  test('in a table of one column, empty lines are no rows, but lines; an empty cell in quotes is a row', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const table = read(['', 'name', '', 'tench', '', '', '""', 'crane', ''].join(end));
      expect(table.rows).toEqual([
        { number: 1, line: 4, values: { name: 'tench' } },
        { number: 2, line: 7, values: { name: '' } },
        { number: 3, line: 8, values: { name: 'crane' } },
      ]);
    }
  });

  test('a row with a cell too many is malformed, with its line; the others are read', () => {
    const table = read('path,label\na.jpg,cat, black\nb.jpg,dog\n');
    expect(table.malformed).toEqual([{ number: 1, line: 2, reason: expect.stringContaining('3 cells') }]);
    expect(table.rows.map(({ values }) => values)).toEqual([TWO_ROWS[1]]);
    expect(() => read('a,b,a\n1,2,3\n')).toThrow(/two columns named "a"/);
  });

  test('names alone, from the beginning of a text', () => {
    expect(listColumns('sep=;\r\n;path;label \r\n1;"a')).toEqual(['path', 'label']);
  });
});

test('any cells, written with any separator, quote and line end, are read as they are', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      '007',
      '1e5',
      'a,b',
      'c;d',
      'tab\there',
      '"q"',
      'two\nlines',
      '9007199254740993',
      'é',
      '-1,5',
    ),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0 }), cell), { minLength: 1, maxLength: 12 }),
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (rows, separator, lineEnd, withMark) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const lines = [['id', 'label'], ...rows.map(([id, text]) => [String(id), quote(text)])];
        const text = lines.map((cells) => cells.join(separator) + lineEnd).join('');
        const table = read((withMark ? '\uFEFF' : '') + text);
        expect(table.rows.map(({ values }) => values)).toEqual(
          rows.map(([id, label]) => ({ id: String(id), label })),
        );
      },
    ),
    { numRuns: 200 },
  );
});
