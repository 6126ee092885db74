/**
 * Notices what other processes do to the workspace while it is served: a command in a terminal, a worker.
 * In: an open project. Out: a call that says what has changed. Looks now and then instead of subscribing: network file systems tell
 * nobody.
 */
import { findMissingData, type Project, toDiscoveryPath, toMitigationPath } from '../project/index.js';
import { statOptional } from '../storage/index.js';

const INTERVAL_MS = 2_000;

/** What the app must follow. */
export type WatchedPart = 'workspace' | 'images' | 'discovery' | 'mitigation' | 'database';

export interface WorkspaceWatch {
  /** Looks no more; resolves when a look that is under way has ended. */
  stop(): Promise<void>;
}

type Stamps = Record<WatchedPart, string>;

/** @param onChange gets the parts that may have changed, or why a look failed; the next look waits for it */
export function watchWorkspace(
  project: Project,
  {
    onChange,
    onFault,
  }: { onChange: (parts: ReadonlySet<WatchedPart>) => Promise<void>; onFault: (error: unknown) => void },
  intervalMs: number = INTERVAL_MS,
): WorkspaceWatch {
  let seen: Stamps | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const compare = async () => {
    const stamps = await readStamps(project);
    const before = seen ?? stamps;
    seen = stamps;
    const parts = (Object.keys(stamps) as WatchedPart[]).filter((part) => stamps[part] !== before[part]);
    if (parts.length > 0 && !isStopped) await onChange(new Set(parts));
  };
  const look = async () => {
    await compare().catch(onFault);
    if (!isStopped) timer = setTimeout(lookAgain, intervalMs).unref();
  };
  const lookAgain = () => {
    looking = look();
  };
  let looking = look();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

async function readStamps(project: Project): Promise<Stamps> {
  // A file that is not there has no time.
  const readStamp = async (path: string) => String((await statOptional(path))?.mtimeMs);
  const [workspace, images, discovery, mitigation] = await Promise.all([
    readStamp(project.layout.manifest),
    // That they are there, not what is in them: their folder may have been moved, or its disk unplugged.
    findMissingData(project).then(String),
    readStamp(toDiscoveryPath(project)),
    readStamp(toMitigationPath(project)),
  ]);
  return { workspace, images, discovery, mitigation, database: project.database.readForeignMark() };
}
