/**
 * Which workspace a command means: -w, else SPURIOSITY_WORKSPACE, else the folder itself or the only one in it.
 */
import { existsSync, readdirSync } from 'node:fs';
import { UsageError } from '../base/errors.js';
import type { Observer } from '../base/observer.js';
import { describeOutdatedTables, describeSetAside, openProject, type Project } from '../project/index.js';
import { workspaceLayout } from '../storage/index.js';
import type { Terminal } from './terminal.js';

const WORKSPACE_SUFFIX = '.spuriosity';

/** Folder of the workspace that the user means. Throws the UsageErrors `workspace-unnamed`, `workspace-ambiguous`. */
export function chooseWorkspace(option: string | undefined): string {
  const found = findWorkspace(option);
  if (found !== null) return found;
  const here = listHere();
  throw new UsageError(here.length === 0 ? 'workspace-unnamed' : 'workspace-ambiguous', {
    what:
      here.length === 0
        ? 'No workspace was named and there is none in this folder.'
        : `This folder holds ${here.length} workspaces: ${here.join(', ')}.`,
    next: 'Name one with -w FOLDER, or set SPURIOSITY_WORKSPACE.',
  });
}

/** The same; null where none was named and there is none, or more than one. */
export function findWorkspace(option: string | undefined): string | null {
  const named = option ?? process.env.SPURIOSITY_WORKSPACE;
  if (named !== undefined) return named;
  if (isWorkspace('.')) return '.';
  const [only, ...more] = listHere();
  return only !== undefined && more.length === 0 ? only : null;
}

function listHere(): string[] {
  return readdirSync('.').filter((name) => name.endsWith(WORKSPACE_SUFFIX) && isWorkspace(name));
}

/** Says which judgements count nowhere, before anything is computed from the others. */
export function warnOfSetAside({ observer }: Terminal, project: Project): void {
  const sentence = describeSetAside(project);
  if (sentence !== null) observer.warn(sentence);
}

/** Says which tables are not as the workspace is, and what makes them anew. */
export async function warnOfOutdatedTables({ observer }: Terminal, project: Project): Promise<void> {
  for (const sentence of await describeOutdatedTables(project)) observer.warn(sentence);
}

function isWorkspace(folder: string): boolean {
  return existsSync(workspaceLayout(folder).manifest);
}

/**
 * Opens the workspace that the user means, runs `work`, closes it; what is found damaged meanwhile is said. `forReading` is for commands of
 * which many machines run one each.
 */
export async function withProject<T>(
  options: { workspace?: string; observer?: Observer; forReading?: boolean },
  work: (project: Project) => Promise<T>,
): Promise<T> {
  const { forReading } = options;
  const project = await openProject(chooseWorkspace(options.workspace), options.observer, { forReading });
  try {
    return await work(project);
  } finally {
    project.close();
  }
}
