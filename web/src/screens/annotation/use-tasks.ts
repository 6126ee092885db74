/**
 * The pairs a person judges next, some ahead, and the one before them now; for both studies.
 * In: which queue, who, the pair in the address. Out: the task at hand and those after it. Answers nothing.
 */
import { useEffect } from 'react';
import type { AnnotationQuery, Response, ValidationQuery } from '../../../../src/protocol/index.js';
import { queryClient, useRead } from '../../queries.js';
import { OUTBOX_PREFIX } from './annotate/outbox.js';
import { formatPair, type Pair } from './annotate/pair-key.js';

/** The task at hand and five ahead: enough to go on while the server is away for a moment, few enough to leave some for others. */
const AHEAD = 6;
const RENEWAL_MS = 120_000;

export type QueueRoute = 'GET /api/annotation/queue' | 'GET /api/validation/queue';
type QueueQuery = AnnotationQuery & ValidationQuery;
export type Task<R extends QueueRoute> = Response<R>['tasks'][number];

export interface Tasks<R extends QueueRoute> {
  /** Null while loading, and when there is none. */
  task: Task<R> | null;
  /** After the task at hand, soonest first. */
  upcoming: readonly Task<R>[];
  /** Pairs left for the person, the one at hand included where it is still open. */
  left: number | null;
  done: number | null;
  isLoading: boolean;
  /** The pair in the address cannot be judged here. */
  isMissing: boolean;
  error: unknown;
  retry: () => void;
  /** The newest answer of the server's queue; null while loading. */
  queue: Response<R> | null;
}

/**
 * @param query who asks, for which pairs
 * @param pair the one in the address; null: the next one
 * @param settled keys of pairs that are done here, whether or not the server knows it yet
 */
export function useTasks<R extends QueueRoute>(
  route: R,
  query: QueueQuery,
  pair: Pair | null,
  settled: ReadonlySet<string>,
): Tasks<R> {
  const queue = useRead<QueueRoute>(route, {}, { query: { ...query, count: AHEAD } });
  const queued: readonly Task<R>[] = queue.data?.tasks ?? [];
  const open = queued.filter((task) => !settled.has(formatPair(task)));
  const wanted = pair === null ? null : formatPair(pair);
  const inQueue = open.find((task) => formatPair(task) === wanted);
  const own = useRead<QueueRoute>(
    route,
    {},
    { query: toPairQuery(query, pair), enabled: pair !== null && !inQueue },
  );
  useKeptTasks(route, query, queue.data?.tasks);
  useRenewal();

  const ownTasks: readonly Task<R>[] = own.data?.tasks ?? [];
  const task =
    wanted === null
      ? (open[0] ?? null)
      : (inQueue ?? ownTasks.find((one) => formatPair(one) === wanted) ?? null);
  const source = wanted === null || inQueue ? queue : own;
  const settledHere = queued.length - open.length;
  const left = queue.data ? queue.data.left - settledHere : null;
  const isMissing = task === null && wanted !== null && !inQueue && own.isSuccess;
  return {
    task,
    upcoming: open.filter((one) => formatPair(one) !== (wanted ?? (task && formatPair(task)))),
    left,
    done: queue.data ? queue.data.done + settledHere : null,
    // Out of tasks, but the server has more: they are on their way, or come when it answers again.
    isLoading: task === null && !isMissing && (source.isPending || (left ?? 0) > 0),
    isMissing,
    error: task === null ? source.error : null,
    retry: () => void source.refetch(),
    queue: (queue.data as Response<R> | undefined) ?? null,
  };
}

/** Keeps every task of the queue under its own pair, so that going back to it needs no server. */
function useKeptTasks(route: QueueRoute, query: QueueQuery, tasks: readonly Pair[] | undefined): void {
  const text = JSON.stringify(query);
  useEffect(() => {
    for (const task of tasks ?? []) {
      const key = [route, {}, toPairQuery(JSON.parse(text), task)];
      queryClient.setQueryData(key, { tasks: [task], left: 0, done: 0, worth: null });
    }
  }, [route, text, tasks]);
}

/**
 * The server gives pairs that a person sits over to others after some minutes, unless they are asked for again. It is asked, too, when this
 * person comes back to the page, and when another tab of theirs has sent a judgement.
 */
function useRenewal(): void {
  useEffect(() => {
    const onStorage = ({ key, newValue }: StorageEvent) => {
      if (newValue === null && key?.startsWith(OUTBOX_PREFIX)) refreshTasks();
    };
    const onVisible = () => {
      if (!document.hidden) refreshTasks();
    };
    window.addEventListener('storage', onStorage);
    document.addEventListener('visibilitychange', onVisible);
    const timer = setInterval(onVisible, RENEWAL_MS);
    return () => {
      window.removeEventListener('storage', onStorage);
      document.removeEventListener('visibilitychange', onVisible);
      clearInterval(timer);
    };
  }, []);
}

/** Asks for one pair, whatever class is filtered for. */
function toPairQuery({ worker, variant }: QueueQuery, pair: Pair | null): QueueQuery {
  return { worker, variant, pair: pair === null ? undefined : `${pair.classIndex}/${pair.feature}` };
}

/** Asks the server again for what is left, after something was judged. */
export function refreshTasks(): void {
  for (const route of ['GET /api/annotation/queue', 'GET /api/validation/queue'] satisfies QueueRoute[]) {
    void queryClient.invalidateQueries({ queryKey: [route] });
  }
}
