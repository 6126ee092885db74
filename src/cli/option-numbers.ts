/**
 * Numbers as options of the command line: in digits, as people write them, and no other way that JavaScript would read.
 * In: what stands behind an option. Out: the number, or commander's InvalidArgumentError, which says what it must be.
 */
import { InvalidArgumentError } from 'commander';

/** Parser of an option that must be a whole number of at least `least`, and at most `most` where there is one. */
export function parseWholeNumber(least: number, most = Number.POSITIVE_INFINITY): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      const end = Number.isFinite(most) ? ` and at most ${most}` : '';
      throw new InvalidArgumentError(`It must be a whole number of at least ${least}${end}, in digits.`);
    }
    return value;
  };
}

/** A number in digits with a decimal point, as people write one, or with an exponent, as learning rates are written; NaN for all else. */
export function toDecimal(text: string): number {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e-\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

/** Parser of an option that must be a number strictly between `above` and `below`. */
export function parseNumberBetween(above: number, below: number): (text: string) => number {
  return (text) => {
    const value = toDecimal(text);
    if (!(value > above && value < below)) {
      const range = Number.isFinite(below) ? `between ${above} and ${below}` : `above ${above}`;
      throw new InvalidArgumentError(`It must be a number ${range}.`);
    }
    return value;
  };
}

/** Parser of an option that must be a share: a number above 0 and up to 1. */
export function parseShare(text: string): number {
  const share = toDecimal(text);
  if (share > 0 && share <= 1) return share;
  throw new InvalidArgumentError('It must be a number above 0 and up to 1.');
}
