/**
 * Bytes of a label file to text: UTF-8, or UTF-16 where a byte order mark says so.
 * Refuses other encodings instead of filling names with replacement characters.
 */
import { DatasetError } from '../base/errors.js';

/** Decodes and drops the byte order mark. Throws `not-utf8`. */
export function decodeText(bytes: Uint8Array, fileName: string): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DatasetError('not-utf8', {
      what: `${JSON.stringify(fileName)} is not UTF-8 text.`,
      why: 'Names of classes and files would be garbled.',
      next: 'Save it as UTF-8 and try again.',
      cause,
    });
  }
}
