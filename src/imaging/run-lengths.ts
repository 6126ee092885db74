/**
 * Binary masks as COCO's run lengths: a mask in, the compressed counts that its tools read out, and back.
 * Runs go down the columns, from the left, and begin with zeros.
 */

export interface RunLengths {
  /** Height, width. */
  size: [number, number];
  /** Run lengths as text, 5 bits a character; from the third on as differences to the run two before. */
  counts: string;
}

/** First character of the alphabet, and what a character holds: 5 bits, and whether another follows. */
const FIRST = 48;
const VALUE_BITS = 5;
const VALUE_MASK = 0b11111;
const SIGN = 0b10000;
const MORE = 0b100000;

/** `mask` is [height, width], row-major; what is not 0 belongs to it. */
export function toRunLengths(mask: ArrayLike<number>, width: number, height: number): RunLengths {
  const runs = [0];
  let isInside = false;
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if ((mask[y * width + x] !== 0) !== isInside) {
        isInside = !isInside;
        runs.push(0);
      }
      runs[runs.length - 1]! += 1;
    }
  }
  const counts = runs.map((run, n) => formatNumber(n > 2 ? run - runs[n - 2]! : run));
  return { size: [height, width], counts: counts.join('') };
}

function formatNumber(number: number): string {
  let rest = number;
  let text = '';
  for (;;) {
    const bits = rest & VALUE_MASK;
    rest >>= VALUE_BITS;
    const isLast = rest === (bits & SIGN ? -1 : 0);
    text += String.fromCharCode(FIRST + (isLast ? bits : bits | MORE));
    if (isLast) return text;
  }
}
