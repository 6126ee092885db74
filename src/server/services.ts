/**
 * What the routes work with: an open workspace, its live numbers, pictures, jobs, events.
 * In: a folder. Out: `Services`, to close when done. Speaks no HTTP.
 */
import { createHash } from 'node:crypto';
import { type Observer, SILENT_OBSERVER } from '../base/observer.js';
import { openProject, PROGRAM_VERSION, type Project } from '../project/index.js';
import { type LiveProject, openLive } from '../project/live/index.js';
import type { JobKind, Topic } from '../protocol/index.js';
import { acquireLock, type Lock } from '../storage/index.js';
import { createEventHub, type EventHub } from './event-hub.js';
import { runJobProcess } from './jobs/job-process.js';
import { createJobQueue, type JobQueue } from './jobs/job-queue.js';
import { createPictureDesk, type PictureDesk } from './pictures/picture-desk.js';
import { createReservations, type Reservations } from './reservations.js';
import { createTableWriter, type TableWriter, toTablesMark } from './table-writer.js';
import { type WatchedPart, watchWorkspace } from './workspace-watch.js';

export interface Services {
  readonly project: Project;
  readonly live: LiveProject;
  readonly events: EventHub;
  readonly pictures: PictureDesk;
  readonly jobs: JobQueue;
  readonly reservations: Reservations;
  readonly tables: TableWriter;
  /** Tells everybody what changed without a change of derived numbers. */
  announce(...topics: Topic[]): void;
  /** Stops jobs, writes what waits to be written, closes the database. */
  close(): Promise<void>;
}

export interface ServiceOptions {
  /** Hears of failures that no request waits for. */
  reportFault: (error: unknown) => void;
  /** Folders from which jobs may take files, beside what is known by name. */
  allowedRoots: readonly string[];
}

/** What a job changes beside judgements and models, which the live numbers tell themselves. */
const TOPICS_OF_JOB: Record<JobKind, readonly Topic[]> = {
  run: ['workspace', 'pictures', 'models', 'mitigation'],
  extract: ['workspace', 'pictures'],
  discover: ['workspace', 'pictures'],
  annotate: [],
  objects: [],
  attack: ['pictures'],
  mitigate: ['mitigation'],
  check: ['models'],
  tables: ['models'],
  report: [],
};

/**
 * Opens a workspace for serving. Throws `workspace-busy` when another server has it.
 */
export async function openServices(
  folder: string,
  observer: Observer,
  options: ServiceOptions,
): Promise<Services> {
  const project = await openProject(folder, observer);
  const lock = await lockForServing(project).catch((error: unknown) => {
    project.close();
    throw error;
  });
  const release = async () => {
    project.close();
    await lock?.release();
  };
  if (lock === null) {
    observer.warn(
      'The workspace is on a disk that is full or may not be written to: it is shown, and answers are refused.',
    );
  }
  try {
    let isOpen = false;
    const live = await openLive(project, {
      ...observer,
      // Later on pages wait for small things, and nobody looks at the terminal.
      progress: (event) => {
        if (!isOpen) observer.progress(event);
      },
    });
    isOpen = true;
    const services = createServices(project, live, options);
    return {
      ...services,
      close: async () => {
        await services.close();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Tells workspaces apart without saying where they lie. */
function toMark(folder: string): string {
  return createHash('sha256').update(folder).digest('base64url').slice(0, 16);
}

/** Null where nothing can be written: of servers that change nothing there may be several. */
async function lockForServing({ folder, database }: Project): Promise<Lock | null> {
  return database.isWritable ? acquireLock(folder, 'serve') : null;
}

function toTopics(parts: ReadonlySet<WatchedPart>): Topic[] {
  const isOther = (['workspace', 'images', 'discovery'] as const).some((part) => parts.has(part));
  const topics: Topic[] = isOther ? ['workspace', 'pictures'] : [];
  return parts.has('mitigation') ? [...topics, 'mitigation'] : topics;
}

/** Where nothing is judged, no table lacks anything. */
const NO_TABLES: TableWriter = { schedule: () => {}, flush: async () => {} };

/** In a process of its own: over a large data set it takes a while, in which people go on judging. */
async function writeTables(folder: string): Promise<void> {
  await runJobProcess({ folder, kind: 'tables', options: {} }, SILENT_OBSERVER);
}

function createServices(
  project: Project,
  live: LiveProject,
  { reportFault, allowedRoots }: ServiceOptions,
): Services {
  const events = createEventHub(() => ({
    type: 'hello',
    revision: live.revision,
    version: PROGRAM_VERSION,
    workspace: toMark(project.folder),
  }));
  const pictures = createPictureDesk(project);
  const tables = !project.database.isWritable
    ? NO_TABLES
    : createTableWriter(async () => {
        try {
          await writeTables(project.folder);
          // With the tables comes the evidence that pages show.
          announce('models');
          return true;
        } catch (error) {
          reportFault(error);
          return false;
        }
      }, toTablesMark(project.folder));
  const announce = (...topics: Topic[]) => {
    if (topics.length > 0) events.send({ type: 'change', revision: live.revision, topics });
  };
  /** After a large change: what is derived is computed anew, and what pictures are made of is looked up again. */
  const refresh = async (topics: readonly Topic[]) => {
    if (topics.includes('workspace')) await pictures.forget();
    await live.applyAll();
    announce(...topics);
  };
  const jobs = createJobQueue(project, allowedRoots, {
    onNews: (job, log) => events.send({ type: 'job', job, log }),
    onEnd: ({ kind }) => refresh(TOPICS_OF_JOB[kind]).catch(reportFault),
  });
  const unsubscribe = live.subscribe((change) => {
    announce(...change.parts);
    if (change.parts.includes('judgements')) tables.schedule();
  });
  const watch = watchWorkspace(project, {
    onChange: (parts) => refresh(toTopics(parts)),
    onFault: reportFault,
  });
  return {
    project,
    live,
    events,
    pictures,
    jobs,
    reservations: createReservations(),
    tables,
    announce,
    close: async () => {
      await watch.stop();
      await jobs.close();
      unsubscribe();
      await tables.flush();
      events.close();
      await pictures.close();
    },
  };
}
