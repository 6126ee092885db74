/** The cache of the app, which several ways feed at once. */
import { expect, test, vi } from 'vitest';
import type { JobEntry } from '../../src/protocol/index.js';

vi.stubGlobal('window', {});
const { invalidate, queryClient, updateJob } = await import('./queries.js');

const LIST = ['GET /api/jobs', {}, null];
const JOB = ['GET /api/jobs/:id', { id: 1 }, null];

function toJob(state: JobEntry['state'], change: Partial<JobEntry> = {}): JobEntry {
  const times = { createdAt: '2026-01-01T00:00:00.000Z', startedAt: null, endedAt: null };
  const job = { id: 1, kind: 'tables', title: 'Write the result tables', options: {}, error: null } as const;
  return { ...job, ...times, state, isCancelling: false, progress: null, ...change };
}

test('an answer that arrives after the event that follows it takes no job back', () => {
  queryClient.setQueryData(LIST, { jobs: [toJob('queued')] });
  queryClient.setQueryData(JOB, { ...toJob('queued'), log: [] });
  const readStates = () => [
    queryClient.getQueryData<{ jobs: JobEntry[] }>(LIST)!.jobs.map(({ state }) => state),
    queryClient.getQueryData<JobEntry>(JOB)!.state,
  ];
  const line = { at: '2026-01-01T00:00:01.000Z', level: 'info', text: 'begun' } as const;
  updateJob(toJob('running'), [line]);
  expect(readStates()).toEqual([['running'], 'running']);
  updateJob(toJob('cancelled'), []);
  updateJob(toJob('running', { isCancelling: true }), []);
  updateJob(toJob('queued'), []);
  expect(readStates()).toEqual([['cancelled'], 'cancelled']);
  expect(queryClient.getQueryData(JOB)).toMatchObject({ isCancelling: false, log: [line] });
});

test('another head leaves no run of mitigation as it was', () => {
  const key = ['GET /api/mitigation', {}, null];
  queryClient.setQueryData(key, {});
  invalidate(['decisions']);
  expect(queryClient.getQueryState(key)!.isInvalidated).toBe(false);
  invalidate(['models']);
  expect(queryClient.getQueryState(key)!.isInvalidated).toBe(true);
});
