/**
 * Addresses within this server: the one place that says what is one.
 * In: text of a person or a request. Out: a path that no browser takes for another host. Looks nothing up.
 */

/**
 * Whether browsers read the text as a path of the server that sent it: one slash first, and nothing that the URL parser drops (tabs, line
 * breaks, other control characters) or turns into a slash (backslashes), after which `//` would name a host (WHATWG URL, 4.4).
 */
export function isLocalPath(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  return /^\/(?!\/)[^\\\u0000-\u001f\u007f]*$/.test(text);
}

/** The path with one slash first, whatever number it began with: `//host/` is another server, `/host/` is not. */
export function toLocalPath(pathname: string): string {
  return `/${pathname.replace(/^[/\\]+/, '')}`;
}
