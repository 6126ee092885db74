/**
 * Read access to a data set's folder (or to some files of one) by paths relative to it, always with `/`.
 * In: the DATA path as the user gave it. Out: a `FileTree`, the capability that the dataset stage reads through.
 * Lists in code-point order, follows symbolic links as torchvision does; writes nothing and decodes no image.
 */
import type { Dirent } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { compareCodePoints } from '../base/code-points.js';
import { DatasetError } from '../base/errors.js';
import { resolveDataPath } from './file-tree-root.js';
import { decodeText } from './file-tree-text.js';
import { readFully, readTarMembers, type TarMember } from './tar.js';

export interface FileEntry {
  /** Relative to the tree's root, with `/`. */
  path: string;
  /** Last part of `path`, exactly as the file system spells it. */
  name: string;
  kind: 'file' | 'folder';
}

/** A folder that `list` and `walk` leave out. */
interface IgnoredFolder {
  path: string;
  why: 'hidden' | 'link-loop';
}

/** Folder paths are relative to the root; the root itself is `''`. */
export interface FileTree {
  /** Absolute path of the folder that all paths are relative to; the parent where DATA is a file. */
  readonly rootPath: string;
  /** True when DATA names one file or a brace range of files; listing the root then gives only those. */
  readonly isFile: boolean;
  /** Folders left out by listings so far. */
  readonly ignored: readonly IgnoredFolder[];
  /** Files and folders directly in `folder`, by code point; hidden ones are left out. Empty when `folder` does not exist. */
  list(folder: string): Promise<FileEntry[]>;
  /** All files below `folder` in torchvision's order: folders by path, files by name within each. */
  walk(folder: string): AsyncIterable<FileEntry>;
  exists(filePath: string): Promise<boolean>;
  /** Whole file as text: UTF-8, or UTF-16 with a byte order mark; the mark is removed. */
  readText(filePath: string): Promise<string>;
  /** `sizeBytes` bytes from `offset`, fewer at the end of the file. */
  readBytes(filePath: string, offset?: number, sizeBytes?: number): Promise<Uint8Array>;
  /** Members of a tar file in file order; contents only of those that `wantsContent` names. */
  readTarMembers(filePath: string, wantsContent?: (name: string) => boolean): AsyncIterable<TarMember>;
}

/**
 * Opens DATA: a folder, a file, or files by brace ranges (`shards/train-{000..015}.tar`).
 * Throws `dataset-missing`, `dataset-not-readable`.
 */
export async function openFileTree(dataPath: string): Promise<FileTree> {
  const { rootPath, files } = await resolveDataPath(dataPath);
  return new LocalFileTree(rootPath, await realpath(rootPath), files);
}

class LocalFileTree implements FileTree {
  readonly isFile: boolean;
  readonly #ignored = new Map<string, IgnoredFolder>();
  /** Real paths of folders reached so far, for telling link loops. */
  readonly #realPaths: Map<string, string>;
  /** Folders that a symbolic link leads to; only below them can a loop close. */
  readonly #linked = new Set<string>();

  constructor(
    readonly rootPath: string,
    realRootPath: string,
    readonly files: readonly string[] | null,
  ) {
    this.isFile = files !== null;
    this.#realPaths = new Map([['', realRootPath]]);
  }

  get ignored(): readonly IgnoredFolder[] {
    return [...this.#ignored.values()];
  }

  async list(folder: string): Promise<FileEntry[]> {
    if (folder === '' && this.files !== null) {
      return this.files.map((file) => ({ path: file, name: path.posix.basename(file), kind: 'file' }));
    }
    const entries: FileEntry[] = [];
    for (const dirent of await this.#readFolder(folder)) {
      const entryPath = folder === '' ? dirent.name : `${folder}/${dirent.name}`;
      const isLink = dirent.isSymbolicLink();
      const isFolder = dirent.isDirectory() || (isLink && (await isFolderLink(this.#absolute(entryPath))));
      if (dirent.name.startsWith('.') || dirent.name === '__MACOSX') {
        if (isFolder) this.#ignored.set(entryPath, { path: entryPath, why: 'hidden' });
      } else if (!isFolder) {
        entries.push({ path: entryPath, name: dirent.name, kind: 'file' });
      } else if (await this.#closesLoop(entryPath, isLink)) {
        this.#ignored.set(entryPath, { path: entryPath, why: 'link-loop' });
      } else {
        entries.push({ path: entryPath, name: dirent.name, kind: 'folder' });
      }
    }
    return entries.sort((a, b) => compareCodePoints(a.name, b.name));
  }

  async *walk(folder: string): AsyncIterable<FileEntry> {
    const filesOf = new Map<string, FileEntry[]>();
    const pending = [folder];
    for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
      const entries = await this.list(current);
      filesOf.set(
        current,
        entries.filter((entry) => entry.kind === 'file'),
      );
      for (const entry of entries) if (entry.kind === 'folder') pending.push(entry.path);
    }
    for (const current of [...filesOf.keys()].sort(compareCodePoints)) yield* filesOf.get(current)!;
  }

  async exists(filePath: string): Promise<boolean> {
    return stat(this.#absolute(filePath)).then(
      () => true,
      () => false,
    );
  }

  async readText(filePath: string): Promise<string> {
    return decodeText(await this.readBytes(filePath), filePath);
  }

  async readBytes(filePath: string, offset = 0, sizeBytes?: number): Promise<Uint8Array> {
    try {
      const file = await open(this.#absolute(filePath), 'r');
      try {
        const available = Math.max(0, (await file.stat()).size - offset);
        return await readFully(file, offset, Math.min(available, sizeBytes ?? available));
      } finally {
        await file.close();
      }
    } catch (cause) {
      throw notReadable(filePath, cause);
    }
  }

  readTarMembers(filePath: string, wantsContent?: (name: string) => boolean): AsyncIterable<TarMember> {
    return readTarMembers(this.#absolute(filePath), wantsContent);
  }

  #absolute(relativePath: string): string {
    return path.join(this.rootPath, relativePath);
  }

  async #readFolder(folder: string): Promise<Dirent[]> {
    try {
      return await readdir(this.#absolute(folder), { withFileTypes: true });
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code;
      if (code === 'ENOENT' || code === 'ENOTDIR') return [];
      throw notReadable(folder, cause);
    }
  }

  /** A folder closes a loop when it is one of the folders it was reached through, or holds the root. */
  async #closesLoop(folder: string, isLink: boolean): Promise<boolean> {
    const ancestors = ancestorsOf(folder);
    if (isLink) this.#linked.add(folder);
    else if (!ancestors.some((ancestor) => this.#linked.has(ancestor))) return false;
    const target = await this.#realPath(folder);
    const root = await this.#realPath('');
    if (root === target || root.startsWith(target + path.sep)) return true;
    for (const ancestor of ancestors) if ((await this.#realPath(ancestor)) === target) return true;
    return false;
  }

  async #realPath(folder: string): Promise<string> {
    const known = this.#realPaths.get(folder);
    if (known !== undefined) return known;
    const resolved = await realpath(this.#absolute(folder));
    this.#realPaths.set(folder, resolved);
    return resolved;
  }
}

/** `a/b/c` → `''`, `a`, `a/b`. */
function ancestorsOf(folder: string): string[] {
  const parts = folder.split('/');
  return parts.map((_, count) => parts.slice(0, count).join('/'));
}

/** False for links that lead nowhere: they stay in the list as files, and extraction says what is wrong with them. */
async function isFolderLink(absolutePath: string): Promise<boolean> {
  return stat(absolutePath).then(
    (target) => target.isDirectory(),
    () => false,
  );
}

function notReadable(relativePath: string, cause: unknown): DatasetError {
  const reason =
    cause instanceof Error ? cause.message.replace(/,? (open|scandir|read) '.*$/s, '') : String(cause);
  return new DatasetError('dataset-not-readable', {
    what: `Cannot read ${JSON.stringify(relativePath || '.')} of the data set (${reason}).`,
    next: 'Check that the file exists and that you may read it.',
    cause,
  });
}
