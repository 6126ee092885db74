import { expect, test } from 'vitest';
import fc from '../../test/properties.js';
import { compareCodePoints } from './code-points.js';

test('names sort by code point, also where UTF-16 order differs', () => {
  // U+FFFD is one unit above the surrogates that encode U+1F41D.
  expect(['\u{1F41D}', '\uFFFD', 'b', 'B', 'a'].sort(compareCodePoints)).toEqual([
    'B',
    'a',
    'b',
    '\uFFFD',
    '\u{1F41D}',
  ]);
});

test('the order is that of the arrays of code points', () => {
  const compareArrays = (a: string, b: string): number => {
    const left = [...a].map((c) => c.codePointAt(0)!);
    const right = [...b].map((c) => c.codePointAt(0)!);
    const at = left.findIndex((value, i) => value !== right[i]);
    if (at < 0) return left.length - right.length;
    return at >= right.length ? 1 : left[at]! - right[at]!;
  };
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(compareCodePoints(a, b))).toBe(Math.sign(compareArrays(a, b)));
    }),
  );
});
