/**
 * Judgements on their way to the server. In: one post after another. Out: their responses. What cannot be sent now stays in local
 * storage and goes again, in the order it was made, also after a reload. Sending twice does no harm: the server knows a repeated
 * answer. Shows nothing; work-status.tsx does.
 */
import type { Body, Response } from '../../../../../src/protocol/index.js';
import { RequestError, send } from '../../../api.js';

const JUDGEMENT_ROUTES = [
  'POST /api/annotation/answers',
  'POST /api/annotation/retractions',
  'POST /api/annotation/skips',
  'POST /api/validation/answers',
] as const;
export type JudgementRoute = (typeof JUDGEMENT_ROUTES)[number];

export interface OutboxEntry<R extends JudgementRoute = JudgementRoute> {
  /** Sorts by the time of making. */
  id: string;
  route: R;
  body: Body<R>;
  /** Why the server does not want it; null while it may still be sent. */
  refusal: string | null;
  /** Of the refusal; `answered-already` has a way of its own. */
  refusalCode?: string;
}

export interface OutboxState {
  entries: readonly OutboxEntry[];
  /** Why nothing can be sent now; null while all is well. */
  trouble: string | null;
}

export interface Outbox {
  /** Keeps the post and sends it when its turn comes. Rejects only when the server refuses it for good. */
  post<R extends JudgementRoute>(route: R, body: Body<R>): Promise<Response<R>>;
  /** Sends what waits, without waiting for the next attempt; refused entries, too. */
  retry(): void;
  /** Sends an answer that was refused because there is an earlier one, as a change of that. */
  change(id: string): void;
  /** Gives up a refused entry. */
  discard(id: string): void;
  subscribe(listener: () => void): () => void;
  /** The same object until something changes. */
  readState(): OutboxState;
}

/** Seconds between attempts while the server does not answer; the last one stays. */
const PAUSES = [1, 2, 4, 8, 15];

/** What keys of waiting judgements begin with. */
export const OUTBOX_PREFIX = 'spuriosity.outbox';
const outboxes = new Map<string, Outbox>();

/** The outbox of a workspace; the same one for the same name. */
export function openOutbox(workspaceName: string): Outbox {
  const known = outboxes.get(workspaceName);
  if (known) return known;
  const outbox = createOutbox(`${OUTBOX_PREFIX}.${workspaceName}.`);
  outboxes.set(workspaceName, outbox);
  return outbox;
}

interface Waiting {
  resolve: (response: never) => void;
  reject: (error: unknown) => void;
}

/** An outbox over the entries under a prefix. Long: what waits, and what failed, is seen by its few short functions and by nothing else. */
function createOutbox(prefix: string): Outbox {
  const storage = openEntries(prefix);
  const waiting = new Map<string, Waiting>();
  const listeners = new Set<() => void>();
  let state: OutboxState = { entries: storage.list(), trouble: null };
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isDelivering = false;

  const update = (trouble: string | null) => {
    state = { entries: storage.list(), trouble };
    for (const listener of listeners) listener();
  };

  /** Sends one entry; true when the next may follow. */
  const deliver = async (entry: OutboxEntry): Promise<boolean> => {
    try {
      const response = await send(entry.route, {}, entry.body as never);
      storage.remove(entry.id);
      failures = 0;
      update(null);
      waiting.get(entry.id)?.resolve(response as never);
      waiting.delete(entry.id);
      return true;
    } catch (error) {
      if (isPassing(error)) {
        timer = setTimeout(deliverAll, PAUSES[Math.min(failures++, PAUSES.length - 1)]! * 1000);
        update(toSentence(error));
        return false;
      }
      const refusalCode = error instanceof RequestError ? error.code : undefined;
      storage.put({ ...entry, refusal: toSentence(error), refusalCode });
      update(null);
      waiting.get(entry.id)?.reject(error);
      waiting.delete(entry.id);
      return true;
    }
  };

  const deliverAll = async (): Promise<void> => {
    if (isDelivering) return;
    isDelivering = true;
    clearTimeout(timer);
    await withLock(prefix, async () => {
      for (;;) {
        const next = storage.list().find(({ refusal }) => refusal === null);
        if (next === undefined || !(await deliver(next))) break;
      }
    });
    isDelivering = false;
    // An entry that came in after the last look.
    if (state.trouble === null && state.entries.some(({ refusal }) => refusal === null)) void deliverAll();
  };

  window.addEventListener('online', deliverAll);
  window.addEventListener('storage', ({ key }) => {
    if (key?.startsWith(prefix)) update(state.trouble);
  });
  void deliverAll();

  return {
    post<R extends JudgementRoute>(route: R, body: Body<R>) {
      const id = storage.createId();
      storage.put({ id, route, body, refusal: null } as OutboxEntry);
      update(state.trouble);
      return new Promise<Response<R>>((resolve, reject) => {
        waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
        // While the server does not answer, the next attempt takes this entry with it.
        if (state.trouble === null) void deliverAll();
      });
    },
    retry() {
      for (const entry of storage.list())
        if (entry.refusal !== null) storage.put({ ...entry, refusal: null });
      update(state.trouble);
      void deliverAll();
    },
    change(id) {
      const entry = storage.list().find((one) => one.id === id);
      if (entry === undefined) return;
      storage.put({
        ...entry,
        body: { ...entry.body, isChange: true } as OutboxEntry['body'],
        refusal: null,
      });
      update(state.trouble);
      void deliverAll();
    },
    discard(id) {
      storage.remove(id);
      update(state.trouble);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    readState: () => state,
  };
}

/** One key an entry, so that two tabs never write over each other. Where storage is full or forbidden, memory must do. */
function openEntries(prefix: string) {
  const memory = new Map<string, OutboxEntry>();
  let count = 0;
  const readKept = (): OutboxEntry[] => {
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
      return keys.map((key) => JSON.parse(localStorage.getItem(key)!) as OutboxEntry);
    } catch {
      return [];
    }
  };
  return {
    createId: () => {
      count += 1;
      return `${Date.now()}-${String(count).padStart(6, '0')}-${Math.random().toString(36).slice(2, 8)}`;
    },
    list: () =>
      [...new Map([...memory.values(), ...readKept()].map((entry) => [entry.id, entry])).values()].sort(
        (a, b) => (a.id < b.id ? -1 : 1),
      ),
    put(entry: OutboxEntry) {
      try {
        localStorage.setItem(prefix + entry.id, JSON.stringify(entry));
        memory.delete(entry.id);
      } catch {
        memory.set(entry.id, entry);
      }
    },
    remove(id: string) {
      memory.delete(id);
      try {
        localStorage.removeItem(prefix + id);
      } catch {
        // Nothing was kept there.
      }
    },
  };
}

/** One tab sends at a time, where the browser knows locks (secure contexts and this machine). */
async function withLock(name: string, run: () => Promise<void>): Promise<void> {
  if (navigator.locks) await navigator.locks.request(name, run);
  else await run();
}

/** True where the same post may succeed later. */
function isPassing(error: unknown): boolean {
  return error instanceof RequestError && [0, 429, 502, 503, 504].includes(error.status);
}

function toSentence(error: unknown): string {
  const next = error instanceof RequestError ? error.next : null;
  return [error instanceof Error ? error.message : String(error), next].filter(Boolean).join(' ');
}
