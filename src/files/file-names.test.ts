import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toNameText, toSystemPath } from './file-names.js';

test('any bytes come back, and different ones stay different', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 24 }), fc.uint8Array({ maxLength: 24 }), (a, b) => {
      const [first, second] = [toNameText(a), toNameText(b)];
      expect(Buffer.from(toSystemPath(first))).toEqual(Buffer.from(a));
      expect(first === second).toBe(Buffer.from(a).equals(b));
      // No half of a character, so that databases and tables hold it.
      expect(Buffer.from(first).toString()).toBe(first);
    }),
  );
});

test('UTF-8 stays as it is; characters that stand for bytes do not stand for themselves', () => {
  expect(toNameText(Buffer.from('größe 李 🦆.jpg'))).toBe('größe 李 🦆.jpg');
  expect(toSystemPath('größe 李 🦆.jpg')).toBe('größe 李 🦆.jpg');
  const odd = Buffer.from('a\u{10fe80}');
  expect(toNameText(odd)).not.toBe(odd.toString());
  expect(Buffer.from(toSystemPath(toNameText(odd)))).toEqual(odd);
  // Latin-1 and half a character of UTF-8.
  for (const bytes of [[0x67, 0xf6], [0xc3]])
    expect([...Buffer.from(toSystemPath(`/data/${toNameText(Uint8Array.from(bytes))}`))].slice(6)).toEqual(
      bytes,
    );
});
