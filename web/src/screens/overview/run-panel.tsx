/** The run that makes the study, while it goes on or where it did not end well. In: the jobs. Out: how far it is, and how to stop or take it up. */
import { Alert, Button, Group, Stack } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import type { JobEntry } from '../../../../src/protocol/index.js';
import { IS_STATIC } from '../../api.js';
import { useJobControl } from '../../parts/jobs/job-control.js';
import { JobProgress } from '../../parts/jobs/job-progress.js';
import { PageLink } from '../../parts/page/page-link.js';
import { Panel } from '../../parts/page/panel.js';
import { useRead } from '../../queries.js';

/** The last run of every stage, and whether it goes on. */
export function useRun(): { last: JobEntry | undefined; isActive: boolean } {
  const { data } = useRead('GET /api/jobs', {}, { enabled: !IS_STATIC });
  const last = data?.jobs.find(({ kind }) => kind === 'run');
  return { last, isActive: last?.state === 'running' || last?.state === 'queued' };
}

export function RunPanel() {
  const { last, isActive } = useRun();
  const { start, cancel, isSending } = useJobControl();
  if (last === undefined || last.state === 'done') return null;
  if (isActive) {
    return (
      <Panel
        title="Every stage is run"
        description="This page fills while it goes on, and the browser may be closed meanwhile."
      >
        <Stack gap="sm">
          <JobProgress job={last} />
          <Group justify="space-between">
            <LogLink job={last} />
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconPlayerStop size={14} aria-hidden />}
              disabled={last.isCancelling}
              onClick={() => void cancel(last)}
            >
              {last.isCancelling ? 'Cancelling …' : 'Cancel'}
            </Button>
          </Group>
        </Stack>
      </Panel>
    );
  }
  return (
    <Alert
      color={last.state === 'failed' ? 'red' : 'yellow'}
      icon={<IconAlertTriangle aria-hidden />}
      title={last.state === 'failed' ? 'The run failed' : 'The run was stopped'}
    >
      {last.error ?? 'What was finished is kept; started again, it goes on from there.'}
      <Group gap="sm" mt="sm">
        <Button
          size="compact-sm"
          loading={isSending}
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          onClick={() => void start(last.kind, last.options)}
        >
          Start again
        </Button>
        <LogLink job={last} />
      </Group>
    </Alert>
  );
}

function LogLink({ job }: { job: JobEntry }) {
  return (
    <PageLink size="sm" underline="always" to="/jobs" search={{ log: job.id }}>
      Log
    </PageLink>
  );
}
