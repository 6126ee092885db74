/**
 * Read access to a data set's folder (or to some files of one) by paths relative to it, always with `/`.
 * In: a root. Out: a `FileTree`, the capability that the dataset stage reads through.
 * Lists in code-point order, follows symbolic links as torchvision does, and those that lead out of the root only where the user asks for
 * it; writes nothing and decodes no image.
 */
import type { Dirent } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { compareCodePoints } from '../../base/code-points.js';
import { DatasetError } from '../../base/errors.js';
import {
  describeSystemError,
  isAbsent,
  isInside,
  readFully,
  toNameText,
  toSystemPath,
} from '../../files/index.js';
import type { ParquetFile } from '../../parquet/index.js';
import { decodeText } from '../../tables/index.js';
import { readTarMembers, type TarMember } from './tar.js';

/** A file or folder of a listing. */
export interface FileEntry {
  /** Relative to the tree's root, with `/`. */
  path: string;
  /** Last part of `path`, exactly as the file system spells it. */
  name: string;
  kind: 'file' | 'folder';
}

/** What `list` and `walk` leave out: folders, and links to files or folders elsewhere. */
interface IgnoredEntry {
  path: string;
  why: 'hidden' | 'link-loop' | 'link-out';
}

/** Folder paths are relative to the root; the root itself is `''`. */
export interface FileTree {
  /** Absolute path of the folder that all paths are relative to; the parent where DATA is a file. */
  readonly rootPath: string;
  /** True when DATA names one file or a brace range of files; listing the root then gives only those. */
  readonly isFile: boolean;
  /** Name of the archive whose inside the tree is; null for folders and files. */
  readonly archiveName: string | null;
  /** What listings have left out so far. */
  readonly ignored: readonly IgnoredEntry[];
  /** Files and folders directly in `folder`, by code point; hidden ones are left out. Empty when `folder` does not exist. */
  list(folder: string): Promise<FileEntry[]>;
  /** As `list`, also of what lies beside the files that DATA names. */
  listAll(folder: string): Promise<FileEntry[]>;
  /** All files below `folder` in torchvision's order: folders by path, files by name within each. */
  walk(folder: string): AsyncIterable<FileEntry>;
  exists(filePath: string): Promise<boolean>;
  /** Whole file as text: UTF-8, or UTF-16 with a byte order mark; the mark is removed. */
  readText(filePath: string): Promise<string>;
  /** `sizeBytes` bytes from `offset`, fewer at the end of the file. */
  readBytes(filePath: string, offset?: number, sizeBytes?: number): Promise<Uint8Array>;
  /** Columns, metadata and rows of a Parquet file. Throws `parquet-unreadable`. */
  openParquet(filePath: string): Promise<ParquetFile>;
  /** Members of a tar file in file order; contents only of those that `wantsContent` names. */
  readTarMembers(filePath: string, wantsContent?: (name: string) => boolean): AsyncIterable<TarMember>;
}

/** Hidden files, and the folder that macOS adds to archives. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || name === '__MACOSX';
}

/** All files below `folder` in torchvision's order. */
export async function* walkFolders(tree: Pick<FileTree, 'list'>, folder: string): AsyncIterable<FileEntry> {
  const filesOf = new Map<string, FileEntry[]>();
  const pending = [folder];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    const entries = await tree.list(current);
    filesOf.set(
      current,
      entries.filter((entry) => entry.kind === 'file'),
    );
    for (const entry of entries) if (entry.kind === 'folder') pending.push(entry.path);
  }
  for (const current of [...filesOf.keys()].sort(compareCodePoints)) yield* filesOf.get(current)!;
}

/** Folders and files of the file system below `realRootPath`, which is `rootPath` without links; `files` where DATA names files. */
export class LocalFileTree implements FileTree {
  readonly isFile: boolean;
  readonly archiveName = null;
  readonly #ignored = new Map<string, IgnoredEntry>();
  /** Real paths of folders reached so far, for telling link loops. */
  readonly #realPaths: Map<string, string>;
  /** Folders that a symbolic link leads to; only below them can a loop close. */
  readonly #linked = new Set<string>();

  constructor(
    readonly rootPath: string,
    realRootPath: string,
    readonly files: readonly string[] | null,
    /** Whether links that lead out of the root are followed, too. */
    private readonly followsLinksOut: boolean,
  ) {
    this.isFile = files !== null;
    this.#realPaths = new Map([['', realRootPath]]);
  }

  get ignored(): readonly IgnoredEntry[] {
    return [...this.#ignored.values()];
  }

  async list(folder: string): Promise<FileEntry[]> {
    if (folder !== '' || this.files === null) return this.listAll(folder);
    return this.files.map((file) => ({ path: file, name: path.posix.basename(file), kind: 'file' }));
  }

  async listAll(folder: string): Promise<FileEntry[]> {
    const entries: FileEntry[] = [];
    for (const dirent of await this.#readFolder(folder)) {
      const name = toNameText(dirent.name);
      const entryPath = folder === '' ? name : `${folder}/${name}`;
      const ignore = (why: IgnoredEntry['why']) =>
        void this.#ignored.set(entryPath, { path: entryPath, why });
      const isLink = dirent.isSymbolicLink();
      const isFolder = dirent.isDirectory() || (isLink && (await isFolderLink(this.#absolute(entryPath))));
      if (isHidden(name)) {
        if (isFolder) ignore('hidden');
      } else if (isFolder && (await this.#closesLoop(entryPath, isLink))) {
        ignore('link-loop');
      } else if (isLink && (await this.#leadsOut(entryPath))) {
        ignore('link-out');
      } else {
        entries.push({ path: entryPath, name, kind: isFolder ? 'folder' : 'file' });
      }
    }
    return entries.sort((a, b) => compareCodePoints(a.name, b.name));
  }

  walk(folder: string): AsyncIterable<FileEntry> {
    return walkFolders(this, folder);
  }

  async exists(filePath: string): Promise<boolean> {
    const isThere = await stat(this.#absolute(filePath)).then(
      () => true,
      () => false,
    );
    return isThere && !(await this.#leadsOut(filePath));
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

  async openParquet(filePath: string): Promise<ParquetFile> {
    const { size } = await stat(this.#absolute(filePath)).catch((cause) => {
      throw notReadable(filePath, cause);
    });
    const slice = (start: number, end: number) => this.readBytes(filePath, start, end - start);
    const { openParquet } = await import('../../parquet/index.js');
    return openParquet({ byteLength: size, slice }, filePath);
  }

  readTarMembers(filePath: string, wantsContent?: (name: string) => boolean): AsyncIterable<TarMember> {
    return readTarMembers(path.join(this.rootPath, filePath), wantsContent);
  }

  #absolute(relativePath: string): string | Buffer {
    return toSystemPath(path.join(this.rootPath, relativePath));
  }

  /** Names as bytes; a folder that a table names may lie behind a link that leads out. */
  async #readFolder(folder: string): Promise<Dirent<Buffer>[]> {
    try {
      if (await this.#leadsOut(folder)) {
        this.#ignored.set(folder, { path: folder, why: 'link-out' });
        return [];
      }
      return await readdir(this.#absolute(folder), { withFileTypes: true, encoding: 'buffer' });
    } catch (cause) {
      if (isAbsent(cause)) return [];
      throw notReadable(folder, cause);
    }
  }

  /** Whether links take a path out of the root, and nobody asked for that; one that leads nowhere does not. */
  async #leadsOut(entryPath: string): Promise<boolean> {
    if (this.followsLinksOut || entryPath === '') return false;
    try {
      const [root, target] = [await this.#realPath(''), await this.#realPath(entryPath)];
      return target !== root && !isInside(root, target);
    } catch {
      // Nowhere, in a circle, or behind a closed door: whoever opens it hears of that.
      return false;
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
    const resolved = toNameText(await realpath(this.#absolute(folder), 'buffer'));
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
async function isFolderLink(absolutePath: string | Buffer): Promise<boolean> {
  return stat(absolutePath).then(
    (target) => target.isDirectory(),
    () => false,
  );
}

function notReadable(relativePath: string, cause: unknown): DatasetError {
  return new DatasetError('dataset-not-readable', {
    what: `Cannot read ${JSON.stringify(relativePath || '.')} of the data set: ${describeSystemError(cause)}.`,
    next: 'Check that the file exists and that you may read it.',
    cause,
  });
}
