/**
 * Tables as text for other programs: Markdown and LaTeX.
 * In: columns and cells as they are shown. Out: one string. Measures nothing.
 */
import { escapeMarkdown, formatMarkdownTable } from '../words/index.js';

export const TABLE_FORMATS = ['text', 'markdown', 'latex'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

type Cell = string | number;

/** A pipe table whose cells are shown as they are: names of classes and models are no Markdown. */
export function formatPlainMarkdownTable(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): string {
  const toText = (cell: Cell) => escapeMarkdown(String(cell));
  return formatMarkdownTable(
    columns.map(toText),
    rows.map((row) => row.map(toText)),
  );
}

const LATEX_SPECIALS: Record<string, string> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '−': '$-$',
  '–': '--',
};

/** A `tabular` with booktabs' rules; the first column left, the others right. */
export function formatLatexTable(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const escapeCell = (cell: Cell) =>
    String(cell).replace(/[\\~^−–&%$#_{}]/g, (sign) => LATEX_SPECIALS[sign] ?? `\\${sign}`);
  const toLine = (cells: readonly Cell[]) => `  ${cells.map(escapeCell).join(' & ')} \\\\`;
  return [
    `\\begin{tabular}{l${'r'.repeat(columns.length - 1)}}`,
    '  \\toprule',
    toLine(columns),
    '  \\midrule',
    ...rows.map(toLine),
    '  \\bottomrule',
    '\\end{tabular}',
  ].join('\n');
}
