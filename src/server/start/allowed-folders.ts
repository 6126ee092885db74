/**
 * Which folders people may choose from in the app, and whether a path lies below one.
 * In: what the person at the terminal allowed. Out: real paths, or one refusal whether there is something or not. Hidden folders are never
 * open: keys and settings lie there, data sets do not.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { isInside, toRealPath } from '../../files/index.js';
import { RefusalError } from '../refusal.js';

/**
 * Folders that are open to choosing: those that were named, and where only the person at the terminal can reach the server (it listens to this
 * machine alone and asks for its token) also the folder that it was started in and the home folder.
 */
export function listStartFolders(named: readonly string[], isPrivate: boolean): string[] {
  const own = isPrivate ? [process.cwd(), homedir()] : [];
  // A folder at the root of the disk opens all of it: only who names it does that.
  const narrow = own.filter((folder) => folder !== path.parse(folder).root);
  return [...new Set([...named, ...narrow].map(toRealPath))];
}

/** The real path of what may be chosen. Throws `folder-not-allowed`, `folder-missing`. */
export function assertAllowed(folders: readonly string[], given: string): string {
  const real = toRealPath(given);
  if (!isOpen(folders, real)) {
    throw new RefusalError(403, 'folder-not-allowed', {
      what: `Nothing is read from ${JSON.stringify(given)}.`,
      why: 'The app reads below the folders that were allowed when it was started, and in no hidden one.',
      next: 'Choose another folder, drop the files here, or start with `spuriosity serve --allow-root FOLDER`.',
    });
  }
  if (existsSync(real)) return real;
  throw new RefusalError(404, 'folder-missing', {
    what: `There is nothing at ${JSON.stringify(given)}.`,
    next: 'Choose another folder; this one may have been moved.',
  });
}

/** Throws `workspace-not-allowed` where a workspace, its links resolved, would lie elsewhere. */
export function assertWorkspaceAllowed(folders: readonly string[], workspace: string): void {
  if (isOpen(folders, toRealPath(workspace))) return;
  throw new RefusalError(403, 'workspace-not-allowed', {
    what: `The workspace would lie at ${JSON.stringify(workspace)}.`,
    why: 'The app writes below the folders that were allowed when it was started, and a workspace lies beside its data set.',
    next: 'Choose a data set that lies in an allowed folder, or start with `spuriosity serve --allow-root FOLDER` of the folder that holds this one.',
  });
}

function isOpen(folders: readonly string[], real: string): boolean {
  const root = folders.find((folder) => folder === real || isInside(folder, real));
  return root !== undefined && !isHidden(path.relative(root, real));
}

function isHidden(steps: string): boolean {
  return steps.split(path.sep).some((step) => step.startsWith('.'));
}
