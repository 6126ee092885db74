/**
 * Text that people enter and that others read later: in tables, pages, cards.
 * In: a text. Out: whether it is one. Cuts and cleans nothing.
 */
/** Control characters but line breaks and tabs, halves of characters: nobody types them, and databases and tables cut or garble them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
const NO_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Surrogate}/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
const BREAK = /[\t\n\r]/;

/** True for text without NUL, other control characters and halves of characters; line breaks and tabs may be there. */
export function isPlainText(text: string): boolean {
  return !NO_TEXT.test(text);
}

/** True for one line of which something can be seen, as names are. */
export function isNameText(text: string): boolean {
  return VISIBLE.test(text) && !BREAK.test(text) && isPlainText(text);
}
