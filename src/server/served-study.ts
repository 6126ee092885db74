/**
 * Which workspace the server shows: none at first where none was named, and another one when a person starts it in the app.
 * In: how a workspace is opened, whom to tell. Out: the services of the one that is shown.
 */
import { toRealPath } from '../files/index.js';
import { RefusalError } from './refusal.js';
import type { Services } from './services.js';

export interface ServedStudy {
  readonly services: Services | null;
  /** Throws `jobs-running` while work goes on in the workspace that is shown. */
  assertFree(): void;
  /** Shows a workspace from now on and closes the one before. Throws `jobs-running` and what opening throws; then the earlier one stays. */
  show(folder: string): Promise<Services>;
  close(): Promise<void>;
}

/** @param onShow hears of every workspace that is shown, before its first request */
export function createServedStudy(
  open: (folder: string) => Promise<Services>,
  onShow: (services: Services) => void,
  reportFault: (error: unknown) => void,
): ServedStudy {
  let services: Services | null = null;
  let closing: Promise<void> = Promise.resolve();
  let opening: Promise<unknown> = Promise.resolve();
  const assertFree = () => {
    const active = services?.jobs.list().jobs.find(({ state }) => state === 'running' || state === 'queued');
    if (active === undefined) return;
    throw new RefusalError(409, 'jobs-running', {
      what: `The workspace that is open is at work: ${active.title}.`,
      why: 'Another one takes its place, which would interrupt it.',
      next: 'Wait for its end, or cancel it on the page Jobs.',
    });
  };
  const show = async (folder: string): Promise<Services> => {
    // By another name it is the same workspace, which would be found busy.
    if (services !== null && toRealPath(services.project.folder) === toRealPath(folder)) return services;
    assertFree();
    const before = services;
    const next = await open(folder);
    services = next;
    onShow(next);
    // Pages that show the earlier one learn it at once; its tables are written meanwhile.
    before?.events.close();
    closing = closing.then(() => before?.close()).catch(reportFault);
    return next;
  };
  return {
    get services() {
      return services;
    },
    assertFree,
    show: (folder) => {
      // One after the other: two people may start at once.
      const shown = opening.then(() => show(folder));
      opening = shown.catch(() => {});
      return shown;
    },
    close: async () => {
      await opening;
      services?.events.close();
      await closing;
      await services?.close();
    },
  };
}
