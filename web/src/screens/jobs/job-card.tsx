/** One job: what it is, how it stands, its log on request, and what can be done with it. In: a job. Out: orders. */
import { Alert, Badge, Button, Card, Collapse, Group, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import type { JobEntry, JobState } from '../../../../src/protocol/index.js';
import { formatDuration } from '../../../../src/words/index.js';
import { JobLog } from '../../parts/jobs/job-log.js';
import { JobProgress } from '../../parts/jobs/job-progress.js';
import { formatDateTime } from '../../parts/study/date-time.js';
import classes from './job-card.module.css';

const STATES: Record<JobState, string> = {
  queued: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted',
};

interface JobCardProps {
  job: JobEntry;
  isLogOpen: boolean;
  toggleLog: () => void;
  cancel: () => void;
  startAgain: () => void;
  isSending: boolean;
}

export function JobCard({ job, isLogOpen, toggleLog, cancel, startAgain, isSending }: JobCardProps) {
  const isActive = job.state === 'running' || job.state === 'queued';
  const Chevron = isLogOpen ? IconChevronUp : IconChevronDown;
  return (
    <Card component="article" withBorder padding="sm" aria-label={`Job ${job.id}: ${job.title}`}>
      <Stack gap="xs">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <Badge variant="default" tt="none" className={classes.state} data-state={job.state}>
            {job.isCancelling ? 'Cancelling …' : STATES[job.state]}
          </Badge>
          <Text size="sm" fw={600} style={{ flex: 1, minWidth: 0 }}>
            {job.title}
          </Text>
          <Text size="xs" c="var(--muted)" className="numbers" visibleFrom="xs">
            {describeTimes(job)}
          </Text>
        </Group>
        {isActive && <JobProgress job={job} />}
        {job.error !== null && (
          <Alert color="red" variant="light" py={6} px="sm">
            <Text size="sm">{job.error}</Text>
          </Alert>
        )}
        {job.state === 'interrupted' && (
          <Text size="sm">The server ended while it ran. Started again, it goes on where it was.</Text>
        )}
        <Group gap="xs">
          <Button
            size="compact-xs"
            variant="subtle"
            aria-expanded={isLogOpen}
            rightSection={<Chevron size={13} aria-hidden />}
            onClick={toggleLog}
          >
            Log
          </Button>
          {isActive ? (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconPlayerStop size={13} aria-hidden />}
              disabled={job.isCancelling}
              onClick={cancel}
            >
              Cancel
            </Button>
          ) : (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconRefresh size={13} aria-hidden />}
              disabled={isSending}
              onClick={startAgain}
            >
              Start again
            </Button>
          )}
          <Text size="xs" c="var(--muted)" className="numbers" hiddenFrom="xs">
            {describeTimes(job)}
          </Text>
        </Group>
        <Collapse expanded={isLogOpen}>{isLogOpen && <JobLog id={job.id} />}</Collapse>
      </Stack>
    </Card>
  );
}

/** "24 Nov 2026, 10:05, took 12 s". */
function describeTimes({ createdAt, startedAt, endedAt }: JobEntry): string {
  const start = formatDateTime(startedAt ?? createdAt);
  if (startedAt === null || endedAt === null) return start;
  return `${start}, took ${formatDuration((Date.parse(endedAt) - Date.parse(startedAt)) / 1000)}`;
}
