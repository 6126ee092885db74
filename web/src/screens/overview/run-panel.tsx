/** The run that makes the study, while it goes on or where it did not end well. In: the jobs. Out: how far it is, and how to stop or take it up. */
import { Alert, Button, Group } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPlay } from '@tabler/icons-react';
import type { JobEntry } from '../../../../src/protocol/index.js';
import { useJobControl } from '../../parts/jobs/job-control.js';
import { JobLogLink, RunningJob, useLastJob } from '../../parts/jobs/running-job.js';
import { CautionAlert } from '../../parts/page/caution-alert.js';
import { Panel } from '../../parts/page/panel.js';

export function RunPanel() {
  const { last, active } = useLastJob('run');
  if (active !== undefined) {
    return (
      <Panel
        title="Every stage is run"
        description="This page fills while it goes on, and the browser may be closed meanwhile."
      >
        <RunningJob job={active} />
      </Panel>
    );
  }
  return last === undefined || last.state === 'done' ? null : <EndedRun job={last} />;
}

function EndedRun({ job }: { job: JobEntry }) {
  const { start, isSending } = useJobControl();
  const icon = <IconAlertTriangle aria-hidden />;
  const content = (
    <>
      {job.error ?? 'What was finished is kept; started again, it goes on from there.'}
      <Group gap="sm" mt="sm">
        <Button
          size="compact-sm"
          loading={isSending}
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          onClick={() => void start(job.kind, job.options)}
        >
          Start again
        </Button>
        <JobLogLink job={job}>Log</JobLogLink>
      </Group>
    </>
  );
  return job.state === 'failed' ? (
    <Alert color="red" icon={icon} title="The run failed">
      {content}
    </Alert>
  ) : (
    <CautionAlert icon={icon} title="The run was stopped">
      {content}
    </CautionAlert>
  );
}
