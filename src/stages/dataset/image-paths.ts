/**
 * Which names are images, and how paths written in label files become paths below the data set's root.
 */
import { posix } from 'node:path';
import type { FileTree } from '../../storage/index.js';

/** torchvision's list and three more that browsers show; without the dot, lower case. */
const IMAGE_EXTENSIONS = new Set('jpg jpeg png ppm bmp pgm tif tiff webp gif avif jfif'.split(' '));

export const IMAGE_EXTENSIONS_IN_WORDS = [...IMAGE_EXTENSIONS].join(', ');

/** Judged by the extension alone, in any letter case; what is inside shows when the image is decoded. */
export function isImageName(name: string): boolean {
  return IMAGE_EXTENSIONS.has(name.slice(name.lastIndexOf('.') + 1).toLowerCase()) && name.includes('.');
}

export type PlacedPath = { path: string } | { code: string; reason: string };

/**
 * A path as a label file gives it, relative to `baseFolder` or absolute, becomes a path relative to the root.
 * Refuses what leads out of the root, and addresses of the web.
 */
export function toRootPath(written: string, baseFolder: string, rootPath: string): PlacedPath {
  if (written.trim() === '') return { code: 'no-path', reason: 'The row names no image.' };
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(written)) {
    return { code: 'web-address', reason: 'The row names a web address, not a file.' };
  }
  const root = rootPath.replaceAll('\\', '/').replace(/\/$/, '');
  let relative: string;
  if (written.startsWith('/') || /^[a-z]:[\\/]/i.test(written)) {
    const absolute = posix.normalize(written);
    if (!absolute.startsWith(`${root}/`)) return outsideRoot();
    relative = absolute.slice(root.length + 1);
  } else {
    relative = posix.normalize(posix.join(baseFolder, written));
  }
  const asWindows = posix.normalize(relative.replaceAll('\\', '/'));
  if (
    relative.includes('\0') ||
    [relative, asWindows].some((path) => path === '..' || path.startsWith('../'))
  ) {
    return outsideRoot();
  }
  return relative === '.' ? { code: 'no-path', reason: 'The row names no image.' } : { path: relative };
}

function outsideRoot(): PlacedPath {
  return { code: 'outside-root', reason: "The path leads out of the data set's folder." };
}

/** Finds files by the names that label files give them, reading each folder once. */
export class FileLookup {
  readonly #folders = new Map<string, Set<string>>();

  constructor(readonly tree: FileTree) {}

  /**
   * The path under which the file exists, or null.
   * Also tries the other Unicode normal form (macOS and Linux differ in how they store é) and `\` for `/`.
   */
  async find(path: string): Promise<string | null> {
    const slashed = path.replaceAll('\\', '/');
    for (const candidate of new Set([path, path.normalize('NFC'), path.normalize('NFD'), slashed])) {
      if (await this.#isListed(candidate)) return candidate;
    }
    // Listings leave hidden files out; a row that names one means it.
    return /(^|\/)\./.test(path) && (await this.tree.exists(path)) ? path : null;
  }

  async #isListed(path: string): Promise<boolean> {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    let files = this.#folders.get(folder);
    if (files === undefined) {
      // With a single file as DATA the root's listing holds that file only; its neighbours are looked up one by one.
      if (folder === '' && this.tree.isFile) return this.tree.exists(path);
      const entries = await this.tree.list(folder);
      files = new Set(entries.filter((entry) => entry.kind === 'file').map((entry) => entry.path));
      this.#folders.set(folder, files);
    }
    return files.has(path);
  }
}
