/**
 * Notices what other processes do to the workspace while it is served: a command in a terminal, a worker.
 * In: an open project. Out: a call that says what has changed. Looks now and then instead of subscribing: network file systems tell
 * nobody.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '../project/index.js';

const INTERVAL_MS = 2_000;
/** Files whose change the app must follow; the database has its own mark. */
const WATCHED = { workspace: 'workspace.json', discovery: 'discovery.json', mitigation: 'mitigation.json' };

export type WatchedPart = keyof typeof WATCHED | 'database';

export interface WorkspaceWatch {
  stop(): void;
}

type Stamps = Record<WatchedPart, string>;

/** @param onChange gets the parts that may have changed; the next look waits for it */
export function watchWorkspace(
  project: Project,
  onChange: (parts: ReadonlySet<WatchedPart>) => Promise<void>,
  intervalMs: number = INTERVAL_MS,
): WorkspaceWatch {
  let seen: Stamps | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const look = async () => {
    const stamps = await readStamps(project);
    if (isStopped) return;
    const before = seen ?? stamps;
    seen = stamps;
    const parts = (Object.keys(stamps) as WatchedPart[]).filter((part) => stamps[part] !== before[part]);
    if (parts.length > 0) await onChange(new Set(parts));
    timer = setTimeout(look, intervalMs);
    timer.unref();
    if (isStopped) clearTimeout(timer);
  };
  void look();
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

async function readStamps({ folder, database }: Project): Promise<Stamps> {
  const files = Object.entries(WATCHED).map(async ([part, name]) => {
    // A file that is not there has no time.
    const found = await stat(join(folder, name)).catch(() => null);
    return [part, String(found?.mtimeMs)] as const;
  });
  const stamps = Object.fromEntries(await Promise.all(files));
  return { ...stamps, database: database.readForeignMark() } as Stamps;
}
