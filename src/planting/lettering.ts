/**
 * The watermark's word as pixels: letters of five by seven, drawn here, so that no font of any system is asked.
 * In: a place on the word's own grid. Out: ink or none. Draws on no picture.
 */

/** Rows from the top, `#` is ink; one letter of the word after the other. */
const LETTERS = {
  S: ['.####', '#....', '#....', '.###.', '....#', '....#', '####.'],
  A: ['.###.', '#...#', '#...#', '#####', '#...#', '#...#', '#...#'],
  M: ['#...#', '##.##', '#.#.#', '#.#.#', '#...#', '#...#', '#...#'],
  P: ['####.', '#...#', '#...#', '####.', '#....', '#....', '#....'],
  L: ['#....', '#....', '#....', '#....', '#....', '#....', '#####'],
  E: ['#####', '#....', '#....', '####.', '#....', '#....', '#####'],
} as const;

/** What every watermark says. */
const WATERMARK_WORD = ['S', 'A', 'M', 'P', 'L', 'E'] as const;

const LETTER_WIDTH = 5;
/** From one letter to the next: five columns and one between. */
const PITCH = LETTER_WIDTH + 1;

/** Size of the word's grid: 35 by 7. */
export const WORD_WIDTH = WATERMARK_WORD.length * PITCH - 1;
/** As many rows as a letter has. */
export const WORD_HEIGHT = LETTERS.S.length;

/** Whether the word has ink at a place of its grid, column and row from 0; outside there is none. */
export function hasInk(column: number, row: number): boolean {
  if (column < 0 || row < 0 || column >= WORD_WIDTH || row >= WORD_HEIGHT) return false;
  const letter = WATERMARK_WORD[Math.floor(column / PITCH)]!;
  return LETTERS[letter][row]![column % PITCH] === '#';
}
