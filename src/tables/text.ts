/**
 * Bytes of a text file to text: UTF-8, or UTF-16 where a byte order mark or the zero bytes of its letters say so.
 * Refuses other encodings instead of filling names with replacement characters.
 */
import { DatasetError } from '../base/errors.js';

/** Enough letters to tell UTF-16 by. */
const SNIFF_BYTES = 1024;
/** Of ASCII in UTF-16 every second byte is zero; names in other scripts still have their separators and line breaks. */
const ZERO_SHARE = 0.2;

/** Decodes and drops the byte order mark; of a file's first bytes (`isStart`) a letter that is cut off is left out. Throws `not-utf8`. */
export function decodeText(bytes: Uint8Array, fileName: string, isStart = false): string {
  try {
    return new TextDecoder(detectEncoding(bytes), { fatal: true }).decode(bytes, { stream: isStart });
  } catch (cause) {
    throw new DatasetError('not-utf8', {
      what: `${JSON.stringify(fileName)} is not UTF-8 text.`,
      why: 'Names of classes and files would be garbled.',
      next: 'Save it as UTF-8 (in Excel: "CSV UTF-8") and try again.',
      cause,
    });
  }
}

function detectEncoding(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  const length = Math.min(bytes.length, SNIFF_BYTES);
  for (let at = 0; at < length; at += 1) if (bytes[at] === 0) zeros[at % 2]! += 1;
  const [even, odd] = zeros as [number, number];
  const isMany = (count: number) => count > (ZERO_SHARE * length) / 2;
  if (isMany(odd) && even === 0) return 'utf-16le';
  return isMany(even) && odd === 0 ? 'utf-16be' : 'utf-8';
}
