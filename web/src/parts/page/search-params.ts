/**
 * Reads a page's state from its address. In: a value of the parsed search, from anybody. Out: the value where it fits, else undefined,
 * so that a mistyped address shows the page as it is by default, and defaults are left out of addresses.
 */

/** One of the choices, but not the default one. */
export function parseChoice<Choice extends string>(
  value: unknown,
  choices: readonly Choice[],
  defaultChoice?: Choice,
): Choice | undefined {
  return choices.find((choice) => choice === value && choice !== defaultChoice);
}

/** Text that is not empty; a number in an address is text, too. */
export function parseText(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** A whole number from 0. */
export function parseIndex(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}

/** True, or absent. */
export function parseFlag(value: unknown): true | undefined {
  return value === true ? true : undefined;
}

/** Texts of a list, each once; absent where none is left. */
export function parseTexts(value: unknown): string[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  const texts = new Set(list.flatMap((item) => parseText(item) ?? []));
  return texts.size > 0 ? [...texts] : undefined;
}
