/**
 * The workspace folder: its manifest and where everything in it lies (rules W1 to W8).
 * In: a folder. Out: a checked manifest, paths, or an error that says what the folder is instead.
 * Opens no database and reads no data set.
 */
import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { StorageError } from '../base/errors.js';
import { isAbsent } from '../files/index.js';
import { WORKSPACE_VERSION, type WorkspaceManifest, workspaceManifestSchema } from '../records/workspace.js';
import { toStorageError } from './errors.js';
import { createFileOnce, removeDeadTemporaries, writeFileAtomic } from './files/atomic.js';
import { makeFolder } from './files/folders.js';
import { acquireLock, removeDeadLocks } from './files/lock.js';

/** Paths of a workspace. */
export interface WorkspaceLayout {
  manifest: string;
  database: string;
  /** Folder of feature folders. */
  features: string;
  /** Folder of linear heads. */
  heads: string;
  /** Folder of models under test. */
  models: string;
  /** Folder of imported encoders. */
  encoders: string;
  /** Folder of heatmaps and other pictures. */
  visuals: string;
  /** Folder of result tables. */
  results: string;
  /** The HTML report. */
  report: string;
  /** Folder of what can be made anew and may be deleted at any time. */
  cache: string;
}

/** An opened workspace folder. */
export interface Workspace {
  folder: string;
  layout: WorkspaceLayout;
  /** As it stood when the workspace was opened. */
  manifest: WorkspaceManifest;
}

/** Longest wait for another process to finish changing the manifest, which takes it milliseconds. */
const MANIFEST_WAIT_MS = 10_000;

/** Where everything of a workspace lies; touches nothing. */
export function workspaceLayout(folder: string): WorkspaceLayout {
  return {
    manifest: join(folder, 'workspace.json'),
    database: join(folder, 'workspace.sqlite'),
    features: join(folder, 'features'),
    heads: join(folder, 'heads'),
    models: join(folder, 'models'),
    encoders: join(folder, 'encoders'),
    visuals: join(folder, 'visuals'),
    results: join(folder, 'results'),
    report: join(folder, 'report.html'),
    cache: join(folder, 'cache'),
  };
}

/** Makes a workspace in a folder that has none; throws `workspace-exists` otherwise. */
export async function createWorkspace(folder: string, manifest: WorkspaceManifest): Promise<Workspace> {
  const layout = workspaceLayout(folder);
  await makeFolder(folder);
  const checked = workspaceManifestSchema.parse(manifest);
  if ((await createFileOnce(layout.manifest, formatManifest(checked))) !== 'created') {
    throw new StorageError('workspace-exists', {
      what: `${folder} is a workspace already.`,
      next: 'Use it as it is, choose another folder with -w, or delete it to start anew.',
    });
  }
  return { folder, layout, manifest: checked };
}

/** Opens a workspace, removing what killed writers left half written. */
export async function openWorkspace(folder: string): Promise<Workspace> {
  const layout = workspaceLayout(folder);
  const manifest = await readManifest(folder, layout.manifest);
  await removeDeadLocks(folder);
  const { heads, models, encoders, visuals, results } = layout;
  for (const path of [folder, heads, models, encoders, visuals, results]) {
    await removeDeadTemporaries(path);
  }
  return { folder, layout, manifest };
}

/** Whether links that lead out of the data set's folder are followed, read without waiting. Throws as `openWorkspace`. */
export function readFollowsLinks(folder: string): boolean {
  const { manifest: path } = workspaceLayout(folder);
  const { dataset } = parseManifest(folder, path, readFileSync(path, 'utf8'));
  return dataset?.followsLinks === true || dataset?.options.followLinks === true;
}

/** Changes the manifest; of changes made at once by several processes none is lost. Returns the new manifest. */
export async function updateWorkspace(
  folder: string,
  change: (manifest: WorkspaceManifest) => WorkspaceManifest,
): Promise<WorkspaceManifest> {
  const { manifest: path } = workspaceLayout(folder);
  await readManifest(folder, path);
  const lock = await acquireLock(folder, 'manifest', { waitMs: MANIFEST_WAIT_MS });
  try {
    const changed = workspaceManifestSchema.parse(change(await readManifest(folder, path)));
    await writeFileAtomic(path, formatManifest(changed));
    return changed;
  } finally {
    await lock.release();
  }
}

function formatManifest(manifest: WorkspaceManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

async function readManifest(folder: string, path: string): Promise<WorkspaceManifest> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw await toOpeningError(folder, error);
  }
  return parseManifest(folder, path, text);
}

function parseManifest(folder: string, path: string, text: string): WorkspaceManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw toDamagedManifestError(path, 'it is not JSON', error);
  }
  const versioned = z.object({ workspaceVersion: z.number() }).safeParse(json);
  if (!versioned.success) throw notOne(folder, 'its workspace.json is of another program');
  assertVersion(folder, versioned.data.workspaceVersion);
  const parsed = workspaceManifestSchema.safeParse(json);
  if (!parsed.success) {
    const { path: place, message } = parsed.error.issues[0]!;
    throw toDamagedManifestError(path, `${place.join('.')}: ${message}`, parsed.error);
  }
  return parsed.data;
}

function assertVersion(folder: string, version: number): void {
  if (version === WORKSPACE_VERSION) return;
  const isNew = version > WORKSPACE_VERSION;
  throw new StorageError(isNew ? 'workspace-too-new' : 'workspace-too-old', {
    what: `The workspace ${folder} has version ${version}; this spuriosity reads version ${WORKSPACE_VERSION}.`,
    next: isNew
      ? 'Update spuriosity, or make a new workspace with -w.'
      : 'Make a new workspace with init; export annotations from the old one with the spuriosity that made it.',
  });
}

async function toOpeningError(folder: string, error: unknown): Promise<Error> {
  if (!isAbsent(error)) {
    return toStorageError(error, `Opening the workspace ${folder} failed`);
  }
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (isThere) return notOne(folder, 'it has no workspace.json');
  return new StorageError('workspace-missing', {
    what: `There is no workspace at ${folder}.`,
    next: 'Make one with "spuriosity init DATA", or name an existing one with -w.',
  });
}

function notOne(folder: string, reason: string): StorageError {
  return new StorageError('workspace-not-one', {
    what: `${folder} is not a workspace: ${reason}.`,
    next: 'Name the workspace with -w; init makes one beside the data, named <data>.spuriosity.',
  });
}

/** `workspace-damaged`; the reason is the rest of a sentence. */
export function toDamagedManifestError(path: string, reason: string, cause: unknown): StorageError {
  return new StorageError('workspace-damaged', {
    what: `${path} is damaged: ${reason}.`,
    why: 'spuriosity never writes it by halves, so something else changed it.',
    next: 'Restore it from a backup, or run init again with another workspace and import annotations there.',
    cause,
  });
}
