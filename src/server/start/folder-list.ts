/**
 * What may be chosen in a folder: folders, workspaces, archives and tables.
 * In: an allowed folder. Out: names in order. Looks at names and kinds only; a link shows where it leads only if that is allowed as well.
 */
import { type Dirent, existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type FolderEntry, type FolderResponse, isDataFile } from '../../protocol/index.js';
import { toStorageError, workspaceLayout } from '../../storage/index.js';
import { isImageName } from '../../tables/index.js';
import { assertAllowed } from './allowed-folders.js';

/** Entries that one answer lists at most. */
const MOST_ENTRIES = 2000;
const ORDER = { workspace: 0, folder: 1, data: 2 } as const;
const names = new Intl.Collator('en', { numeric: true });

export async function listFolder(folders: readonly string[], given: string): Promise<FolderResponse> {
  const folder = assertAllowed(folders, given);
  const found = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw toStorageError(error, `Reading ${folder} failed`);
  });
  const shown = found.filter(({ name }) => !name.startsWith('.'));
  const kinds = await Promise.all(
    shown.slice(0, MOST_ENTRIES).map((entry) => toEntry(folders, folder, entry)),
  );
  return {
    path: folder,
    parent: findParent(folders, folder),
    entries: kinds
      .filter((entry) => entry !== null)
      .sort((a, b) => ORDER[a.kind] - ORDER[b.kind] || names.compare(a.name, b.name)),
    imageCount: shown.filter((entry) => entry.isFile() && isImageName(entry.name)).length,
    isCut: shown.length > MOST_ENTRIES,
  };
}

async function toEntry(
  folders: readonly string[],
  folder: string,
  entry: Dirent,
): Promise<FolderEntry | null> {
  const { name } = entry;
  const full = path.join(folder, name);
  try {
    const isFolder = entry.isSymbolicLink()
      ? (await stat(assertAllowed(folders, full))).isDirectory()
      : entry.isDirectory();
    if (isFolder) {
      return { name, path: full, kind: existsSync(workspaceLayout(full).manifest) ? 'workspace' : 'folder' };
    }
    return isDataFile(name) ? { name, path: full, kind: 'data' } : null;
  } catch {
    // A link that leads nowhere, or where nobody may look.
    return null;
  }
}

function findParent(folders: readonly string[], folder: string): string | null {
  const parent = path.dirname(folder);
  try {
    return parent === folder ? null : assertAllowed(folders, parent);
  } catch {
    return null;
  }
}
