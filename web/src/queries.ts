/** What the app remembers of the server's answers: one cache, keyed by route and parameters, made stale by topic. */
import { QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type {
  GetRoute,
  JobEntry,
  JobLogLine,
  JobResponse,
  JobsResponse,
  Parameters,
  Query,
  Response,
  Topic,
} from '../../src/protocol/index.js';
import { RETRY_MS, RequestError, read } from './api.js';

/** What models, repaired ones among them, make of single images, and where those stand in the rankings. */
const ROUTES_OF_PREDICTIONS = [
  'GET /api/confusion/:model',
  'GET /api/confusion/:model/:side/:classIndex',
  'GET /api/comparisons/:model/:other',
  'GET /api/comparisons/:model/:other/:outcome',
] as const satisfies readonly GetRoute[];

/** Routes whose answers a change of each topic may alter. */
const ROUTES_OF_TOPIC: Record<Topic, readonly GetRoute[]> = {
  workspace: [
    'GET /api/workspace',
    'GET /api/skipped-images',
    'GET /api/pairs',
    'GET /api/pairs/:classIndex/:feature',
    'GET /api/rankings/:split/:classIndex',
    'GET /api/rankings/:split/:classIndex/features/:feature',
    'GET /api/rankings/:split/:classIndex/models/:model',
    'GET /api/models',
    ...ROUTES_OF_PREDICTIONS,
    'GET /api/evidence',
    'GET /api/sensitivities',
    'GET /api/mitigation',
    'GET /api/noise',
    'GET /api/images/marks',
    'GET /api/images/:id/similar',
    'GET /api/map/:layout',
    'GET /api/map/:layout/outcomes/:model',
    'GET /api/map/:layout/activations/:feature',
    'GET /api/annotation/progress',
  ],
  judgements: [
    'GET /api/workspace',
    'GET /api/pairs',
    'GET /api/pairs/:classIndex/:feature',
    'GET /api/rankings/:split/:classIndex',
    'GET /api/models',
    ...ROUTES_OF_PREDICTIONS,
    'GET /api/evidence',
    'GET /api/sensitivities',
    'GET /api/mitigation',
    'GET /api/noise',
    // Neither what models say nor what features do follows from verdicts.
    'GET /api/map/:layout',
    'GET /api/annotation/progress',
    'GET /api/annotation/imports',
  ],
  models: [
    'GET /api/workspace',
    'GET /api/models',
    'GET /api/models/check',
    ...ROUTES_OF_PREDICTIONS,
    'GET /api/evidence',
    'GET /api/sensitivities',
    'GET /api/pairs',
    'GET /api/pairs/:classIndex/:feature',
    'GET /api/rankings/:split/:classIndex/models/:model',
    'GET /api/mitigation',
    'GET /api/noise',
    'GET /api/map/:layout',
    'GET /api/map/:layout/outcomes/:model',
  ],
  mitigation: ['GET /api/mitigation', 'GET /api/models', ...ROUTES_OF_PREDICTIONS, 'GET /api/workspace'],
  decisions: ['GET /api/noise', 'GET /api/images/marks', 'GET /api/images/:id/history'],
  views: ['GET /api/views'],
  pictures: ['GET /api/pairs/:classIndex/:feature'],
};

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Nothing goes stale by itself: the event stream says what changed.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      // The server is most often on this very machine: it is there without any network.
      networkMode: 'always',
      // One bar says that the server does not answer; what waits for it is asked for until it does.
      retry: (_, error) => error instanceof RequestError && error.status === 0,
      retryDelay: RETRY_MS,
    },
    mutations: { networkMode: 'always' },
  },
});

/** Between one look at work of the server and the next. */
const AGAIN_MS = 1000;

/** Reads a route and stays up to date with it. */
export function useRead<R extends GetRoute>(
  route: R,
  parameters: Parameters<R>,
  options: {
    query?: Query<R>;
    enabled?: boolean;
    keep?: boolean;
    isVolatile?: boolean;
    /** Asked again each second until the answer is of this kind. */
    until?: (answer: Response<R>) => boolean;
  } = {},
): UseQueryResult<Response<R>> {
  return useQuery<Response<R>>({
    queryKey: [route, parameters, options.query ?? null],
    queryFn: ({ signal }) => read(route, parameters, options.query, signal),
    enabled: options.enabled ?? true,
    // No event tells of it: it is read again whenever it comes on screen.
    ...(options.isVolatile ? { staleTime: 0 } : {}),
    ...(options.until
      ? {
          refetchInterval: ({ state: { data, error } }) =>
            data !== undefined && error === null && !options.until!(data) ? AGAIN_MS : false,
        }
      : {}),
    // Paging through items of one kind: show the last one until the next is there.
    placeholderData: options.keep ? (previous) => previous : undefined,
  });
}

/** Loads an answer before it is asked for. */
export function prefetch<R extends GetRoute>(route: R, parameters: Parameters<R>, query?: Query<R>): void {
  void queryClient.prefetchQuery({
    queryKey: [route, parameters, query ?? null],
    queryFn: ({ signal }) => read(route, parameters, query, signal),
  });
}

/** Marks every answer of the topics as stale; those on screen are read again at once. */
export function invalidate(topics: readonly Topic[]): void {
  for (const route of new Set(topics.flatMap((topic) => ROUTES_OF_TOPIC[topic]))) {
    void queryClient.invalidateQueries({ queryKey: [route] });
  }
}

/** Marks every answer as stale: the connection was lost, and anything may have changed. */
export function invalidateAll(): void {
  void queryClient.invalidateQueries({ predicate: isAnswer });
}

/** Forgets every answer: somebody else is looking, or sees more than before. What is on screen is read again at once. */
export function forgetAnswers(): void {
  void queryClient.resetQueries({ predicate: isAnswer });
}

/** Marks the list of jobs, and what is known of each, as stale. */
export function invalidateJobs(): void {
  for (const route of ['GET /api/jobs', 'GET /api/jobs/:id'] satisfies GetRoute[]) {
    void queryClient.invalidateQueries({ queryKey: [route] });
  }
}

/** Takes in how a job stands, and what its log gained. */
export function updateJob(job: JobEntry, log: readonly JobLogLine[]): void {
  queryClient.setQueriesData<JobsResponse>({ queryKey: ['GET /api/jobs'] }, (old) => {
    if (old === undefined) return old;
    const known = old.jobs.find(({ id }) => id === job.id);
    const others = old.jobs.filter((one) => one !== known);
    return { jobs: [toLater(known, job), ...others].sort((a, b) => b.id - a.id) };
  });
  queryClient.setQueriesData<JobResponse>(
    {
      queryKey: ['GET /api/jobs/:id'],
      predicate: ({ queryKey }) => Number((queryKey[1] as Parameters<'GET /api/jobs/:id'>).id) === job.id,
    },
    (old) =>
      old && {
        ...old,
        ...toLater(old, job),
        log: [...old.log, ...log.filter((line) => !isLogged(old.log, line))],
      },
  );
}

/** An order's answer and the event stream come on two ways, and may arrive in either order: a job never goes back. */
function toLater(known: JobEntry | undefined, job: JobEntry): JobEntry {
  return known !== undefined && toStage(known) > toStage(job) ? known : job;
}

function toStage({ state }: JobEntry): number {
  return state === 'queued' ? 0 : state === 'running' ? 1 : 2;
}

function isAnswer({ queryKey }: { queryKey: readonly unknown[] }): boolean {
  return String(queryKey[0]).startsWith('GET ');
}

/** The log may have been read just after the line was written and before its event came. */
function isLogged(log: readonly JobLogLine[], { at, text }: JobLogLine): boolean {
  return log.some((line) => line.at === at && line.text === text);
}
