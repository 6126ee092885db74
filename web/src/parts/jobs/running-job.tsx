/** The last job of a kind, on the page that it works for. In: the kind. Out: the job; while it goes on, how far it is, its log, and how to stop it. */
import { Button, Group, Stack } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import type { JobEntry, JobKind } from '../../../../src/protocol/index.js';
import { IS_STATIC } from '../../api.js';
import { useRead } from '../../queries.js';
import { PageLink } from '../page/page-link.js';
import { useJobControl } from './job-control.js';
import { JobProgress } from './job-progress.js';

/** `active` is the last one while it waits or runs. */
export function useLastJob(kind: JobKind): { last: JobEntry | undefined; active: JobEntry | undefined } {
  const { data } = useRead('GET /api/jobs', {}, { enabled: !IS_STATIC });
  const last = data?.jobs.find((job) => job.kind === kind);
  const isActive = last?.state === 'running' || last?.state === 'queued';
  return { last, active: isActive ? last : undefined };
}

export function RunningJob({ job }: { job: JobEntry }) {
  const { cancel } = useJobControl();
  return (
    <Stack gap="sm">
      <JobProgress job={job} />
      <Group justify="space-between">
        <JobLogLink job={job}>Log</JobLogLink>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlayerStop size={14} aria-hidden />}
          disabled={job.isCancelling}
          onClick={() => void cancel(job)}
        >
          {job.isCancelling ? 'Cancelling …' : 'Cancel'}
        </Button>
      </Group>
    </Stack>
  );
}

export function JobLogLink({ job, children }: { job: JobEntry; children: string }) {
  return (
    <PageLink size="sm" underline="always" to="/jobs" search={{ log: job.id }}>
      {children}
    </PageLink>
  );
}
