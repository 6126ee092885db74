/**
 * One network kept open for whoever needs it next.
 * In: a way to open it. Out: sessions that all run on the same process; it ends after a while without use. A crashed process is
 * replaced at the next opening.
 */
import { ModelError } from '../../base/errors.js';
import type { ModelSession } from '../../inference/index.js';

/** Opening a network costs a process start; holding one costs its memory. */
const IDLE_MS = 60_000;

export interface SharedSession {
  /** Closing what this gives only says that it is no longer needed here. */
  open(): Promise<ModelSession>;
  close(): Promise<void>;
}

export function createSharedSession(
  openNew: () => Promise<ModelSession>,
  idleMs: number = IDLE_MS,
): SharedSession {
  let current: Promise<ModelSession> | null = null;
  let userCount = 0;
  let idle: NodeJS.Timeout | undefined;
  const drop = async () => {
    const dropped = current;
    current = null;
    // One that never opened needs no closing.
    await dropped?.then(
      (session) => session.close(),
      () => {},
    );
  };
  return {
    open: async () => {
      clearTimeout(idle);
      userCount++;
      current ??= openNew();
      const opening = current;
      const release = createOnce(() => {
        userCount--;
        if (userCount === 0) idle = setTimeout(drop, idleMs).unref();
      });
      const session = await opening.catch((error: unknown) => {
        if (current === opening) current = null;
        release();
        throw error;
      });
      return {
        ...session,
        run: (feeds, outputNames) =>
          session.run(feeds, outputNames).catch((error: unknown) => {
            const isCrash = error instanceof ModelError && error.code === 'inference-crashed';
            if (isCrash && current === opening) void drop();
            throw error;
          }),
        close: async () => release(),
      };
    },
    close: async () => {
      clearTimeout(idle);
      await drop();
    },
  };
}

function createOnce(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) action();
    isDone = true;
  };
}
