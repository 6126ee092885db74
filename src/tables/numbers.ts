/**
 * Numbers of a column of text, where a consumer asks for them: with a decimal point, or throughout with a decimal comma.
 * Labels, ids and names never come here.
 */

const WITH_POINT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const WITH_COMMA = /^[+-]?(?:\d+,\d*|,\d+)(?:e[+-]?\d+)?$/i;
const INFINITY = /^([+-]?)inf(?:inity)?$/i;

/** How the cells of a column become numbers; NaN for an empty cell and for what is no number. */
export interface NumberParser {
  parse(cell: string): number;
  /** What the user should be told of how they were read, a sentence each. */
  notes: string[];
}

/** Looks at all cells first: commas are decimal where some cell has one and none has a point, else a cell with one is no number. */
export function createNumberParser(cells: Iterable<string>): NumberParser {
  let [commas, points] = [0, 0];
  for (const cell of cells) {
    if (cell.includes('.')) points += 1;
    else if (WITH_COMMA.test(cell.trim())) commas += 1;
  }
  const hasDecimalCommas = commas > 0 && points === 0;
  return {
    notes: hasDecimalCommas ? ['Numbers were read with decimal commas.'] : [],
    parse: (cell) => toNumber(hasDecimalCommas ? cell.replace(',', '.') : cell),
  };
}

function toNumber(cell: string): number {
  const text = cell.trim();
  if (WITH_POINT.test(text)) return Number(text);
  const infinity = INFINITY.exec(text);
  if (infinity === null) return Number.NaN;
  return infinity[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
