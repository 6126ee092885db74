/**
 * The order in which names are sorted everywhere: by Unicode code point, as Python's `sorted` does.
 * JavaScript's own order is by UTF-16 unit and differs beyond U+FFFF; locale order differs between machines.
 */

/** Negative, zero or positive as `a` sorts before, equal to or after `b`; surrogates count as the code point they encode. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return rankUnit(left) - rankUnit(right);
  }
  return a.length - b.length;
}

/** Lifts surrogates (which encode U+10000 and above) over the units U+E000 to U+FFFF. */
function rankUnit(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
