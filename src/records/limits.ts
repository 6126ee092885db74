/**
 * Limits of what people enter, once: records, protocol, server and the app's fields hold to the same ones.
 * In: nothing. Out: numbers; generous for people and small for machines.
 */
import { isNameText } from '../base/plain-text.js';

/** People that a pair can be asked of. */
export const MOST_ANSWERS_PER_PAIR = 100;
/** Pairs with answers of two people from which on κ is said: from fewer it swings with a single answer. */
export const FEWEST_KAPPA_PAIRS = 10;
/** The surest answer; 1 is the least sure. */
export const MOST_CONFIDENCE = 5;
/** Characters of a person's name. */
export const LONGEST_PERSON_NAME = 80;
/** True for a person's name: one line that can be seen, not too long. */
export function isPersonName(text: string): boolean {
  return text.length <= LONGEST_PERSON_NAME && isNameText(text);
}
/** Characters of a name that becomes a folder. */
export const LONGEST_NAME = 80;
/** Characters of a saved view's name. */
export const LONGEST_VIEW_NAME = 120;
/** Characters of a tag on images. */
export const LONGEST_TAG = 60;
/** True for a tag: one line that can be seen, without the sign that parts tags in tables. */
export function isTag(text: string): boolean {
  return (
    text.length <= LONGEST_TAG && text === text.trim() && !text.includes(TAG_SEPARATOR) && isNameText(text)
  );
}
/** Between the tags of one image in a cell of a table. */
export const TAG_SEPARATOR = ';';
/** Characters of reasons, and of an address within the app. */
export const LONGEST_TEXT = 4000;
/** Bytes of one image file, 1 GiB: more than any that is decoded under the limit on pixels. */
export const MOST_IMAGE_BYTES = 2 ** 30;
