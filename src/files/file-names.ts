/**
 * Names of files as the system keeps them: bytes, which are UTF-8 nearly always.
 * In: bytes of a name, or a path in which such names stand. Out: text that keeps every byte, and the bytes again (docs/formats/datasets.md, D13). Two names that differ
 * stay two. (Python keeps such bytes as halves of characters, which neither SQLite nor CSV can hold.)
 */

/** A byte that belongs to no UTF-8 stands as this much above it: private characters at the end of Unicode, U+10FE80 to U+10FEFF. */
const OFFSET = 0x10fe00;
const ESCAPED = /[\u{10fe80}-\u{10feff}]/u;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The name as text; where it is not UTF-8, or holds characters that stand for bytes, every byte above 127 is written as such a character. */
export function toNameText(bytes: Uint8Array): string {
  try {
    const text = UTF8.decode(bytes);
    if (!ESCAPED.test(text)) return text;
  } catch {
    // Written byte by byte.
  }
  return Array.from(bytes, (byte) => String.fromCodePoint(byte < 0x80 ? byte : OFFSET + byte)).join('');
}

/** What the system opens: the path itself, or its bytes where a name in it is not UTF-8. */
export function toSystemPath(path: string): string | Buffer {
  if (!ESCAPED.test(path)) return path;
  return Buffer.concat(
    Array.from(path, (character) => {
      const code = character.codePointAt(0)!;
      return ESCAPED.test(character) ? Buffer.of(code - OFFSET) : Buffer.from(character);
    }),
  );
}
