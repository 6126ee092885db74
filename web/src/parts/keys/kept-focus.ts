/** Marks what leads over pages, such as the tour: a page that opens leaves the focus there, so that no key is lost. */
export const KEEPS_FOCUS = { 'data-keeps-focus': true } as const;

/** Whether the focus is in something so marked. */
export function isFocusKept(): boolean {
  return document.activeElement?.closest('[data-keeps-focus]') != null;
}
