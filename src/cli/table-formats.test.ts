import { expect, test } from 'vitest';
import { formatLatexTable, formatPlainMarkdownTable } from './table-formats.js';

test('Markdown keeps pipes inside their cell', () => {
  expect(formatPlainMarkdownTable(['model', 'gap'], [['a|b', '+3 points']])).toBe(
    '| model | gap |\n| --- | --- |\n| a\\|b | +3 points |',
  );
});

test('LaTeX escapes what it would read as a command', () => {
  const table = formatLatexTable(['model', 'gap'], [['res_net 50%', '−3 points']]);
  expect(table).toContain('\\begin{tabular}{lr}');
  expect(table).toContain('  res\\_net 50\\% & $-$3 points \\\\');
});

test('LaTeX escapes braces and backslashes once', () => {
  expect(formatLatexTable(['a'], [['{\\x}']])).toContain('  \\{\\textbackslash{}x\\} \\\\');
});
