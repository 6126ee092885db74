/**
 * What a page would fetch if a browser opened it: a self-contained file fetches nothing.
 */

/** Addresses of everything that is not inline: pictures, scripts, styles, fonts. Links that a person may follow do not count. */
export function listLoads(html: string): string[] {
  const loads = [
    ...html.matchAll(
      /<(?:img|script|iframe|source|video|audio|embed|input|use|image)\b[^>]*?\s(?:src|srcset|href|xlink:href)="([^"]*)"/g,
    ),
    ...html.matchAll(/<link\b[^>]*?\shref="([^"]*)"/g),
    ...html.matchAll(/url\(["']?([^"')]*)/g),
    ...html.matchAll(/@import\s+([^;]*)/g),
  ];
  return loads.map(([, address]) => address!).filter((address) => !/^(data:|#)/.test(address));
}
