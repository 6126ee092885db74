/**
 * A label as a person means it: text, without the white space around it, its letters composed. Nothing else is changed:
 * `007`, `1e5`, `TRUE` and `Cat` stay what they are.
 */

/** Trimmed and in Unicode normal form C, in which é is one letter. */
export function toLabel(written: string): string {
  return written.trim().normalize('NFC');
}
