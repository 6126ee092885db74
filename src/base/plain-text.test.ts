import { expect, test } from 'vitest';
import { isPersonName, LONGEST_PERSON_NAME } from '../records/limits.js';
import { isPlainText } from './plain-text.js';

test.each(['Ann', 'Jean-Luc', '李雷', '42', '😀', '=SUM(A1)', 'a@b.org', 'x'.repeat(LONGEST_PERSON_NAME)])(
  '%j is a name of a person',
  (name) => expect(isPersonName(name)).toBe(true),
);

test.each([
  '',
  ' ',
  '\u0000',
  'Ann\u0000',
  '\u200b',
  '\ufeff',
  'Ann\nBo',
  'Ann\tBo',
  '\ud800',
  '\u0301',
  'x'.repeat(LONGEST_PERSON_NAME + 1),
])('%j is none', (name) => expect(isPersonName(name)).toBe(false));

test('text of several lines is text; NUL, escapes and halves of characters are not', () => {
  expect(isPlainText('water,\r\n\tmostly – “blue” 🦆')).toBe(true);
  for (const bad of ['a\u0000b', '\u001b[31m', '\ud83e', '\u007f']) expect(isPlainText(bad), bad).toBe(false);
});
