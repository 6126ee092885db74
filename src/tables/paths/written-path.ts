/**
 * A path as a table gives it becomes a path below the data set's root, or a reason why it cannot be one.
 * Text only: whether a file is there is `resolve-paths.ts`'s business.
 */
import { leadsOut, normalizePath, toSlashes } from '../../base/paths.js';

/** A path below the root, with `/`; or why there is none. */
export type PlacedPath = { path: string } | { code: string; reason: string };

const WEB_ADDRESS = /^[a-z][a-z0-9+.-]+:\/\//i;
const DRIVE = /^[a-z]:[\\/]/i;

/**
 * `written` is relative to `baseFolder` (itself below the root) or absolute. Refuses what leads out of the root, and addresses of the web.
 * Backslashes stay: in names of Linux they may be letters.
 */
export function toRootPath(written: string, baseFolder: string, rootPath: string): PlacedPath {
  const text = written.trim();
  if (text === '') return noPath();
  if (WEB_ADDRESS.test(text)) {
    return { code: 'web-address', reason: 'The row names a web address, not a file.' };
  }
  const isAbsolute = text.startsWith('/') || DRIVE.test(text) || text.startsWith('\\\\');
  const root = normalizePath(toSlashes(rootPath));
  let path: string;
  if (isAbsolute) {
    const absolute = normalizePath(DRIVE.test(text) ? toSlashes(text) : text);
    if (!absolute.startsWith(`${root}/`)) return outsideRoot();
    path = absolute.slice(root.length + 1);
  } else path = normalizePath(`${baseFolder}/${written}`).replace(/^\//, '');
  if (leadsOut(path)) return outsideRoot();
  return path === '' ? noPath() : { path };
}

/** A path as a table's author would say it to a person: slashes, no white space around it, none in front. */
export function toPlainPath(written: string): string {
  return normalizePath(toSlashes(written.trim())).replace(/^\/+/, '');
}

function noPath(): PlacedPath {
  return { code: 'no-path', reason: 'The row names no image.' };
}

function outsideRoot(): PlacedPath {
  return { code: 'outside-root', reason: "The path leads out of the data set's folder." };
}
