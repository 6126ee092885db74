import { expect, test } from 'vitest';
import { createRandom } from '../numeric/index.js';
import { defuseFormula, restoreFormula } from './formulas.js';

test.each([
  "=cmd|' /C calc'!A0",
  '=HYPERLINK("http://example.com")',
  '+1+cmd',
  '-2+3',
  '@SUM(A1)',
  '\t=1+1',
  '\r=1+1',
  '-img.jpg',
])('%j is shown, not run', (text) => {
  expect(defuseFormula(text)).toBe(`'${text}`);
  expect(restoreFormula(defuseFormula(text))).toBe(text);
});

test.each(['-1', '+1', '-0.25', '+1.5e-3', '-.5', '-12%', '', 'cat', "'tis", '3-4', 'a=b', '1e5'])(
  '%j stays as it is',
  (text) => {
    expect(defuseFormula(text)).toBe(text);
    expect(restoreFormula(text)).toBe(text);
  },
);

test('whatever is written is read back, apostrophes before it among it', () => {
  const random = createRandom(1);
  const letters = ["'", '=', '+', '-', '@', '\t', '\r', '1', '.', 'a', ' '];
  for (let n = 0; n < 5000; n++) {
    const text = Array.from(
      { length: random.integer(5) },
      () => letters[random.integer(letters.length)],
    ).join('');
    const written = defuseFormula(text);
    expect(restoreFormula(written)).toBe(text);
    if (/^[=+\-@\t\r]/.test(written)) expect(written).toMatch(/^[+-][\d.]+$/);
  }
});
