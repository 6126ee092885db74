/**
 * A zip archive as the tree of a data set: the archive is the root, and paths are those that it would unpack to.
 * In: the archive's path. Out: a `FileTree`. Unpacks nothing; tar and Parquet files inside it are refused, having no random access there.
 */
import path from 'node:path';
import { compareCodePoints } from '../../base/code-points.js';
import { DatasetError, ImageError } from '../../base/errors.js';
import type { ParquetFile } from '../../parquet/index.js';
import { decodeText } from '../../tables/index.js';
import { type FileEntry, type FileTree, isHidden, walkFolders } from './file-tree.js';
import { OpenContainers } from './open-containers.js';
import type { TarMember } from './tar.js';
import { openDatasetZip } from './zip.js';

const openZips = new OpenContainers(openDatasetZip);

/** Throws `ImageError` `missing-file`, and as `openDatasetZip` and its `read`. */
export function readZipMember(absolutePath: string, inner: string): Promise<Uint8Array> {
  return openZips.use(absolutePath, async (zip) => {
    const member = zip.members.get(inner);
    if (member !== undefined) return zip.read(member);
    throw new ImageError('missing-file', { what: `${path.basename(absolutePath)} holds no ${inner}.` });
  });
}

/** Closes archives that nobody reads at the moment. */
export function closeZips(): Promise<void> {
  return openZips.closeAll();
}

/** Throws as `openDatasetZip`. */
export async function openZipTree(absolutePath: string): Promise<FileTree> {
  const paths = await openZips.use(absolutePath, async ({ members }) => [...members.keys()]);
  return new ZipFileTree(absolutePath, paths);
}

class ZipFileTree implements FileTree {
  readonly isFile = false;
  readonly archiveName: string;
  readonly ignored: { path: string; why: 'hidden' }[] = [];
  readonly #files: ReadonlySet<string>;
  readonly #folders = new Map<string, FileEntry[]>([['', []]]);

  constructor(
    readonly rootPath: string,
    files: readonly string[],
  ) {
    this.archiveName = path.basename(rootPath);
    this.#files = new Set(files);
    for (const file of this.#files) this.#add(file, 'file');
    for (const entries of this.#folders.values()) entries.sort((a, b) => compareCodePoints(a.name, b.name));
  }

  async list(folder: string): Promise<FileEntry[]> {
    return this.#folders.get(folder) ?? [];
  }

  listAll(folder: string): Promise<FileEntry[]> {
    return this.list(folder);
  }

  walk(folder: string): AsyncIterable<FileEntry> {
    return walkFolders(this, folder);
  }

  async exists(filePath: string): Promise<boolean> {
    return this.#files.has(filePath) || this.#folders.has(filePath);
  }

  async readText(filePath: string): Promise<string> {
    return decodeText(await this.readBytes(filePath), filePath);
  }

  async readBytes(filePath: string, offset = 0, sizeBytes?: number): Promise<Uint8Array> {
    const content = await readZipMember(this.rootPath, filePath);
    return content.subarray(offset, sizeBytes === undefined ? undefined : offset + sizeBytes);
  }

  openParquet(filePath: string): Promise<ParquetFile> {
    return Promise.reject(this.#packedTwice(filePath));
  }

  readTarMembers(filePath: string): AsyncIterable<TarMember> {
    throw this.#packedTwice(filePath);
  }

  #add(entryPath: string, kind: FileEntry['kind']): void {
    const slash = entryPath.lastIndexOf('/');
    const [folder, name] = [entryPath.slice(0, Math.max(0, slash)), entryPath.slice(slash + 1)];
    if (!this.#folders.has(folder)) {
      this.#folders.set(folder, []);
      this.#add(folder, 'folder');
    }
    if (!isHidden(name)) this.#folders.get(folder)!.push({ path: entryPath, name, kind });
    else if (kind === 'folder') this.ignored.push({ path: entryPath, why: 'hidden' });
  }

  #packedTwice(filePath: string): DatasetError {
    return new DatasetError('archive-in-archive', {
      what: `${this.archiveName} holds ${filePath}, images packed twice.`,
      why: 'Images are read in any order, for which a file within a zip archive has no place.',
      next: `Unpack it (unzip ${this.archiveName} -d data) and pass the folder data.`,
    });
  }
}
