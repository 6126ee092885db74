/**
 * Names that others chose, in Markdown that others read.
 * In: a text. Out: the same as Markdown shows it: no tag, link, image, emphasis or code of its own. Tables escape `|` themselves.
 */

/** The signs that begin something in Markdown or HTML. */
const SIGNS = /[\\`*_[\]<>~&]/g;

/** The text on one line; every sign that Markdown or HTML would read is escaped. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(SIGNS, '\\$&');
}

/** A pipe table (GitHub's Markdown); cells may be Markdown, on one line each. */
export function formatMarkdownTable(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const toLine = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [toLine(header), toLine(header.map(() => '---')), ...rows.map(toLine)].join('\n');
}
