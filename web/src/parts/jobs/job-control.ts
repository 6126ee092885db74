/** Starting and cancelling jobs from any page. In: what to do. Out: the job, in the cache, too; refusals are shown. */
import { useState } from 'react';
import type { JobEntry, JobKind, JobResponse } from '../../../../src/protocol/index.js';
import { send } from '../../api.js';
import { updateJob } from '../../queries.js';
import { showFailure } from '../page/failure-alert.js';

export interface JobControl {
  /** True until the server has taken the last order. */
  isSending: boolean;
  /** The job, or null where it was refused. */
  start: (kind: JobKind, options: Record<string, unknown>) => Promise<JobResponse | null>;
  /** The job says that it is being cancelled before the server has heard of it. */
  cancel: (job: JobEntry) => Promise<JobResponse | null>;
}

export function useJobControl(): JobControl {
  const [isSending, setSending] = useState(false);
  const order = async (title: string, request: () => Promise<JobResponse>) => {
    setSending(true);
    try {
      const job = await request();
      updateJob(job, []);
      return job;
    } catch (error) {
      showFailure(title, error);
      return null;
    } finally {
      setSending(false);
    }
  };
  return {
    isSending,
    start: (kind, options) =>
      order('The job was not started', () =>
        send('POST /api/jobs', {}, { kind, options: options as Record<string, never> }),
      ),
    cancel: async (job) => {
      updateJob({ ...job, isCancelling: true }, []);
      const answer = await order('The job was not cancelled', () =>
        send('POST /api/jobs/:id/cancel', { id: job.id }, {}),
      );
      if (answer === null) updateJob(job, []);
      return answer;
    },
  };
}
