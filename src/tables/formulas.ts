/**
 * Cells that a spreadsheet would run: written so that it shows them, read back as they were meant.
 * Enters: text of a cell. Leaves: the same with or without an apostrophe before it. Knows no table.
 */

/** What Excel, LibreOffice and Google Sheets take for the beginning of a formula or command (OWASP, "CSV injection"). */
const FORMULA = /^'*[=+\-@\t\r]/;
/** A signed number begins like a formula and is none. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?%?$/i;
const DEFUSED = /^'(?='*[=+\-@\t\r])/;

/**
 * The text with an apostrophe before it where a spreadsheet would run it; signed numbers and all else as they are. What is such a text
 * behind apostrophes of its own gets another one, so that every text is read back as it was.
 */
export function defuseFormula(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/** Undoes `defuseFormula`; other apostrophes stay. */
export function restoreFormula(text: string): string {
  return text.replace(DEFUSED, '');
}
