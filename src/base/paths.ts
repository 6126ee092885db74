/**
 * Paths as text, as any system would read them: `/` and `\` separate, `C:\` is a drive.
 * In: a path that somebody wrote. Out: the same in another form, or whether it leads out. Asks no file system; links are not seen.
 */

/** Whether a path, followed from a folder, leads out of it: absolute, on a drive, climbing above its start, or none that a system takes. */
export function leadsOut(path: string): boolean {
  const slashed = toSlashes(path);
  const isClimbing = /^\.\.(?:\/|$)/.test(normalizePath(slashed));
  return isClimbing || /^(?:\/|[a-z]:\/)/i.test(slashed) || path.includes('\0');
}

/** `\` as `/`. */
export function toSlashes(path: string): string {
  return path.includes('\\') ? path.replaceAll('\\', '/') : path;
}

/** `a//b/./c/../d` → `a/b/d`; leading `..` and a leading `/` stay. */
export function normalizePath(path: string): string {
  if (!/\/\/|(?:^|\/)\.{1,2}(?:\/|$)|\/$/.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + parts.join('/');
}
