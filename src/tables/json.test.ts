import { expect, test } from 'vitest';
import { parseTable } from './table.js';

test('numbers keep their digits, in lines and in arrays', () => {
  const labels = ['9007199254740992', '9007199254740993', '-0', '3.0', '1e5', '0.10'];
  const lines = labels.map((label, at) => `{"path": "${at}.jpg", "label": ${label}}`);
  for (const text of [lines.join('\n'), `[${lines.join(',')}]`, `\uFEFF${lines.join('\r\n')}\r\n`]) {
    expect(parseTable(text, 'x').rows.map(({ values }) => values.label)).toEqual(labels);
  }
});

test('texts that look like numbers, and quotes and escapes before numbers, stay what they are', () => {
  const rows = [
    { path: 'a "1" \\ 2.jpg', label: '007' },
    { path: 'b: 12', label: 'NaN' },
    { path: '\\"3', label: 'null' },
  ];
  const table = parseTable(rows.map((row) => JSON.stringify(row)).join('\n'), 'x');
  expect(table.rows.map(({ values }) => values)).toEqual(rows);
});

test('null, NaN and absent members are empty; nested values are JSON with their digits', () => {
  const text =
    '{"path": "a", "label": null, "box": {"x": 9007199254740993, "ok": true}}\n\n{"path": "b", "score": NaN}\nnot json\n[1]\n{"label": 01}\n';
  const table = parseTable(text, 'x');
  expect(table.columns).toEqual(['path', 'label', 'box', 'score']);
  expect(table.rows).toEqual([
    {
      number: 1,
      line: 1,
      values: { path: 'a', label: '', box: '{"x":9007199254740993,"ok":true}', score: '' },
    },
    { number: 2, line: 3, values: { path: 'b', label: '', box: '', score: '' } },
  ]);
  expect(table.malformed.map(({ line }) => line)).toEqual([4, 5, 6]);
  expect(() => parseTable('[{"a": 1}', 'x.json')).toThrow(/not valid JSON/);
});

test('what Python writes for no number is nothing, with either sign', () => {
  const [row] = parseTable('{"a": NaN, "b": Infinity, "c": -Infinity, "d": "-Infinity"}', 'x.jsonl').rows;
  expect(row!.values).toEqual({ a: '', b: '', c: '', d: '-Infinity' });
});
